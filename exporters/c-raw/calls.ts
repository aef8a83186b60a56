/** The calls of bpf(2), and the layouts that they take. Source of these: include/uapi/linux/bpf.h, v6.18. */
export const CALLS = `
/* bpf(2). A call gives what the system call gives, or -errno. */

static long called(long result)
{
	return result < 0 ? -errno : result;
}

static long bpf(int command, void *attr, size_t size)
{
	return called(syscall(SYS_bpf, command, attr, size));
}

static uint64_t address(const void *pointer)
{
	return (uint64_t)(uintptr_t)pointer;
}

struct insn {
	uint8_t code;
	uint8_t registers;
	int16_t offset;
	int32_t immediate;
};

/* A program that does nothing but return a value: r0 = value; exit. */
static long load(uint32_t type, uint32_t attach_type, int returns)
{
	struct insn insns[] = { { 0xb7, 0, 0, returns }, { 0x95, 0, 0, 0 } };
	struct {
		uint32_t type, insn_count;
		uint64_t insns, license;
		uint32_t log_level, log_size;
		uint64_t log;
		uint32_t kernel_version, flags;
		char name[16];
		uint32_t ifindex, expected_attach_type;
	} attr = {
		.type = type,
		.insn_count = 2,
		.insns = address(insns),
		.license = address("GPL"),
		.expected_attach_type = attach_type,
	};
	long fd = -EAGAIN;

	for (int attempt = 0; fd == -EAGAIN && attempt < 5; attempt++)
		fd = bpf(BPF_PROG_LOAD, &attr, sizeof(attr));
	return fd;
}

static long create_map(void)
{
	struct {
		uint32_t type, key_size, value_size, max_entries, flags;
	} attr = { .type = 2, .key_size = 4, .value_size = 4, .max_entries = 1 };

	return bpf(BPF_MAP_CREATE, &attr, sizeof(attr));
}

/* The id of a program or link. */
static uint32_t id_of_fd(int fd)
{
	struct {
		uint32_t type, id;
	} info = { 0, 0 };
	struct {
		uint32_t fd, size;
		uint64_t info;
	} attr = { .fd = fd, .size = sizeof(info), .info = address(&info) };

	return bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr)) < 0 ? UNKNOWN_ID : info.id;
}

/* The values of a request, each where its command has it; what is left out is 0. */
struct values {
	uint32_t prog, flags, replace, relative, link, old;
	uint64_t revision;
};

static long attach_or_detach(int command, uint32_t target, uint32_t attach_type, const struct values *values)
{
	struct {
		uint32_t target, prog, attach_type, flags, replace, relative;
		uint64_t revision;
	} attr = {
		target, values->prog, attach_type, values->flags, values->replace, values->relative, values->revision,
	};

	return bpf(command, &attr, sizeof(attr));
}

static long create_link(uint32_t target, uint32_t attach_type, const struct values *values)
{
	struct {
		uint32_t prog, target, attach_type, flags, relative, unused;
		uint64_t revision;
	} attr = {
		values->prog, target, attach_type, values->flags, values->relative, 0, values->revision,
	};

	return bpf(BPF_LINK_CREATE, &attr, sizeof(attr));
}

static long update_link(const struct values *values)
{
	struct {
		uint32_t link, prog, flags, old;
	} attr = { values->link, values->prog, values->flags, values->old };

	return bpf(BPF_LINK_UPDATE, &attr, sizeof(attr));
}

/* A command that takes one number: an fd or an id. */
static long bpf_of(int command, uint32_t number)
{
	return bpf(command, &number, sizeof(number));
}

/* BPF_PROG_QUERY: the attribute, and the arrays that the kernel writes to. */
struct query {
	struct {
		uint32_t target, attach_type, query_flags, attach_flags;
		uint64_t prog_ids;
		uint32_t count, unused;
		uint64_t prog_flags, link_ids, link_flags, revision;
	} attr;
	uint32_t progs[MOST_SLOTS], prog_flags[MOST_SLOTS], links[MOST_SLOTS], link_flags[MOST_SLOTS];
};

/* The revision before a query: no hook gets there, so another value says that the kernel wrote. */
static const uint64_t UNWRITTEN = ~(uint64_t)0;
`;

/** Network devices by rtnetlink. */
export const DEVICES = `
/* Network devices by rtnetlink, in the network namespace of this process. */

struct message {
	struct nlmsghdr head;
	struct ifinfomsg device;
	char attributes[256];
};

static void add_attribute(struct message *message, uint16_t type, const void *data, uint16_t length)
{
	struct rtattr *attribute = (void *)((char *)message + NLMSG_ALIGN(message->head.nlmsg_len));

	attribute->rta_type = type;
	attribute->rta_len = RTA_LENGTH(length);
	if (length)
		memcpy(RTA_DATA(attribute), data, length);
	message->head.nlmsg_len = NLMSG_ALIGN(message->head.nlmsg_len) + RTA_ALIGN(attribute->rta_len);
}

/* Sends a message and waits for its answer; 0 or -errno. */
static long ask(struct message *message)
{
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char rest[1024];
	} answer;
	int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	long result;

	if (netlink < 0)
		return -errno;
	message->head.nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	result = called(send(netlink, message, message->head.nlmsg_len, 0));
	if (result >= 0)
		result = called(recv(netlink, &answer, sizeof(answer), 0));
	if (result >= 0)
		result = answer.error.error;
	close(netlink);
	return result;
}

static long create_device(const char *kind, const char *name)
{
	struct message message = {
		.head = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)), .nlmsg_type = RTM_NEWLINK },
	};
	uint32_t start;
	struct rtattr *info;

	message.head.nlmsg_flags = NLM_F_CREATE | NLM_F_EXCL;
	add_attribute(&message, IFLA_IFNAME, name, strlen(name) + 1);
	start = NLMSG_ALIGN(message.head.nlmsg_len);
	add_attribute(&message, IFLA_LINKINFO, NULL, 0);
	add_attribute(&message, IFLA_INFO_KIND, kind, strlen(kind));
	info = (void *)((char *)&message + start);
	info->rta_len = message.head.nlmsg_len - start;
	return ask(&message);
}

static long delete_device(int ifindex)
{
	struct message message = {
		.head = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)), .nlmsg_type = RTM_DELLINK },
		.device = { .ifi_index = ifindex },
	};

	return ask(&message);
}
`;

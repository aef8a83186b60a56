/** The calls of bpf(2), and the layouts that they take. Source of these: include/uapi/linux/bpf.h, v6.18. */
export const CALLS = String.raw`
/* bpf(2). A call gives what the system call gives, or -errno. */

/* Who makes the call of a step. */
static enum caller caller_now;

static void by(enum caller caller)
{
	caller_now = caller;
}

/* A call by whoever makes that of the step. */
#define BY_CALLER(call) (caller_now == PRIVILEGED ? (call) : BY(caller_now, call))

static long bpf(int command, void *attr, size_t size)
{
	return called(syscall(SYS_bpf, command, attr, size));
}

/* The same for the call that a step is about. */
static long bpf_by_caller(int command, void *attr, size_t size)
{
	return BY_CALLER(bpf(command, attr, size));
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

static long load_insns(uint32_t type, uint32_t attach_type, const struct insn *insns, uint32_t count, uint32_t flags, uint32_t ifindex)
{
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
		.insn_count = count,
		.insns = address(insns),
		.license = address("GPL"),
		.flags = flags,
		.ifindex = ifindex,
		.expected_attach_type = attach_type,
	};
	long fd = -EAGAIN;

	for (int attempt = 0; fd == -EAGAIN && attempt < 5; attempt++)
		fd = bpf(BPF_PROG_LOAD, &attr, sizeof(attr));
	return fd;
}

/* A program that does nothing but return a value: r0 = value; exit. It may be bound to a device. */
static long load_for(uint32_t type, uint32_t attach_type, int returns, uint32_t flags, uint32_t ifindex)
{
	struct insn insns[] = { { 0xb7, 0, 0, returns }, { 0x95, 0, 0, 0 } };

	return load_insns(type, attach_type, insns, 2, flags, ifindex);
}

static long load(uint32_t type, uint32_t attach_type, int returns)
{
	return load_for(type, attach_type, returns, 0, 0);
}

static long create_map(uint32_t value_size)
{
	struct {
		uint32_t type, key_size, value_size, max_entries, flags;
	} attr = { .type = 2, .key_size = 4, .value_size = value_size, .max_entries = 1 };

	return bpf(BPF_MAP_CREATE, &attr, sizeof(attr));
}

/* The beginning of the information on a program or link: its type, its id. */
static long info_of_fd(int fd, void *info, uint32_t size)
{
	struct {
		uint32_t fd, size;
		uint64_t info;
	} attr = { .fd = fd, .size = size, .info = address(info) };

	memset(info, 0, size);
	return bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
}

/* The values of a request, each where its command has it; what is left out is 0. */
struct values {
	uint32_t prog, flags, replace, relative, link, old;
	uint64_t revision;
};

static long create_link(uint32_t target, uint32_t attach_type, const struct values *values)
{
	struct {
		uint32_t prog, target, attach_type, flags, relative, unused;
		uint64_t revision;
	} attr = {
		values->prog, target, attach_type, values->flags, values->relative, 0, values->revision,
	};

	return bpf_by_caller(BPF_LINK_CREATE, &attr, sizeof(attr));
}

static long update_link(const struct values *values)
{
	struct {
		uint32_t link, prog, flags, old;
	} attr = { values->link, values->prog, values->flags, values->old };

	return bpf_by_caller(BPF_LINK_UPDATE, &attr, sizeof(attr));
}

/* A command that takes one number: an fd or an id. */
static long bpf_of(int command, uint32_t number)
{
	return bpf_by_caller(command, &number, sizeof(number));
}

static long fd_by_id(uint32_t id)
{
	return bpf(BPF_LINK_GET_FD_BY_ID, &id, sizeof(id));
}

/* How a trace that has no result of its steps is printed. */

static void cannot_run(const char *why, const char *how)
{
	printf("ok %d %s # SKIP %s (%s)\n", number_now, title_now, why, how);
}

static void broken(const char *what, const char *how)
{
	printf("# %s: %s\nnot ok %d %s\n", what, how, number_now, title_now);
}
`;

/** Those for hooks with slots. It stands behind ARRAYS. */
export const SLOT_CALLS = `
static long attach_or_detach(int command, uint32_t target, uint32_t attach_type, const struct values *values)
{
	struct {
		uint32_t target, prog, attach_type, flags, replace, relative;
		uint64_t revision;
	} attr = {
		target, values->prog, attach_type, values->flags, values->replace, values->relative, values->revision,
	};

	return bpf_by_caller(command, &attr, sizeof(attr));
}

/* Pins below an fd of a bpffs. */

struct pin {
	uint64_t path;
	uint32_t fd, flags, path_fd, unused;
};

static long pin_at(int directory, const char *name, uint32_t fd)
{
	struct pin attr = { .path = address(name), .fd = fd, .flags = PATH_FD, .path_fd = directory };

	return bpf(BPF_OBJ_PIN, &attr, sizeof(attr));
}

static long get_at(int directory, const char *name)
{
	struct pin attr = { .path = address(name), .flags = PATH_FD, .path_fd = directory };

	return bpf_by_caller(BPF_OBJ_GET, &attr, sizeof(attr));
}

/* BPF_PROG_QUERY: the attribute, and the arrays that the kernel writes to. */
struct query {
	struct {
		uint32_t target, attach_type, query_flags, attach_flags;
		uint64_t prog_ids;
		uint32_t count, unused;
		uint64_t prog_flags, link_ids, link_flags, revision;
	} attr;
	struct lists lists;
};

/* The revision before a query: no hook gets there, so another value says that the kernel wrote. */
static const uint64_t UNWRITTEN = ~(uint64_t)0;

static void with_arrays(struct query *query)
{
	if (known >= LINKS) {
		query->attr.link_ids = address(query->lists.links);
		query->attr.link_flags = address(query->lists.link_flags);
	}
	if (known >= FLAGS)
		query->attr.prog_flags = address(query->lists.prog_flags);
}

/* Finds out how much of a query of a cgroup the kernel knows. */
static void find_known(uint32_t target, uint32_t attach_type)
{
	static struct query query;
	long result;

	for (known = REVISION; ; known--) {
		query.attr.target = target;
		query.attr.attach_type = attach_type;
		query.attr.revision = known == REVISION ? UNWRITTEN : 0;
		with_arrays(&query);
		result = bpf(BPF_PROG_QUERY, &query.attr, sizeof(query.attr));
		if (result != -EINVAL || known == IDS)
			break;
		memset(&query, 0, sizeof(query));
	}
	if (known == REVISION && query.attr.revision == UNWRITTEN)
		known = LINKS;
}

/* How many programs a query finds. */
static long count_of(uint32_t target, uint32_t attach_type, uint32_t query_flags, uint32_t *count)
{
	struct query query = {
		.attr = { .target = target, .attach_type = attach_type, .query_flags = query_flags },
	};
	long result = bpf(BPF_PROG_QUERY, &query.attr, sizeof(query.attr));

	*count = query.attr.count;
	return result;
}

/* A link of another kind than those of hooks. */
static long link_at_namespace(int namespace, uint32_t prog)
{
	struct values values = { .prog = prog };

	return create_link(namespace, AT_SK_LOOKUP, &values);
}
`;

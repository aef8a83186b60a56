/** Packets and system calls at cgroups, and programs that note that they ran. It stands behind STEPS. Source of the numbers: include/uapi/linux/bpf.h, v6.18. */
export const RUNS = `
/* Programs that note that they ran, in an array map of one element, and packets and calls that they run for. */

#define MOST_NOTES 64
#define PORT 9				/* of the socket outside of all cgroups */
#define NO_OPTION 0x7ffe		/* an option of sockets that no kernel has */

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define REGISTERS(to, from) ((from) << 4 | (to))
#else
#define REGISTERS(to, from) ((to) << 4 | (from))
#endif

struct notes {
	uint32_t count, numbers[MOST_NOTES];
};

static int notes_fd, outside;

/* Where a socket is bound: a port of the loopback device. */
static struct sockaddr_in at_port(int port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = { htonl(INADDR_LOOPBACK) },
	};
}

static int udp_socket(void)
{
	return called(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

static void bind_to(int fd, int port)
{
	struct sockaddr_in address = at_port(port);

	must("bind of a socket", called(bind(fd, (struct sockaddr *)&address, sizeof(address))));
}

static long send_to(int fd, int port, const void *bytes, size_t size)
{
	struct sockaddr_in address = at_port(port);

	return called(sendto(fd, bytes, size, 0, (struct sockaddr *)&address, sizeof(address)));
}

static void make_notes(void)
{
	struct {
		uint32_t type, key_size, value_size, max_entries, flags;
	} attr = { .type = 2, .key_size = 4, .value_size = sizeof(struct notes), .max_entries = 1 };
	struct message message = {
		.head = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)), .nlmsg_type = RTM_NEWLINK },
		.device = { .ifi_index = LOOPBACK, .ifi_flags = IFF_UP, .ifi_change = IFF_UP },
	};

	notes_fd = must("a map for notes", bpf(BPF_MAP_CREATE, &attr, sizeof(attr)));
	must("the loopback device up", ask(&message));
	outside = must("a socket", udp_socket());
	bind_to(outside, PORT);
}

/* BPF_MAP_LOOKUP_ELEM (1) or BPF_MAP_UPDATE_ELEM (2) of the one element. */
static void notes_by(int command, struct notes *notes)
{
	uint32_t key = 0;
	struct {
		uint32_t map, unused;
		uint64_t key, value, flags;
	} attr = { .map = notes_fd, .key = address(&key), .value = address(notes) };

	must("the map of notes", bpf(command, &attr, sizeof(attr)));
}

/* Loads a program that notes its number; it may set a result, and returns a value. */
static void load_noting(const char *name, uint32_t type, uint32_t attach_type, int returns, bool sets, int result)
{
	struct object *object = &objects[object_count++];
	struct insn insns[] = {
		{ 0x62, REGISTERS(10, 0), -4, 0 },		/* *(u32 *)(r10 - 4) = 0 */
		{ 0xbf, REGISTERS(2, 10), 0, 0 },		/* r2 = r10 */
		{ 0x07, REGISTERS(2, 0), 0, -4 },		/* r2 += -4 */
		{ 0x18, REGISTERS(1, 1), 0, notes_fd }, { 0 },	/* r1 = the map */
		{ 0x85, 0, 0, 1 },				/* r0 = its element */
		{ 0x15, REGISTERS(0, 0), 8, 0 },		/* if r0 == 0 goto end */
		{ 0x61, REGISTERS(1, 0), 0, 0 },		/* r1 = count */
		{ 0x35, REGISTERS(1, 0), 6, MOST_NOTES },	/* if r1 >= MOST_NOTES goto end */
		{ 0xbf, REGISTERS(2, 1), 0, 0 },		/* r2 = r1 */
		{ 0x07, REGISTERS(2, 0), 0, 1 },		/* r2 += 1 */
		{ 0x63, REGISTERS(0, 2), 0, 0 },		/* count = r2 */
		{ 0x67, REGISTERS(1, 0), 0, 2 },		/* r1 <<= 2 */
		{ 0x0f, REGISTERS(0, 1), 0, 0 },		/* r0 += r1 */
		{ 0x62, REGISTERS(0, 0), 4, object_count },	/* numbers[r1 / 4] = the number */
		{ 0xb7, REGISTERS(1, 0), 0, result },		/* end: r1 = the result */
		{ sets ? 0x85 : 0xb7, sets ? 0 : REGISTERS(1, 0), 0, sets ? 187 : 0 },	/* bpf_set_retval, if it is to */
		{ 0xb7, REGISTERS(0, 0), 0, returns },
		{ 0x95, 0, 0, 0 },
	};

	object->name = name;
	came_to_be(object, must("load of a program", load_insns(type, attach_type, insns, sizeof(insns) / sizeof(*insns), 0, 0)));
}

static void noting_program(const char *name, uint32_t type, uint32_t attach_type, int returns)
{
	load_noting(name, type, attach_type, returns, false, 0);
}

static void setting_program(const char *name, uint32_t type, uint32_t attach_type, int returns, int result)
{
	load_noting(name, type, attach_type, returns, true, result);
}

/* What a run came to. */
static struct {
	enum { WAS_NOTHING, WAS_PACKET, WAS_CALL } is;
	int is_done;
	long result;
	char ran[40 * MOST_NOTES];
} was;

static void note_who_ran(void)
{
	struct notes notes;
	size_t end = 0;

	notes_by(1, &notes);
	was.ran[0] = 0;
	for (uint32_t index = 0; index < notes.count && index < MOST_NOTES && end < sizeof(was.ran); index++)
		end += snprintf(was.ran + end, sizeof(was.ran) - end, "%s%s", index ? " " : "",
				objects[notes.numbers[index] - 1].name);
}

/* Enters a cgroup by its directory: 0 or -errno. */
static long enter(const char *path)
{
	char file[2 * PATH_MAX];
	int fd;
	long result;

	snprintf(file, sizeof(file), "%s/cgroup.procs", path);
	fd = called(open(file, O_WRONLY | O_CLOEXEC));
	if (fd < 0)
		return fd;
	result = called(write(fd, "0", 1));
	close(fd);
	return result < 0 ? result : 0;
}

/* The directory of the cgroup that this process is in: that of all traces is at the mount. */
static const char *home(void)
{
	static char path[2 * PATH_MAX];
	char line[PATH_MAX];
	FILE *file = fopen("/proc/self/cgroup", "r");

	while (!*path && file && fgets(line, sizeof(line), file))
		if (!strncmp(line, "0::", 3)) {
			line[strcspn(line, "\\n")] = 0;
			snprintf(path, sizeof(path), "%.*s%s", (int)(strrchr(all_traces, '/') - all_traces), all_traces, line + 3);
		}
	if (file)
		fclose(file);
	return path;
}

/* Makes a socket in a cgroup, and leaves it again; -errno where the cgroup cannot be entered, or with the result of the call. */
static long socket_in(const char *path, long *made)
{
	const char *back = home();
	long result = enter(path);

	if (result < 0)
		return result;
	*made = udp_socket();
	must("the way back to the cgroup of this process", enter(back));
	return 0;
}

/* Whether a packet is at the socket outside, and none to come: what is sent behind it has another length. */
static int has_arrived(void)
{
	static const char marker[300];
	char into[512];
	struct timespec pause = { .tv_nsec = 1000000 };
	int is_there = 0;

	must("a packet behind the one that is looked at", send_to(outside, PORT, marker, sizeof(marker)));
	for (int attempt = 0; attempt < 2000; attempt++) {
		long length = called(recv(outside, into, sizeof(into), 0));

		if (length == sizeof(marker))
			return is_there;
		if (length >= 0)
			is_there = 1;
		else if (length == -EAGAIN)
			nanosleep(&pause, NULL);
		else
			die("recv of a packet", length);
	}
	die("the packet behind the one that is looked at", -ETIMEDOUT);
	return 0;
}

static void call_came_to(long result, int is_done)
{
	was.is = WAS_CALL;
	was.result = result;
	was.is_done = is_done;
}

static void packet_came_to(long result, int is_delivered)
{
	was.is = WAS_PACKET;
	was.result = result;
	was.is_done = is_delivered;
}

static int priority_of(int fd)
{
	int value = 0;
	socklen_t size = sizeof(value);

	getsockopt(fd, SOL_SOCKET, SO_PRIORITY, &value, &size);
	return value;
}

static void run_at(uint32_t attach_type, int fd, int port, int is_known)
{
	static int priority;
	struct sockaddr_in peer, to = at_port(PORT);
	socklen_t size = sizeof(peer), int_size = sizeof(int);
	int value = 0;
	char byte = 1;
	long result;

	switch (attach_type) {
	case AT_CGROUP_INET_EGRESS:
		result = send_to(fd, PORT, &byte, 1);
		packet_came_to(result < 0 ? result : 0, has_arrived());
		return;
	case AT_CGROUP_INET_INGRESS:
		must("sendto of a packet", send_to(outside, port, &byte, 1));
		has_arrived();
		packet_came_to(0, recv(fd, &byte, 1, 0) >= 0);
		return;
	case AT_CGROUP_UDP4_SENDMSG:
		result = send_to(fd, PORT, &byte, 1);
		call_came_to(result < 0 ? result : 0, has_arrived());
		return;
	case AT_CGROUP_INET4_CONNECT:
		result = called(connect(fd, (struct sockaddr *)&to, sizeof(to)));
		call_came_to(result, !getpeername(fd, (struct sockaddr *)&peer, &size));
		to.sin_family = AF_UNSPEC;
		connect(fd, (struct sockaddr *)&to, sizeof(to));
		return;
	case AT_CGROUP_GETSOCKOPT:
		priority = priority % 6 + 1;
		must("setsockopt", called(setsockopt(fd, SOL_SOCKET, SO_PRIORITY, &priority, sizeof(priority))));
		result = called(getsockopt(fd, SOL_SOCKET, is_known ? SO_PRIORITY : NO_OPTION, &value, &int_size));
		call_came_to(result, value == priority);
		return;
	case AT_CGROUP_SETSOCKOPT:
		value = priority_of(fd) % 6 + 1;
		result = called(setsockopt(fd, SOL_SOCKET, is_known ? SO_PRIORITY : NO_OPTION, &value, sizeof(value)));
		call_came_to(result, priority_of(fd) == value);
		return;
	}
	die("a hook without packets and calls", -EOPNOTSUPP);
}

/* Makes a packet or call at a cgroup, by a socket that is made there. */
static long run(const char *name, int is_known)
{
	static int port = PORT;
	struct hook *hook = hook_named(name);
	struct notes none = { 0 };
	int yes = 1;
	long fd, result;

	was.is = WAS_NOTHING;
	notes_by(2, &none);
	result = socket_in(hook->path, &fd);
	if (result < 0)
		return result;
	if (hook->attach_type == AT_CGROUP_INET_SOCK_CREATE) {
		call_came_to(fd < 0 ? fd : 0, fd >= 0);
	} else {
		must("a socket", fd);
		/* The sender gets the errors of a packet; programs for setsockopt would run for that. */
		if (hook->attach_type != AT_CGROUP_SETSOCKOPT)
			setsockopt(fd, IPPROTO_IP, IP_RECVERR, &yes, sizeof(yes));
		bind_to(fd, ++port);
		notes_by(2, &none);
		run_at(hook->attach_type, fd, port, is_known);
	}
	note_who_ran();
	if (fd >= 0)
		close(fd);
	return 0;
}
`;

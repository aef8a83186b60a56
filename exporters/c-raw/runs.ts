/** Packets and system calls at cgroups. It stands behind NOTES. */
export const RUNS = `
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

/* Enters a cgroup, if this process can come back from there: 0, or -errno where it cannot be entered. */
static long visit(const char *path)
{
	long result = enter(home());

	if (result < 0)
		skip("this process could not go back to its cgroup", result);
	return enter(path);
}

static void come_back(void)
{
	must("the way back to the cgroup of this process", enter(home()));
}

/* A socket that was made in a cgroup, which is its cgroup for good. */
struct made {
	const char *name;
	int fd, port;
	enum domain domain;
};
static struct made sockets[MOST_SOCKETS];
static int socket_count;

static struct made *socket_named(const char *name) { FIND("socket", sockets, socket_count); }

/* A name that socket_create may give. */
static void socket_name(const char *name)
{
	sockets[socket_count++] = (struct made){ .name = name, .fd = CLOSED_FD };
}

/* Makes a socket in a cgroup, and leaves it again; -errno where the cgroup cannot be entered, or with the result of the call. */
static long socket_in(const struct hook *hook, struct made *made)
{
	long result = visit(hook->path);

	if (result < 0)
		return result;
	made->fd = datagram_socket(made->domain);
	come_back();
	return 0;
}

/* Binds a socket of a cgroup. The sender gets the errors of a packet; programs for setsockopt would run for that. */
static void prepare_socket(const struct hook *hook, struct made *made)
{
	static int port = PORT;
	int yes = 1;

	must("a socket", made->fd);
	made->port = ++port;
	if (made->domain == OF_INET && hook->attach_type != AT_CGROUP_SETSOCKOPT)
		setsockopt(made->fd, IPPROTO_IP, IP_RECVERR, &yes, sizeof(yes));
	bind_to(made->fd, made->domain, made->port);
}

static long socket_create(const char *hook, const char *name, enum domain domain)
{
	struct made *made = socket_named(name);
	long result;

	made->domain = domain;
	result = socket_in(hook_named(hook), made);
	if (!result)
		prepare_socket(hook_named(hook), made);
	return result;
}

static long socket_close(const char *name)
{
	struct made *made = socket_named(name);
	long result = called(close(made->fd));

	made->fd = CLOSED_FD;
	if (!result)
		await_release();
	return result;
}

/* Whether a packet is at the socket outside, and none to come: what is sent behind it has another length. */
static int has_arrived(enum domain domain)
{
	char into[512];
	struct timespec pause = { .tv_nsec = 1000000 };
	int is_there = 0;

	must("the marker packet", send_to(outside[domain], domain, PORT, MARKER, sizeof(MARKER)));
	for (int attempt = 0; attempt < 2000; attempt++) {
		long length = called(recv(outside[domain], into, sizeof(into), 0));

		if (length == sizeof(MARKER))
			return is_there;
		if (length >= 0)
			is_there = 1;
		else if (length == -EAGAIN)
			nanosleep(&pause, NULL);
		else
			die("recv of a packet", length);
	}
	die("the marker packet", -ETIMEDOUT);
	return 0;
}

static int priority_of(int fd)
{
	int value = 0;
	socklen_t size = sizeof(value);

	getsockopt(fd, SOL_SOCKET, SO_PRIORITY, &value, &size);
	return value;
}

static void run_at(uint32_t attach_type, const struct made *by, int is_known)
{
	static int priority;
	struct place peer = { .size = sizeof(peer.un) }, to = place_at(by->domain, PORT);
	socklen_t int_size = sizeof(int);
	int fd = by->fd, value = 0;
	char byte = 1;
	long result;

	switch (attach_type) {
	case AT_CGROUP_INET_EGRESS:
		result = send_to(fd, by->domain, PORT, &byte, 1);
		packet_came_to(result < 0 ? result : 0, has_arrived(by->domain));
		return;
	case AT_CGROUP_INET_INGRESS:
		must("sendto of a packet", send_to(outside[by->domain], by->domain, by->port, &byte, 1));
		has_arrived(by->domain);
		packet_came_to(0, recv(fd, &byte, 1, 0) >= 0);
		return;
	case AT_CGROUP_UDP4_SENDMSG:
		result = send_to(fd, by->domain, PORT, &byte, 1);
		call_came_to(result < 0 ? result : 0, has_arrived(by->domain));
		return;
	case AT_CGROUP_INET4_CONNECT:
		result = called(connect(fd, &to.any, to.size));
		call_came_to(result, !getpeername(fd, &peer.any, &peer.size));
		to.any.sa_family = AF_UNSPEC;
		connect(fd, &to.any, to.size);
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

static void begin_run(void)
{
	struct notes none = { 0 };

	was.is = WAS_NOTHING;
	notes_by(2, &none);
}

/* Makes a packet or call at a cgroup, by a socket that is made there. */
static long run(const char *name, int is_known)
{
	struct hook *hook = hook_named(name);
	struct made made = { .domain = OF_INET };
	long result;

	begin_run();
	if (hook->device)
		return send_at(hook);
	result = socket_in(hook, &made);
	if (result < 0)
		return result;
	if (hook->attach_type == AT_CGROUP_INET_SOCK_CREATE) {
		call_came_to(made.fd < 0 ? made.fd : 0, made.fd >= 0);
	} else {
		prepare_socket(hook, &made);
		begin_run();
		run_at(hook->attach_type, &made, is_known);
	}
	note_who_ran();
	if (made.fd >= 0)
		close(made.fd);
	return 0;
}

/* The same by a socket with a name, wherever that was made; a process in the cgroup uses it. */
static long run_by(const char *socket, const char *name, int is_known)
{
	struct hook *hook = hook_named(name);
	struct made *by = socket_named(socket);
	char byte;
	long result;

	if (hook->attach_type == AT_CGROUP_INET_SOCK_CREATE)
		return run(name, is_known);
	begin_run();
	result = visit(hook->path);
	if (result < 0)
		return result;
	if (by->fd == CLOSED_FD)
		result = called(recv(by->fd, &byte, 1, 0));
	else
		run_at(hook->attach_type, by, is_known);
	come_back();
	if (result >= 0)
		note_who_ran();
	return result;
}
`;

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

/* Makes a socket in a cgroup, and leaves it again; -errno where the cgroup cannot be entered, or with the result of the call. */
static long socket_in(const char *path, long *made)
{
	const char *back = home();
	long result = enter(back);

	if (result < 0)
		skip("this process could not go back to its cgroup", result);
	result = enter(path);
	if (result < 0)
		return result;
	*made = udp_socket();
	must("the way back to the cgroup of this process", enter(back));
	return 0;
}

/* Whether a packet is at the socket outside, and none to come: what is sent behind it has another length. */
static int has_arrived(void)
{
	char into[512];
	struct timespec pause = { .tv_nsec = 1000000 };
	int is_there = 0;

	must("the marker packet", send_to(outside, PORT, MARKER, sizeof(MARKER)));
	for (int attempt = 0; attempt < 2000; attempt++) {
		long length = called(recv(outside, into, sizeof(into), 0));

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
	if (hook->device)
		return send_at(hook);
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

/** Steps that close fds, that remove or make devices and cgroups, and that change qdiscs. It stands behind PINS. */
export const OBJECTS = String.raw`
static long close_fd(const char *name)
{
	struct object *object = object_named(name);
	int fd = last_fd(object);
	struct ending ending;
	long result;

	if (fd == CLOSED_FD || object->fd_count || object->is_pinned || !object->lost_pin)
		return called(close(fd));
	ending = before_end(object);
	result = called(close(fd));
	await_end(&ending);
	return result;
}

static long device_remove(const char *name)
{
	struct device *device = device_named(name);
	long result = delete_device(device->ifindex);

	if (!result)
		device->is_gone = 1;
	return result;
}

static long qdisc_add(const char *device, const char *kind) { return add_qdisc(device_named(device)->ifindex, kind); }
static long qdisc_replace(const char *device, const char *kind) { return replace_qdisc(device_named(device)->ifindex, kind); }
static long qdisc_remove(const char *device) { return remove_qdisc(device_named(device)->ifindex); }

static long device_create(const char *name)
{
	struct device *device = device_named(name);

	/* The name of one that is there is taken. */
	return device->is_gone ? make_device(device) : create_real(device, device->kind, "other");
}

/* How many cgroups sockets keep alive whose directories are gone. */
static int dying;

/* A cgroup whose directory is gone is there until nobody uses it; only then are its links defunct. */
static void await_release(void)
{
	char path[2 * PATH_MAX], text[1024], expected[64];
	struct timespec pause = { .tv_nsec = 1000000 };

	snprintf(path, sizeof(path), "%s/cgroup.stat", top);
	snprintf(expected, sizeof(expected), "nr_dying_descendants %d\n", dying);
	for (int attempt = 0; attempt < 60000; attempt++) {
		int file = must("open of cgroup.stat", called(open(path, O_RDONLY | O_CLOEXEC)));
		long length = must("read of cgroup.stat", called(read(file, text, sizeof(text) - 1)));

		close(file);
		text[length] = 0;
		if (strstr(text, expected))
			return;
		nanosleep(&pause, NULL);
	}
	die("the release of a cgroup", -ETIMEDOUT);
}

static long cgroup_remove(const char *name)
{
	long result = called(rmdir(hook_named(name)->path));

	if (!result)
		await_release();
	return result;
}

/* Puts a process into a cgroup: its number, or -errno. */
static long put_into(const char *path)
{
	char text[16];
	pid_t child = must("fork", called(fork()));
	int file;
	long result;

	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		pause();
		_exit(0);
	}
	snprintf(text, sizeof(text), "%d", child);
	file = called(open(path, O_WRONLY | O_CLOEXEC));
	result = file < 0 ? file : called(write(file, text, strlen(text)));
	if (file >= 0)
		close(file);
	if (result >= 0)
		return child;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return result;
}

/* Removes a cgroup while a process is in it. */
static long cgroup_remove_in_use(const char *name)
{
	char path[2 * PATH_MAX];
	long child, result;

	snprintf(path, sizeof(path), "%s/cgroup.procs", hook_named(name)->path);
	child = put_into(path);
	if (child < 0 && child != -ENOENT)
		die("a process put into a cgroup", child);
	result = cgroup_remove(name);
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	return result;
}

static long cgroup_create(const char *name)
{
	struct hook *hook = hook_named(name);
	int former = hook->target;
	long result = called(mkdir(hook->path, 0700));

	if (result)
		return result;
	open_cgroup(hook);
	close(former);
	return 0;
}
`;

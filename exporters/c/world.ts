/**
 * What a trace makes before its first step, and the names of what there is. A format has before it: load, info_of_fd, count_of and
 * link_at_namespace, which call bpf(2), and cannot_run and broken, which print.
 */
export const WORLD = String.raw`
/* What there is in the trace that is running: each runs in a process of its own. */

/* A program or link. It has no fd once the last one was closed, and keeps its id. */
struct object {
	const char *name;
	int is_link;
	int fds[8];
	int fd_count;
	int is_pinned, lost_pin;
	uint32_t id;
};
static struct object objects[MOST_OBJECTS];
static int object_count;

struct hook {
	const char *name;
	const char *device;		/* none of a cgroup */
	char path[PATH_MAX];		/* of a cgroup */
	uint32_t target;		/* an ifindex, or the fd of a cgroup */
	uint32_t attach_type;
};
static struct hook hooks[MOST_HOOKS];
static int hook_count;

struct device {
	const char *name;
	int ifindex;
	int peer;			/* of a netkit pair: the other end */
	int is_gone, is_netkit;
};
static struct device devices[MOST_HOOKS];
static int device_count;

/* The cgroup that those of this trace are in, and that of all traces. */
static char top[64 + PATH_MAX];
static char all_traces[PATH_MAX];
static uint32_t map_fd, other_prog_fd;

/* The trace cannot be run here. */
static void skip(const char *why, long result)
{
	cannot_run(why, errno_name(result));
	leave(SKIPPED);
}

/* Something fails that no step is about. */
static void die(const char *what, long result)
{
	broken(what, errno_name(result));
	leave(FAILED);
}

static long must(const char *what, long result)
{
	if (result < 0)
		die(what, result);
	return result;
}

#define FIND(what, table, count)							\
	for (int index = 0; index < count; index++)					\
		if (!strcmp(table[index].name, name))					\
			return &table[index];						\
	fprintf(stderr, "there is no " what " %s\n", name);				\
	_exit(FAILED)

static struct object *object_named(const char *name) { FIND("object", objects, object_count); }
static struct hook *hook_named(const char *name) { FIND("hook", hooks, hook_count); }
static struct device *device_named(const char *name) { FIND("device", devices, device_count); }

static void opened(struct object *object, int fd)
{
	if (object->fd_count == 8)
		die("more fds of an object than there is room for", -ENFILE);
	object->fds[object->fd_count++] = fd;
}

/* The id of a program or link. */
static uint32_t id_of_fd(int fd)
{
	uint32_t info[2];

	return info_of_fd(fd, info, sizeof(info)) < 0 ? UNKNOWN_ID : info[1];
}

static void came_to_be(struct object *object, int fd)
{
	object->fd_count = 0;
	opened(object, fd);
	object->id = id_of_fd(fd);
}

/* What a field of bpf_attr has to name a program or link. */
static uint32_t fd_of(const char *name)
{
	struct object *object = object_named(name);

	return object->fd_count ? object->fds[object->fd_count - 1] : CLOSED_FD;
}

static uint32_t id_of(const char *name)
{
	return object_named(name)->id;
}

static uint32_t target_of(const char *name)
{
	return hook_named(name)->target;
}

/* A fresh device or netkit pair, under a name that the namespace has not had. */
static void make_device(struct device *device)
{
	static const char *kinds[] = { "dummy", "ifb", "veth" };
	static int made;
	char name[32], peer[32];
	long result = 0;

	snprintf(name, sizeof(name), "m%d.%d", number_now, ++made);
	snprintf(peer, sizeof(peer), "p%d.%d", number_now, made);
	if (device->is_netkit)
		result = create_device("netkit", name, peer);
	for (int index = 0; index < 3 && !device->is_netkit; index++) {
		result = create_device(kinds[index], name, NULL);
		if (!result)
			break;
	}
	if (result)
		skip(device->is_netkit ? "no netkit pair can be made" : "no network device can be made", result);
	device->ifindex = if_nametoindex(name);
	device->peer = if_nametoindex(peer);
	device->is_gone = 0;
	for (int index = 0; index < hook_count; index++)
		if (hooks[index].device && !strcmp(hooks[index].device, device->name))
			hooks[index].target = device->ifindex;
}

static void device(const char *name)
{
	devices[device_count].name = name;
	make_device(&devices[device_count++]);
}

static void netkit(const char *name)
{
	devices[device_count].is_netkit = 1;
	device(name);
}

static void clsact(const char *device)
{
	must("a clsact qdisc", add_qdisc(device_named(device)->ifindex, "clsact"));
}

/* Makes sure that this kernel has the qdiscs that steps are about. */
static void need_qdiscs(void)
{
	struct device device = { 0 };
	long result;

	make_device(&device);
	result = add_qdisc(device.ifindex, "clsact");
	delete_device(device.ifindex);
	if (result)
		skip("this kernel has no clsact qdisc", result);
}

static void tcx_hook(const char *name, const char *device, uint32_t attach_type)
{
	struct hook *hook = &hooks[hook_count++];
	uint32_t count;
	long result;

	*hook = (struct hook){ .name = name, .device = device, .attach_type = attach_type };
	hook->target = device_named(device)->ifindex;
	result = count_of(hook->target, attach_type, 0, &count);
	if (result < 0)
		skip("this kernel has no tcx, or this user no privilege for it", result);
}

/* What device calls name a hook of netkit by. */
enum by { BY_PRIMARY, BY_PEER, BY_OTHER };

static void netkit_hook(const char *name, const char *device, uint32_t attach_type, enum by by)
{
	struct hook *hook = &hooks[hook_count++];
	struct device *pair = device_named(device);
	uint32_t count;
	long result;

	*hook = (struct hook){ .name = name, .device = device, .attach_type = attach_type };
	hook->target = by == BY_PRIMARY ? pair->ifindex : by == BY_PEER ? pair->peer : LOOPBACK;
	result = by == BY_PRIMARY ? count_of(hook->target, attach_type, 0, &count) : 0;
	if (result < 0)
		skip("this kernel has no netkit, or this user no privilege for it", result);
}

static void open_cgroup(struct hook *hook)
{
	hook->target = must("open of a cgroup", called(open(hook->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
}

static void cgroup_hook(const char *name, const char *parent, uint32_t attach_type)
{
	struct hook *hook = &hooks[hook_count++];
	uint32_t count;
	long result;

	if (!*all_traces)
		skip("cgroup2 is not mounted, or cannot be written", -ENOENT);
	if (!*top) {
		snprintf(top, sizeof(top), "%s/%d", all_traces, number_now);
		must("mkdir of a cgroup", called(mkdir(top, 0700)));
	}
	hook->name = name;
	hook->attach_type = attach_type;
	result = snprintf(hook->path, sizeof(hook->path), "%s/%s", *parent ? hook_named(parent)->path : top, name);
	if (result >= (long)sizeof(hook->path))
		die("the path of a cgroup", -ENAMETOOLONG);
	must("mkdir of a cgroup", called(mkdir(hook->path, 0700)));
	open_cgroup(hook);
	if (*parent)
		return;
	result = count_of(hook->target, attach_type, 1, &count);
	if (result < 0)
		skip("this kernel takes no programs at cgroups, or this user has no privilege for it", result);
	if (count)
		skip("programs of enclosing cgroups run here", -EBUSY);
}

static void program(const char *name, uint32_t type, uint32_t attach_type, int returns)
{
	struct object *object = &objects[object_count++];

	object->name = name;
	came_to_be(object, must("load of a program", load(type, attach_type, returns)));
}

/* A name that link_create may give. */
static void link_name(const char *name)
{
	objects[object_count++] = (struct object){ .name = name, .is_link = 1, .id = UNKNOWN_ID };
}

/* A link at the network namespace, where no step changes anything. */
static void foreign_link(const char *name, const char *prog)
{
	int namespace = must("open of the network namespace", called(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)));

	link_name(name);
	came_to_be(object_named(name), must("link of another kind", link_at_namespace(namespace, fd_of(prog))));
	close(namespace);
}
`;

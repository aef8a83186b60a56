/**
 * What a trace makes before its first step, and the names of hooks and devices. It stands behind NAMED. A format has before it: load,
 * count_of, find_known and link_at_namespace, which call bpf(2).
 */
export const WORLD = `
struct hook {
	const char *name;
	const char *device;		/* none of a cgroup */
	char path[PATH_MAX];		/* of a cgroup */
	uint32_t target;		/* an ifindex, or the fd of a cgroup */
	uint32_t attach_type;
	int is_misnamed;		/* by another device than its own */
};
static struct hook hooks[MOST_HOOKS];
static int hook_count;

struct device {
	const char *name, *kind;
	char real[IFNAMSIZ];
	int ifindex;
	int peer;			/* of a netkit pair: the other end */
	int is_gone, is_netkit;
};
static struct device devices[MOST_DEVICES];
static int device_count;

static struct hook *hook_named(const char *name) { FIND("hook", hooks, hook_count); }
static struct device *device_named(const char *name) { FIND("device", devices, device_count); }

static uint32_t target_of(const char *name)
{
	return hook_named(name)->target;
}

static long create_real(struct device *device, const char *kind, const char *peer)
{
	device->kind = kind;
	return device->is_netkit ? create_pair(kind, device->real, peer, -1, NULL) : create_device(kind, device->real);
}

/* A fresh device or netkit pair, under a name that the namespace has not had. */
static long make_device(struct device *device)
{
	static const char *kinds[] = { "dummy", "ifb", "veth" };
	static int made;
	char peer[IFNAMSIZ];
	long result = -EOPNOTSUPP;

	snprintf(device->real, sizeof(device->real), "m%d.%d", number_now, ++made);
	snprintf(peer, sizeof(peer), "p%d.%d", number_now, made);
	if (device->is_netkit)
		result = create_real(device, "netkit", peer);
	for (int index = 0; index < 3 && !device->is_netkit && result == -EOPNOTSUPP; index++)
		result = create_real(device, kinds[index], NULL);
	if (result)
		return result;
	device->ifindex = if_nametoindex(device->real);
	device->peer = if_nametoindex(peer);
	device->is_gone = 0;
	for (int index = 0; index < hook_count; index++)
		if (hooks[index].device && !strcmp(hooks[index].device, device->name))
			hooks[index].target = device->ifindex;
	return 0;
}

static void delete_devices(void)
{
	for (int index = 0; index < device_count; index++)
		delete_device(devices[index].ifindex);
}

static void device(const char *name)
{
	struct device *device = &devices[device_count++];
	long result;

	device->name = name;
	result = make_device(device);
	if (result)
		skip(device->is_netkit ? "no netkit pair can be made" : "no network device can be made", result);
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
	long result = make_device(&device);

	if (result)
		skip("no network device can be made", result);
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
	hook->is_misnamed = by != BY_PRIMARY;
	hook->target = by == BY_PRIMARY ? pair->ifindex : by == BY_PEER ? pair->peer : LOOPBACK;
	result = by == BY_PRIMARY ? count_of(hook->target, attach_type, 0, &count) : 0;
	if (result < 0)
		skip("this kernel has no netkit, or this user no privilege for it", result);
}

/* What a query of a hook that is gone fails with. */
static int gone(const char *name)
{
	return hook_named(name)->device ? -ENODEV : -ENOENT;
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
		skip("cgroup2 is not mounted, or cannot be written", no_cgroup);
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
	find_known(hook->target, attach_type);
}

static void program(const char *name, uint32_t type, uint32_t attach_type, int returns)
{
	struct object *object = &objects[object_count++];

	object->name = name;
	came_to_be(object, must("load of a program", load(type, attach_type, returns)));
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

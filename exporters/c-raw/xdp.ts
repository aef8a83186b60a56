/** Devices with XDP, what is made of them, and the calls of steps. It stands behind NAMED. Sources: include/uapi/linux/if_link.h, v6.18. */
export const XDP = `
/* Devices with XDP. */

enum { USUAL, LARGE };			/* whether packets are larger than what fits one buffer */
enum { HAS_FRAGS = 1 << 5, BOUND = 1 << 6 };

#define NO_IFINDEX 0x7ffffff0		/* an interface index that no device has */
#define NO_PROGRAM (-1)			/* in netlink: no program */
#define ABSENT (-2)			/* in netlink: the attribute is not given */
#define XDP_NESTED (43 | NLA_F_NESTED)

/* Attributes in IFLA_XDP. */
enum { XDP_FD = 1, XDP_ATTACHED = 2, XDP_FLAGS = 3, XDP_PROG_ID = 4, XDP_DRV_ID = 5, XDP_SKB_ID = 6, XDP_EXPECTED_FD = 8 };

struct device {
	const char *name, *kind;
	char real[IFNAMSIZ], peer[IFNAMSIZ];
	int ifindex, size;
	enum { GONE, HERE, MOVED } where;
};
static struct device devices[MOST_DEVICES];
static int device_count;

static struct device *device_named(const char *name) { FIND("device", devices, device_count); }

/* The interface index of a device as callers know it. */
static int index_of(const char *name)
{
	struct device *device = device_named(name);

	return device->where == HERE ? device->ifindex : NO_IFINDEX;
}

static struct message setting(int ifindex)
{
	return (struct message){
		.head = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)), .nlmsg_type = RTM_SETLINK },
		.device = { .ifi_index = ifindex },
	};
}

static long set_number(int ifindex, uint16_t type, uint32_t value)
{
	struct message message = setting(ifindex);

	add_attribute(&message, type, &value, sizeof(value));
	return ask(&message);
}

static long create(struct device *device)
{
	long result;

	if (strcmp(device->kind, "plain"))
		return strcmp(device->kind, "veth") ? create_device(device->kind, device->real) :
						 create_pair(device->kind, device->real, device->peer, -1, NULL);
	result = create_device("dummy", device->real);
	return result == -EOPNOTSUPP ? create_device("ifb", device->real) : result;
}

static long make_device(struct device *device)
{
	/* Of its own: without one a bridge has that of a port. */
	static const uint8_t address[] = { 2, 0, 0, 0, 0, 1 };
	long result = create(device);

	if (result)
		return result;
	device->ifindex = if_nametoindex(device->real);
	device->where = HERE;
	if (!strcmp(device->kind, "bridge")) {
		struct message message = setting(device->ifindex);

		add_attribute(&message, IFLA_ADDRESS, address, sizeof(address));
		must("an address of a bridge", ask(&message));
	}
	if (device->size == USUAL)
		return 0;
	if (!strcmp(device->kind, "veth"))
		must("a large MTU", set_number(if_nametoindex(device->peer), IFLA_MTU, 9000));
	must("a large MTU", set_number(device->ifindex, IFLA_MTU, 9000));
	return 0;
}

static void make(const char *name, const char *kind, int size)
{
	struct device *device = &devices[device_count];
	char why[64];
	long result;

	*device = (struct device){ .name = name, .kind = kind, .size = size };
	snprintf(device->real, sizeof(device->real), "x%d.%d", number_now, device_count);
	snprintf(device->peer, sizeof(device->peer), "y%d.%d", number_now, device_count++);
	result = make_device(device);
	snprintf(why, sizeof(why), "no %s device can be made", kind);
	if (result)
		skip(why, result);
}

static void veth(const char *name, int size) { make(name, "veth", size); }
static void bridge(const char *name, int size) { make(name, "bridge", size); }
static void plain(const char *name, int size) { make(name, "plain", size); }

static void delete_devices(void)
{
	for (int index = 0; index < device_count; index++)
		if (devices[index].where == HERE)
			delete_device(devices[index].ifindex);
}

/* The devices that programs are bound to, by the places of these among the objects. */
static int bound_to[MOST_OBJECTS];

/* A program: what it is loaded for, and the device that it is bound to, if any. */
static void program(const char *name, uint32_t type, uint32_t attach_type, uint32_t flags, const char *device)
{
	struct object *object = &objects[object_count++];
	bool is_bound = *device;
	long fd = load_for(type, attach_type, type == TYPE_XDP ? 2 : 0, flags | (is_bound ? BOUND : 0),
			   is_bound ? index_of(device) : 0);

	object->name = name;
	if (fd == -EINVAL && (is_bound || flags))
		skip(is_bound ? "this kernel loads no program that is bound to a veth" : "this kernel loads no program with frags", fd);
	came_to_be(object, must("load of a program", fd));
	bound_to[object - objects] = is_bound ? index_of(device) : 0;
}

/* The calls that steps make. */

static struct message setting_xdp(int ifindex, int prog, uint32_t flags, int expected, int extra)
{
	struct message message = setting(ifindex);
	uint32_t xdp = begin(&message, XDP_NESTED), nothing = 0;

	if (prog != ABSENT)
		add_attribute(&message, XDP_FD, &prog, sizeof(prog));
	if (flags)
		add_attribute(&message, XDP_FLAGS, &flags, sizeof(flags));
	if (expected != ABSENT)
		add_attribute(&message, XDP_EXPECTED_FD, &expected, sizeof(expected));
	if (extra)
		add_attribute(&message, extra, &nothing, extra == XDP_ATTACHED ? 1 : sizeof(nothing));
	end(&message, xdp);
	return message;
}

static long xdp_set(const char *device, int prog, uint32_t flags, int expected, int extra)
{
	struct message message = setting_xdp(index_of(device), prog, flags, expected, extra);

	return BY_CALLER(ask(&message));
}

static long link_create(const char *device, const char *link, uint32_t prog, uint32_t attach_type, uint32_t flags)
{
	struct values values = { .prog = prog, .flags = flags };
	long result = create_link(index_of(device), attach_type, &values);

	if (result >= 0)
		came_to_be(object_named(link), result);
	return result;
}

static long link_update(uint32_t link, uint32_t prog, uint32_t flags, uint32_t old)
{
	struct values values = { .link = link, .prog = prog, .flags = flags, .old = old };

	return update_link(&values);
}

static long link_detach(uint32_t link) { return bpf_of(BPF_LINK_DETACH, link); }

/* Through an fd that is had for the id of a link, and closed again. */
static long link_detach_by_id(uint32_t id)
{
	long fd = bpf_of(BPF_LINK_GET_FD_BY_ID, id), result = fd;

	if (fd < 0)
		return fd;
	result = link_detach(fd);
	close(fd);
	return result;
}

static long close_fd(const char *name)
{
	return called(close(last_fd(object_named(name))));
}

static long prog_by_id(const char *name)
{
	long fd = bpf_of(BPF_PROG_GET_FD_BY_ID, id_of(name));

	if (fd >= 0)
		close(fd);
	return fd;
}

static long device_remove(const char *name)
{
	long result = delete_device(index_of(name));

	if (!result)
		device_named(name)->where = GONE;
	return result;
}

static long device_create(const char *name)
{
	struct device *device = device_named(name);

	return device->where == HERE ? create(device) : make_device(device);
}

static long device_move(const char *name)
{
	long result = set_number(index_of(name), IFLA_NET_NS_FD, elsewhere());

	if (!result)
		device_named(name)->where = MOVED;
	return result;
}

static long upper_add(const char *device, const char *upper)
{
	return set_number(index_of(device), IFLA_MASTER, index_of(upper));
}

static long upper_remove(const char *device) { return set_number(index_of(device), IFLA_MASTER, 0); }
`;

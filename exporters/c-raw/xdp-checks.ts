/** What is shown of devices and links, and compared. It stands behind FRAME. */
export const XDP_CHECKS = `
/* What the kernel shows of a device or a link; ids of programs, and interface indices. */
struct seen {
	enum { NOTHING, DEVICE, LINK } is;
	uint32_t skb, drv, upper;
	uint32_t prog, device;
};

/* What the call of a step showed. */
static struct seen shown;

static uint32_t number_in(const struct rtattr *attribute)
{
	uint32_t number;

	memcpy(&number, RTA_DATA(attribute), sizeof(number));
	return number;
}

static void see_attributes(struct seen *seen, struct rtattr *attribute, int length, bool is_inside)
{
	for (; RTA_OK(attribute, length); attribute = RTA_NEXT(attribute, length)) {
		int type = attribute->rta_type & ~NLA_F_NESTED;

		if (!is_inside && type == (XDP_NESTED & ~NLA_F_NESTED))
			see_attributes(seen, RTA_DATA(attribute), RTA_PAYLOAD(attribute), true);
		else if (!is_inside && type == IFLA_MASTER)
			seen->upper = number_in(attribute);
		else if (is_inside && type == XDP_SKB_ID)
			seen->skb = number_in(attribute);
		else if (is_inside && type == XDP_DRV_ID)
			seen->drv = number_in(attribute);
	}
}

/* RTM_GETLINK of a device. */
static long see_device(const char *name, struct seen *seen)
{
	static union {
		struct nlmsghdr head;
		char bytes[32768];
	} answer;
	struct message message = setting(index_of(name));
	uint32_t without_statistics = 1 << 3;
	int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	long result = called(netlink);

	*seen = (struct seen){ .is = NOTHING };
	message.head.nlmsg_type = RTM_GETLINK;
	message.head.nlmsg_flags = NLM_F_REQUEST;
	add_attribute(&message, IFLA_EXT_MASK, &without_statistics, sizeof(without_statistics));
	if (result >= 0)
		result = called(send(netlink, &message, message.head.nlmsg_len, 0));
	if (result >= 0)
		result = called(recv(netlink, &answer, sizeof(answer), 0));
	close(netlink);
	if (result < 0)
		return result;
	if (answer.head.nlmsg_type == NLMSG_ERROR)
		return ((struct nlmsgerr *)NLMSG_DATA(&answer.head))->error;
	seen->is = DEVICE;
	see_attributes(seen, IFLA_RTA(NLMSG_DATA(&answer.head)), IFLA_PAYLOAD(&answer.head), false);
	return 0;
}

static long look(const char *device)
{
	return BY_CALLER(see_device(device, &shown));
}

static long link_info(const char *link)
{
	uint32_t info[8];
	int fd = fd_of(link);
	long result = BY_CALLER(info_of_fd(fd, info, sizeof(info)));

	shown = (struct seen){ .is = NOTHING };
	if (result >= 0)
		shown = (struct seen){ .is = LINK, .prog = info[2], .device = info[4] };
	return result;
}

static const char *name_of_prog(uint32_t id)
{
	static char unknown[32];

	for (int index = 0; index < object_count; index++)
		if (!objects[index].is_link && objects[index].id == id)
			return objects[index].name;
	snprintf(unknown, sizeof(unknown), "id:%u", id);
	return id ? unknown : "none";
}

static const char *name_of_device(int ifindex)
{
	static char unknown[32];

	for (int index = 0; index < device_count; index++)
		if (devices[index].ifindex == ifindex && devices[index].where != GONE)
			return devices[index].name;
	snprintf(unknown, sizeof(unknown), "ifindex:%d", ifindex);
	return ifindex ? unknown : "none";
}

static void compare_device(const char *where, const struct seen *seen, const char *skb, const char *drv, const char *upper)
{
	if (seen->is != DEVICE) {
		compare(where, "", "a device", seen->is == NOTHING ? "nothing" : "a link");
		return;
	}
	compare(where, ", SKB", skb, name_of_prog(seen->skb));
	compare(where, ", DRV", drv, name_of_prog(seen->drv));
	compare(where, ", upper device", upper, name_of_device(seen->upper));
}

/* What a device must show. */
static void shows_device(const char *name, const char *skb, const char *drv, const char *upper)
{
	struct seen seen;

	see_device(name, &seen);
	compare_device(name, &seen, skb, drv, upper);
}

/* The device must be out of sight. */
static void shows_nothing(const char *name)
{
	struct seen seen;

	compare(name, "", errno_name(-ENODEV), errno_name(see_device(name, &seen)));
}

/* What the call of a step must have shown. */
static void wrote_device(const char *skb, const char *drv, const char *upper)
{
	compare_device("answer", &shown, skb, drv, upper);
}

static void wrote_link(const char *prog, const char *device)
{
	if (shown.is != LINK) {
		compare("answer", "", "a link", shown.is == NOTHING ? "nothing" : "a device");
		return;
	}
	compare("answer", ", program", prog, name_of_prog(shown.prog));
	compare("answer", ", device", device, name_of_device(shown.device));
}

static void wrote_nothing(void)
{
	if (shown.is != NOTHING)
		compare("answer", "", "nothing", shown.is == LINK ? "a link" : "a device");
}

/* Nothing is left of a trace but what goes with its process. */
static void begin_all(void) { }
static void clean_up(int number) { (void)number; }
static void end_all(void) { }
`;

/** Programs that are bound to a device, and the end of that. It stands behind XDP. */
export const XDP_BOUND = `
/*
 * A program that is gone is bound to its device until the kernel frees it, some time after its id names nothing any more. What tells is a
 * program that is bound to a device apart: it is refused as one of another device, unless a program is bound to the device that it is
 * offered. It is offered for HW, which no device here has, so that it is always refused.
 */

/* The words with which the kernel refuses a program for HW; none where it has none. */
static void words_of_refusal(int ifindex, int prog, char *words, size_t size)
{
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char rest[1024];
	} answer = { 0 };
	struct message message = setting_xdp(ifindex, prog, F_HW, ABSENT, 0);
	int netlink = must("a socket", called(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)));
	int yes = 1, left;

	message.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	setsockopt(netlink, SOL_NETLINK, NETLINK_CAP_ACK, &yes, sizeof(yes));
	setsockopt(netlink, SOL_NETLINK, NETLINK_EXT_ACK, &yes, sizeof(yes));
	must("send to netlink", called(send(netlink, &message, message.head.nlmsg_len, 0)));
	left = must("recv from netlink", called(recv(netlink, &answer, sizeof(answer), 0))) - offsetof(typeof(answer), rest);
	close(netlink);
	*words = 0;
	for (struct rtattr *each = (void *)answer.rest; RTA_OK(each, left); each = RTA_NEXT(each, left))
		if (each->rta_type == NLMSGERR_ATTR_MSG)
			snprintf(words, size, "%s", (char *)RTA_DATA(each));
}

static void await_unbound(int ifindex)
{
	static int apart, prog;
	struct timespec pause = { .tv_nsec = 2000000 };
	char name[IFNAMSIZ], peer[IFNAMSIZ], words[256];

	if (!apart) {
		snprintf(name, sizeof(name), "a%d", number_now);
		snprintf(peer, sizeof(peer), "b%d", number_now);
		must("a veth pair", create_pair("veth", name, peer, -1, NULL));
		apart = if_nametoindex(name);
		prog = must("load of a program", load_for(TYPE_XDP, 0, 2, BOUND, apart));
	}
	for (int attempt = 0; attempt < 2000; attempt++) {
		words_of_refusal(ifindex, prog, words, sizeof(words));
		/* Above a program below it cannot be known. */
		if (strcasestr(words, "bound to different device") || strcasestr(words, "upper device"))
			return;
		nanosleep(&pause, NULL);
	}
	die("the end of a program that is bound to a device", -ETIMEDOUT);
}

static bool lives(int index) { return prog_by_id(objects[index].name) >= 0; }

/* Waits for the end of each program that is gone and was bound to a device that is there, and to which no other is bound. */
static void settle(void)
{
	for (int index = 0; index < object_count; index++) {
		int ifindex = bound_to[index];
		bool is_needless = !ifindex || lives(index), is_there = false;

		if (is_needless)
			continue;
		bound_to[index] = 0;
		for (int other = 0; other < object_count; other++)
			is_needless |= bound_to[other] == ifindex && lives(other);
		for (int device = 0; device < device_count; device++)
			is_there |= devices[device].where == HERE && devices[device].ifindex == ifindex;
		if (is_there && !is_needless)
			await_unbound(ifindex);
	}
}
`;

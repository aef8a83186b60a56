/** Network devices and their qdiscs by rtnetlink. */
export const DEVICES = `
/* Network devices by rtnetlink, in the network namespace of this process. */

struct message {
	struct nlmsghdr head;
	union {
		struct ifinfomsg device;
		struct tcmsg qdisc;
		struct ifaddrmsg address;
		struct ndmsg neighbour;
	};
	char attributes[256];
};

static void add_attribute(struct message *message, uint16_t type, const void *data, uint16_t length)
{
	struct rtattr *attribute = (void *)((char *)message + NLMSG_ALIGN(message->head.nlmsg_len));

	attribute->rta_type = type;
	attribute->rta_len = RTA_LENGTH(length);
	if (length)
		memcpy(RTA_DATA(attribute), data, length);
	message->head.nlmsg_len = NLMSG_ALIGN(message->head.nlmsg_len) + RTA_ALIGN(attribute->rta_len);
}

/* Sends a message and waits for its answer; 0 or -errno. */
static long ask(struct message *message)
{
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char rest[1024];
	} answer;
	int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	long result;

	if (netlink < 0)
		return -errno;
	message->head.nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	result = called(send(netlink, message, message->head.nlmsg_len, 0));
	if (result >= 0)
		result = called(recv(netlink, &answer, sizeof(answer), 0));
	if (result >= 0)
		result = answer.error.error;
	close(netlink);
	return result;
}

/* Begins an attribute that has others in it; gives where it begins. */
static uint32_t begin(struct message *message, uint16_t type)
{
	uint32_t start = NLMSG_ALIGN(message->head.nlmsg_len);

	add_attribute(message, type, NULL, 0);
	return start;
}

static void end(struct message *message, uint32_t start)
{
	struct rtattr *attribute = (void *)((char *)message + start);

	attribute->rta_len = message->head.nlmsg_len - start;
}

/*
 * Makes a device, or a pair whose other end has a name of its own, where one is given: in another namespace, if one is given; with what
 * each end of netkit does while it has no program, if that is given.
 */
static long create_pair(const char *kind, const char *name, const char *peer, int namespace, const uint32_t *policies)
{
	struct message message = {
		.head = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)), .nlmsg_type = RTM_NEWLINK },
	};
	uint32_t info;

	message.head.nlmsg_flags = NLM_F_CREATE | NLM_F_EXCL;
	add_attribute(&message, IFLA_IFNAME, name, strlen(name) + 1);
	info = begin(&message, IFLA_LINKINFO);
	add_attribute(&message, IFLA_INFO_KIND, kind, strlen(kind));
	if (peer) {
		uint32_t data = begin(&message, IFLA_INFO_DATA);
		uint32_t of_peer = begin(&message, 1);

		message.head.nlmsg_len += sizeof(struct ifinfomsg);
		add_attribute(&message, IFLA_IFNAME, peer, strlen(peer) + 1);
		if (namespace >= 0)
			add_attribute(&message, IFLA_NET_NS_FD, &namespace, sizeof(namespace));
		end(&message, of_peer);
		for (int which = 0; policies && which < 2; which++)
			add_attribute(&message, 3 + which, &policies[which], sizeof(*policies));
		end(&message, data);
	}
	end(&message, info);
	return ask(&message);
}

static long create_device(const char *kind, const char *name)
{
	return create_pair(kind, name, NULL, -1, NULL);
}

static long set_up(int ifindex)
{
	struct message message = {
		.head = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)), .nlmsg_type = RTM_NEWLINK },
		.device = { .ifi_index = ifindex, .ifi_flags = IFF_UP, .ifi_change = IFF_UP },
	};

	return ask(&message);
}

static long delete_device(int ifindex)
{
	struct message message = {
		.head = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)), .nlmsg_type = RTM_DELLINK },
		.device = { .ifi_index = ifindex },
	};

	return ask(&message);
}

/* The qdisc of a device that runs classic filters: its kind is clsact or ingress. */

#define CLSACT 0xfffffff1U

static long change_qdisc(int ifindex, int type, int flags, uint32_t handle, const char *kind)
{
	struct message message = {
		.head = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct tcmsg)), .nlmsg_type = type, .nlmsg_flags = flags },
		.qdisc = { .tcm_ifindex = ifindex, .tcm_handle = handle, .tcm_parent = CLSACT },
	};

	if (kind)
		add_attribute(&message, TCA_KIND, kind, strlen(kind) + 1);
	return ask(&message);
}

static long add_qdisc(int ifindex, const char *kind)
{
	return change_qdisc(ifindex, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, CLSACT & 0xffff0000, kind);
}

static long replace_qdisc(int ifindex, const char *kind)
{
	return change_qdisc(ifindex, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE, 0, kind);
}

static long remove_qdisc(int ifindex)
{
	return change_qdisc(ifindex, RTM_DELQDISC, 0, 0, NULL);
}
`;

/** Network devices by rtnetlink. */
export const DEVICES = `
/* Network devices by rtnetlink, in the network namespace of this process. */

struct message {
	struct nlmsghdr head;
	struct ifinfomsg device;
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

static long create_device(const char *kind, const char *name)
{
	struct message message = {
		.head = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)), .nlmsg_type = RTM_NEWLINK },
	};
	uint32_t start;
	struct rtattr *info;

	message.head.nlmsg_flags = NLM_F_CREATE | NLM_F_EXCL;
	add_attribute(&message, IFLA_IFNAME, name, strlen(name) + 1);
	start = NLMSG_ALIGN(message.head.nlmsg_len);
	add_attribute(&message, IFLA_LINKINFO, NULL, 0);
	add_attribute(&message, IFLA_INFO_KIND, kind, strlen(kind));
	info = (void *)((char *)&message + start);
	info->rta_len = message.head.nlmsg_len - start;
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
`;

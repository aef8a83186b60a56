/*
 * The functions of a reproducer of XDP on a device. XDP is set by netlink, whose attributes are words here as those of bpf(2) are. Lines fit
 * into 72 columns with tabs of 8.
 */

/** A request to netlink, and a device that is made by it. Devices are given the index that the program calls them by. */
export const NETLINK = `
#define ATTR(type, size) (htons(1) == 1 ? (size) << 16 | (type) \\
					: (type) << 16 | (size))

static int ask(int type, int device, const void *attrs, int size)
{
	struct {
		struct nlmsghdr head;
		union { struct ifinfomsg info; struct nlmsgerr told; };
		char rest[64];
	} message = { .info.ifi_index = device };
	int begin = NLMSG_LENGTH(sizeof(message.info));
	message.head.nlmsg_type = type;
	message.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK |
		(type == RTM_NEWLINK ? NLM_F_CREATE : 0);
	message.head.nlmsg_len = begin + size;
	memcpy((char *)&message + begin, attrs, size);
	send(netlink, &message, begin + size, 0);
	recv(netlink, &message, sizeof(message), 0);
	return message.told.error;
}

static void make(int device, const char *kind)
{
	uint32_t attrs[] = { ATTR(IFLA_LINKINFO, 16),
			     ATTR(IFLA_INFO_KIND, 12), 0, 0 };
	strcpy((char *)&attrs[2], kind);
	step(kind, ask(RTM_NEWLINK, device, attrs, sizeof(attrs)), 0);
}
`;

/** Sets or clears a program. */
export const SET = (withExpected: boolean): string => `
static int set(int device, int prog, int flags${withExpected ? ', int expected' : ''})
{
	uint32_t attrs[] = { ATTR(IFLA_XDP, ${withExpected ? 28 : 20}),
			     ATTR(IFLA_XDP_FD, 8), prog,
			     ATTR(IFLA_XDP_FLAGS, 8), flags${withExpected ? ',\n\t\t\t     ATTR(IFLA_XDP_EXPECTED_FD, 8), expected' : ''} };
	return ask(RTM_SETLINK, device, attrs, sizeof(attrs));
}
`;

/** Makes a device a port of a bridge, or of none. */
export const PORT = `
static int port(int device, int bridge)
{
	uint32_t attrs[] = { ATTR(IFLA_MASTER, 8), bridge };
	return ask(RTM_SETLINK, device, attrs, sizeof(attrs));
}
`;

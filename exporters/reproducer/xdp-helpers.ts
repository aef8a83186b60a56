/*
 * The function of a reproducer of XDP on a device: XDP is set by netlink, in one message. Lines fit into 72 columns with tabs of 8.
 */

/** Sets or clears a program. */
export const SET = (withExpected: boolean): string => `
static int set(int device, int prog, int flags${withExpected ? ', int expected' : ''})
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg info;
		struct rtattr xdp, fd_is;
		int fd;
		struct rtattr flags_are;
		int flags;${withExpected ? '\n\t\tstruct rtattr expected_is;\n\t\tint expected;' : ''}
	} message = {
		{ sizeof(message), RTM_SETLINK,
		  NLM_F_REQUEST | NLM_F_ACK, 0, 0 },
		{ .ifi_index = device }, { ${withExpected ? 28 : 20}, IFLA_XDP },
		{ 8, IFLA_XDP_FD }, prog, { 8, IFLA_XDP_FLAGS }, flags,${withExpected ? '\n\t\t{ 8, IFLA_XDP_EXPECTED_FD }, expected,' : ''}
	};
	struct { struct nlmsghdr head; struct nlmsgerr told; } answer;
	send(netlink, &message, sizeof(message), 0);
	recv(netlink, &answer, sizeof(answer), 0);
	errno = -answer.told.error;
	return -(errno != 0);
}
`;

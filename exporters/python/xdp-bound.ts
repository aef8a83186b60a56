/** Programs that are bound to a device, and the end of that. It stands behind XDP. */
export const XDP_BOUND = `

# A program that is gone is bound to its device until the kernel frees it, some time after its id names nothing any more. What tells is a
# program that is bound to a device apart: it is refused as one of another device, unless a program is bound to the device that it is
# offered. It is offered for HW, which no device here has, so that it is always refused.


class Bound:
    """The devices that programs are bound to, by the names of these, and the device apart with its program."""

    to, apart = {}, None


def words_of_refusal(ifindex, prog):
    """The words with which the kernel refuses a program for HW; none where it has none."""
    body = about_xdp(ifindex, prog, F_HW)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as netlink:
        for option in (10, 11):  # NETLINK_CAP_ACK, NETLINK_EXT_ACK
            netlink.setsockopt(270, option, 1)
        netlink.send(struct.pack("=IHHII", 16 + len(body), 19, 1 | 4, 0, 0) + body)
        answer = netlink.recv(4096)
    return attributes_in(answer[36:]).get(1, b"").decode().lower()


def await_unbound(ifindex):
    if Bound.apart is None:
        name = f"a{Trace.number}"
        must("a veth pair", create_device("veth", name, f"b{Trace.number}"))
        Bound.apart = must("load of a program", load(TYPE_XDP, 0, 2, BOUND, socket.if_nametoindex(name)))
    for _ in range(2000):
        words = words_of_refusal(ifindex, Bound.apart)
        # Above a program below it cannot be known.
        if "bound to different device" in words or "upper device" in words:
            return
        time.sleep(0.002)
    must("the end of a program that is bound to a device", -errno.ETIMEDOUT)


def lives(name):
    return prog_by_id(name) >= 0


def settle():
    """Waits for the end of each program that is gone and was bound to a device that is there, and to which no other is bound."""
    for name, ifindex in list(Bound.to.items()):
        if lives(name):
            continue
        del Bound.to[name]
        others = [each for each, where in Bound.to.items() if where == ifindex and lives(each)]
        there = [each.ifindex for each in Trace.devices.values() if each.where == "here"]
        if ifindex in there and not others:
            await_unbound(ifindex)
`;

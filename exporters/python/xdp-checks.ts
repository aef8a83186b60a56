/** What is shown of devices and links, and compared. It stands behind FRAME. */
export const XDP_CHECKS = `

class Shown:
    """What the call of a step showed: a tuple of its kind and what is there, or None."""

    now = None


def attributes_in(data):
    """The attributes of a message, by their types."""
    found = {}
    while len(data) >= 4:
        length, kind = struct.unpack_from("=HH", data)
        found[kind & 0x3FFF] = data[4:length]
        data = data[max(4, length + 3 & ~3) :]
    return found


def number_in(attributes, kind):
    return struct.unpack("=I", attributes[kind])[0] if kind in attributes else 0


def see_device(name):
    """RTM_GETLINK of a device: 0 or -errno, and the programs of the modes and the upper device."""
    body = about_device(index_of(name)) + attribute(29, struct.pack("=I", 1 << 3))
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as netlink:
        netlink.send(struct.pack("=IHHII", 16 + len(body), 18, 1, 0, 0) + body)
        answer = netlink.recv(32768)
    if struct.unpack_from("=H", answer, 4)[0] == 2:
        return struct.unpack_from("=i", answer, 16)[0], None
    told = attributes_in(answer[32:])
    inside = attributes_in(told.get(43, b""))
    modes = [name_of_prog(number_in(inside, kind)) for kind in (6, 5)]
    return 0, ("device", *modes, name_of_device(number_in(told, 10)))


def look(device):
    result, Shown.now = by_caller(see_device, device)
    return result


def link_info(link):
    result, info = by_caller(info_of_fd, fd_of(link))
    Shown.now = None if result < 0 else ("link", name_of_prog(info[2]), name_of_device(info[4]))
    return result


def name_of_prog(number):
    return name_of(False, number) if number else "none"


def name_of_device(ifindex):
    for name, device in Trace.devices.items():
        if device.ifindex == ifindex and device.where != "gone":
            return name
    return f"ifindex:{ifindex}" if ifindex else "none"


def compare_seen(where, expected, seen, fields):
    if seen is None or seen[0] != expected[0]:
        compare(where, f"a {expected[0]}", "nothing" if seen is None else f"a {seen[0]}")
        return
    for field, wanted, found in zip(fields, expected[1:], seen[1:]):
        compare(f"{where}, {field}", wanted, found)


PLACES = ("SKB", "DRV", "upper device")


def shows_device(name, skb, drv, upper):
    """What a device must show."""
    _, seen = see_device(name)
    compare_seen(name, ("device", skb, drv, upper), seen, PLACES)


def shows_nothing(name):
    """The device must be out of sight."""
    result, _ = see_device(name)
    compare(name, "ENODEV", errno_name(result))


def wrote_device(skb, drv, upper):
    """What the call of a step must have shown."""
    compare_seen("answer", ("device", skb, drv, upper), Shown.now, PLACES)


def wrote_link(prog, device):
    compare_seen("answer", ("link", prog, device), Shown.now, ("program", "device"))


def wrote_nothing():
    if Shown.now is not None:
        compare("answer", "nothing", f"a {Shown.now[0]}")


# Nothing is left of a trace but what goes with its process.


def begin_all():
    pass


def clean_up(_):
    pass


def end_all():
    pass
`;

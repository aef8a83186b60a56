/** Devices with XDP, what is made of them, and the calls of steps. It stands behind NAMED. Sources: include/uapi/linux/if_link.h, v6.18. */
export const XDP = `

# Devices with XDP.

USUAL, LARGE = False, True  # whether packets are larger than what fits one buffer
HAS_FRAGS, BOUND = 1 << 5, 1 << 6
NO_IFINDEX = 0x7FFFFFF0  # an interface index that no device has
NO_PROGRAM, ABSENT = -1, None  # in netlink: no program, and an attribute that is not given
XDP_ATTACHED, XDP_PROG_ID = 2, 4


class Device:
    """A network device; its peer has another letter."""

    def __init__(self, kind, number, is_large):
        self.kind, self.is_large = kind, is_large
        self.real, self.peer = f"x{Trace.number}.{number}", f"y{Trace.number}.{number}"
        self.ifindex, self.where = NO_IFINDEX, "gone"

    def create(self):
        if self.kind != "plain":
            return create_device(self.kind, self.real, self.peer if self.kind == "veth" else None)
        result = create_device("dummy", self.real)
        return create_device("ifb", self.real) if result == -errno.EOPNOTSUPP else result

    def make(self):
        result = self.create()
        if result:
            return result
        self.ifindex, self.where = socket.if_nametoindex(self.real), "here"
        if self.kind == "bridge":  # an address of its own: without one it has that of a port
            must("an address of a bridge", set_device(self.ifindex, attribute(1, bytes([2, 0, 0, 0, 0, 1]))))
        if self.is_large and self.kind == "veth":
            must("a large MTU", set_number(socket.if_nametoindex(self.peer), 4, 9000))
        if self.is_large:
            must("a large MTU", set_number(self.ifindex, 4, 9000))
        return 0


def set_device(ifindex, attributes):
    """Sets attributes of a device, by whoever makes the call of the step."""
    return by_caller(ask, 19, 0, about_device(ifindex) + attributes)


def set_number(ifindex, kind, value):
    return set_device(ifindex, attribute(kind, struct.pack("=I", value)))


def index_of(name):
    """The interface index of a device as callers know it."""
    device = Trace.devices[name]
    return device.ifindex if device.where == "here" else NO_IFINDEX


def made(name, kind, is_large):
    device = Trace.devices[name] = Device(kind, len(Trace.devices), is_large)
    result = device.make()
    if result:
        skip(f"no {kind} device can be made", result)


def veth(name, is_large):
    made(name, "veth", is_large)


def bridge(name, is_large):
    made(name, "bridge", is_large)


def plain(name, is_large):
    made(name, "plain", is_large)


def delete_devices():
    for device in Trace.devices.values():
        if device.where == "here":
            delete_device(device.ifindex)


def program(name, prog_type, attach_type, flags, device):
    """A program: what it is loaded for, and the device that it is bound to, if any."""
    is_bound = device != ""
    bits, ifindex = flags | (BOUND if is_bound else 0), index_of(device) if is_bound else 0
    fd = load(prog_type, attach_type, 2 if prog_type == TYPE_XDP else 0, bits, ifindex)
    if fd == -errno.EINVAL and bits:
        skip(f"this kernel loads no program {'that is bound to a veth' if is_bound else 'with frags'}", fd)
    loaded = Trace.objects[name] = Object(False)
    loaded.came_to_be(must("load of a program", fd))
    if is_bound:
        Bound.to[name] = index_of(device)


# The calls that steps make.


def about_xdp(ifindex, prog, flags, expected=ABSENT, extra=0):
    inside = b"" if prog is ABSENT else attribute(1, struct.pack("=i", prog))
    if flags:
        inside += attribute(3, struct.pack("=I", flags))
    if expected is not ABSENT:
        inside += attribute(8, struct.pack("=i", expected))
    if extra:
        inside += attribute(extra, b"\\0" if extra == XDP_ATTACHED else bytes(4))
    return about_device(ifindex) + attribute(43 | 0x8000, inside)


def xdp_set(device, prog, flags, expected, extra):
    return by_caller(ask, 19, 0, about_xdp(index_of(device), prog, flags, expected, extra))


def link_create(device, link, prog, attach_type, flags):
    result = create_link(index_of(device), attach_type, prog=prog, flags=flags)
    if result >= 0:
        Trace.objects[link].came_to_be(result)
    return result


def link_update(link, prog, flags, old):
    return bpf_by_caller(BPF_LINK_UPDATE, packed("IIII", link, prog, flags, old))


def link_detach(link):
    return bpf_by_caller(BPF_LINK_DETACH, packed("I", link))


def link_detach_by_id(number):
    """Through an fd that is had for the id of a link, and closed again."""
    fd = bpf_by_caller(BPF_LINK_GET_FD_BY_ID, packed("I", number))
    if fd < 0:
        return fd
    result = link_detach(fd)
    os.close(fd)
    return result


def close_fd(name):
    fds = Trace.objects[name].fds
    return called(LIBC.close(fds.pop() if fds else CLOSED_FD))


def prog_by_id(name):
    fd = bpf_by_caller(BPF_PROG_GET_FD_BY_ID, packed("I", id_of(name)))
    if fd >= 0:
        os.close(fd)
    return fd


def device_remove(name):
    result = delete_device(index_of(name))
    if result == 0:
        Trace.devices[name].where = "gone"
    return result


def device_create(name):
    device = Trace.devices[name]
    return device.create() if device.where == "here" else device.make()


def device_move(name):
    result = set_number(index_of(name), 28, elsewhere())
    if result == 0:
        Trace.devices[name].where = "moved"
    return result


def upper_add(device, upper):
    return set_number(index_of(device), 10, index_of(upper))


def upper_remove(device):
    return set_number(index_of(device), 10, 0)
`;

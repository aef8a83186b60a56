/** Packets over pairs of devices. It stands behind RUNS. Sources of the numbers: include/uapi/linux/rtnetlink.h and if_addr.h, v6.18. */
export const SENDS = `

# Packets over pairs of devices: each end has an address, and a socket that sends over it.

PASS, DROP = 0, 2  # of netkit: what an end does while it has no program
HEADERS = 14 + 20 + 8  # Ethernet, IPv4, UDP


class End:
    """An end of a pair in the present namespace. Packet sockets of a protocol stand behind the programs at the ingress of a device."""

    def __init__(self, name, network, number, drops):
        self.ifindex, self.drops = socket.if_nametoindex(name), drops
        own, self.to = f"{network}.0.{number}.1", f"{network}.0.{number}.9"
        bare = socket.inet_aton(own)
        must("an address", ask(20, 0x600, struct.pack("=BBBBi", 2, 24, 0, 0, self.ifindex) + attribute(2, bare) + attribute(1, bare)))
        must("a device up", set_up(self.ifindex))
        # The hardware address is nobody's, so that no host takes what is sent there for its own.
        nobody = attribute(1, socket.inet_aton(self.to)) + attribute(2, bytes([2, 0, 0, 0, 0, 9]))
        must("a neighbour", ask(28, 0x600, struct.pack("=BxxxiHBB", 2, self.ifindex, 0x80, 0, 0) + nobody))
        self.sender = datagram_socket(OF_INET)
        self.sender.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
        self.sender.bind((own, PORT))
        self.receiver = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
        self.receiver.setblocking(False)
        self.receiver.bind((name, 0x0800))

    def send(self, data):
        return min(result_of(self.sender.sendto, data, (self.to, PORT)), 0)

    def received(self):
        """The lengths of what is there, without headers."""
        lengths = []
        while True:
            try:
                lengths.append(len(self.receiver.recv(512)) - HEADERS)
            except BlockingIOError:
                return lengths


def try_out(sender, receiver):
    """Waits until the kernel, which takes a moment to find that a device is connected, lets packets through."""
    for _ in range(20 if sender.drops else 400):
        sender.send(MARKER)
        if len(MARKER) in receiver.received():
            return
        time.sleep(0.005)
    if not sender.drops:
        must("the first packet over a pair of devices", -errno.ETIMEDOUT)


class Way:
    """A pair of devices that packets are sent over, by its name: the near end is the device."""

    all = {}

    def __init__(self, name, kind, namespace=None, policies=()):
        number = len(Way.all) + 1
        near, far = f"n{Trace.number}.{number}", f"f{Trace.number}.{number}"
        result = create_device(kind, near, far, namespace, policies)
        if result:
            skip(f"no {kind} pair can be made", result)
        drops = [each == DROP for each in policies] or [False, False]
        self.near = End(near, 10, number, drops[0])
        here = os.open("/proc/self/ns/net", os.O_RDONLY)
        if namespace is not None:
            must("the other namespace", called(LIBC.setns(namespace, CLONE_NEWNET)))
        self.far = End(far, 172, number, drops[1])
        must("the way back", called(LIBC.setns(here, CLONE_NEWNET)))
        os.close(here)
        Way.all[name] = self
        Trace.devices[name], Trace.peers[name] = self.near.ifindex, self.far.ifindex
        try_out(self.near, self.far)
        try_out(self.far, self.near)


def veth_pair(name):
    Way(name, "veth", elsewhere())


def netkit_pair(name, of_primary, of_peer):
    Way(name, "netkit", None, (of_primary, of_peer))


def send_at(hook):
    """Sends a packet for which the programs of a hook run."""
    way = Way.all[hook.device]
    is_outwards = hook.attach_type in (AT_TCX_EGRESS, AT_NETKIT_PRIMARY)
    sender, receiver = (way.near, way.far) if is_outwards else (way.far, way.near)
    result = sender.send(b"1")
    if result == -errno.ENETUNREACH:
        return result
    if result != -errno.ENOBUFS:
        must("sendto of a packet", result)
    behind, lengths = sender.send(MARKER), []
    # Nothing is attached, and the end drops everything: the packet too, which has the same error.
    if behind != -errno.ENOBUFS or not sender.drops:
        must("sendto behind a packet", behind)
        for _ in range(400):
            lengths += receiver.received()
            if len(MARKER) in lengths:
                break
            time.sleep(0.005)
        else:
            must("a packet behind another", -errno.ETIMEDOUT)
    Runs.was = ("packet", result, 1 in lengths, who_ran())
    return 0
`;

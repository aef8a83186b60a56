/** Packets and system calls at cgroups, programs that note that they ran, and what is compared. It stands behind FRAME. */
export const RUNS = `

# Programs that note that they ran, in an array map of one element, and packets and calls that they run for.

MOST_NOTES = 64
PORT = 9  # of the socket outside of all cgroups
NO_OPTION = 0x7FFE  # an option of sockets that no kernel has
HERE = "127.0.0.1"
OF_INET, OF_UNIX = socket.AF_INET, socket.AF_UNIX  # the domains of sockets
IP_RECVERR = 11
# What is sent behind a packet, which no program looks at: when it is there, the other was, or never will be.
MARKER = bytes(300)


class Runs:
    """The map, a socket of each domain outside, the programs by their numbers, sockets by their names, and what a run came to."""

    notes = was = home = None
    outside, sockets = {}, {}
    programs, port, priority = [], PORT, 0


def place_at(domain, port):
    """Where a socket is bound: a port of the loopback device, or an abstract name made of that number."""
    return (HERE, port) if domain == OF_INET else f"\\0mprog-{port}"


def to_place(call, made, domain, port, *words):
    """A call of libc that takes where a socket is bound: it gives what the kernel gives, also what is no errno."""
    if domain == OF_INET:
        place = struct.pack("=H", domain) + struct.pack("!H", port) + socket.inet_aton(HERE) + bytes(8)
    else:
        place = struct.pack("=H", domain) + place_at(domain, port).encode()
    return called(call(made.fileno(), *words, place, len(place)))


def datagram_socket(domain):
    made = socket.socket(domain, socket.SOCK_DGRAM)
    made.setblocking(False)
    return made


def make_notes():
    Runs.notes = must("a map for notes", create_map(4 + 4 * MOST_NOTES))
    must("the loopback device up", set_up(LOOPBACK))
    for domain in (OF_INET, OF_UNIX):
        Runs.outside[domain] = datagram_socket(domain)
        Runs.outside[domain].bind(place_at(domain, PORT))


def notes_by(command):
    """BPF_MAP_LOOKUP_ELEM (1) or BPF_MAP_UPDATE_ELEM (2) of the one element, which is emptied by the latter."""
    key, value = packed("I", 0), ctypes.create_string_buffer(4 + 4 * MOST_NOTES)
    attr = packed("IIQQQ", Runs.notes, 0, ctypes.addressof(key), ctypes.addressof(value), 0)
    must("the map of notes", bpf(command, attr))
    return value.raw


def insn(code, to, by, offset, immediate):
    registers = by << 4 | to if sys.byteorder == "little" else to << 4 | by
    return struct.pack("=BBhi", code, registers, offset, immediate)


# What a program of a list has in front of the rest: it lets every packet but the one that is looked at pass by.
PACKETS_ALONE = (
    insn(0x61, 7, 1, 0, 0)  # r7 = length of the packet
    + insn(0x15, 7, 0, 2, 14 + 20 + 8 + 1)  # if r7 == length goto + 2
    + insn(0xB7, 0, 0, 0, -1)
    + insn(0x95, 0, 0, 0, 0)
)


def load_noting(name, prog_type, attach_type, returns, ending):
    """Loads a program that notes its number, and ends so."""
    Runs.programs.append(name)
    insns = (PACKETS_ALONE if prog_type == TYPE_SCHED_CLS else b"") + b"".join(
        [
            insn(0x62, 10, 0, -4, 0),  # *(u32 *)(r10 - 4) = 0
            insn(0xBF, 2, 10, 0, 0),  # r2 = r10
            insn(0x07, 2, 0, 0, -4),  # r2 += -4
            insn(0x18, 1, 1, 0, Runs.notes) + bytes(8),  # r1 = the map
            insn(0x85, 0, 0, 0, 1),  # r0 = its element
            insn(0x15, 0, 0, 8, 0),  # if r0 == 0 goto end
            insn(0x61, 1, 0, 0, 0),  # r1 = count
            insn(0x35, 1, 0, 6, MOST_NOTES),  # if r1 >= MOST_NOTES goto end
            insn(0xBF, 2, 1, 0, 0),  # r2 = r1
            insn(0x07, 2, 0, 0, 1),  # r2 += 1
            insn(0x63, 0, 2, 0, 0),  # count = r2
            insn(0x67, 1, 0, 0, 2),  # r1 <<= 2
            insn(0x0F, 0, 1, 0, 0),  # r0 += r1
            insn(0x62, 0, 0, 4, len(Runs.programs)),  # numbers[r1 / 4] = the number
            ending,  # end:
            insn(0xB7, 0, 0, 0, returns),
            insn(0x95, 0, 0, 0, 0),
        ]
    )
    made = Trace.objects[name] = Object(False)
    made.came_to_be(must("load of a program", load_insns(prog_type, attach_type, insns)))


def noting_program(name, prog_type, attach_type, returns):
    load_noting(name, prog_type, attach_type, returns, b"")


def setting_program(name, prog_type, attach_type, returns, result):
    """A program that sets a result with bpf_set_retval before it returns."""
    load_noting(name, prog_type, attach_type, returns, insn(0xB7, 1, 0, 0, result) + insn(0x85, 0, 0, 0, 187))


def who_ran():
    notes = notes_by(1)
    count = min(struct.unpack_from("=I", notes)[0], MOST_NOTES)
    return " ".join(Runs.programs[each - 1] for each in struct.unpack_from(f"={count}I", notes, 4))


def home():
    """The directory of the cgroup that this process is in: that of all traces is at the mount."""
    with open("/proc/self/cgroup") as groups:
        paths = [line[3:].rstrip("\\n") for line in groups if line.startswith("0::")]
    return os.path.dirname(Trace.all_traces) + paths[0]


def enter(path):
    with open(f"{path}/cgroup.procs", "w") as procs:
        procs.write("0")


def visit(path):
    """Enters a cgroup, if this process can come back from there: 0, or -errno where it cannot be entered."""
    Runs.home = Runs.home or home()
    result = tried(enter, Runs.home)
    if result < 0:
        skip("this process could not go back to its cgroup", result)
    return tried(enter, path)


def come_back():
    must("the way back to the cgroup of this process", tried(enter, Runs.home))


class Made:
    """A socket that was made in a cgroup, which is its cgroup for good; or the error of that."""

    def __init__(self, domain):
        self.domain, self.port, self.error = domain, 0, 0
        try:
            self.socket = datagram_socket(domain)
        except OSError as error:
            self.socket, self.error = None, -error.errno

    def prepare(self, hook):
        """Binds it. The sender gets the errors of a packet; programs for setsockopt would run for that."""
        must("a socket", self.error)
        if self.domain == OF_INET and hook.attach_type != AT_CGROUP_SETSOCKOPT:
            self.socket.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
        Runs.port += 1
        self.port = Runs.port
        self.socket.bind(place_at(self.domain, self.port))


def socket_in(hook, domain):
    """Makes a socket in a cgroup, and leaves it again; -errno where the cgroup cannot be entered."""
    result = visit(hook.path)
    if result < 0:
        return result
    made = Made(domain)
    come_back()
    return made


def socket_name(name):
    """A name that socket_create may give."""
    Runs.sockets[name] = None


def socket_create(hook, name, domain):
    made = socket_in(Trace.hooks[hook], domain)
    if not isinstance(made, Made):
        return made
    made.prepare(Trace.hooks[hook])
    Runs.sockets[name] = made
    return 0


def socket_close(name):
    made = Runs.sockets[name]
    if made is None:
        return called(LIBC.close(CLOSED_FD))
    made.socket.close()
    Runs.sockets[name] = None
    await_release()
    return 0


def result_of(call, *words):
    """What a call comes to: 0, what it gives, or -errno."""
    try:
        return call(*words) or 0
    except OSError as error:
        return -error.errno


def has_arrived(domain):
    """Whether a packet is at the socket outside, and none to come: what is sent behind it has another length."""
    outside = Runs.outside[domain]
    outside.sendto(MARKER, place_at(domain, PORT))
    is_there = False
    for _ in range(2000):
        try:
            if len(outside.recv(512)) == len(MARKER):
                return is_there
            is_there = True
        except BlockingIOError:
            time.sleep(0.001)
    must("the marker packet", -errno.ETIMEDOUT)


def send(by):
    result = to_place(LIBC.sendto, by.socket, by.domain, PORT, b"1", 1, 0)
    return min(result, 0), has_arrived(by.domain)


def receive(by):
    Runs.outside[by.domain].sendto(b"1", place_at(by.domain, by.port))
    has_arrived(by.domain)
    return 0, result_of(lambda: len(by.socket.recv(512))) >= 0


def connect(by):
    result = to_place(LIBC.connect, by.socket, by.domain, PORT)
    is_connected = tried(by.socket.getpeername) == 0
    # There is no name for AF_UNSPEC in this module.
    LIBC.connect(by.socket.fileno(), packed("H14s", 0, b""), 16)
    return result, is_connected


def get_option(made, is_known):
    Runs.priority = Runs.priority % 6 + 1
    made.setsockopt(socket.SOL_SOCKET, socket.SO_PRIORITY, Runs.priority)
    value, size = ctypes.c_int(0), ctypes.c_uint32(4)
    option = socket.SO_PRIORITY if is_known else NO_OPTION
    result = called(
        LIBC.getsockopt(made.fileno(), socket.SOL_SOCKET, option, ctypes.byref(value), ctypes.byref(size))
    )
    return result, value.value == Runs.priority


def set_option(made, is_known):
    value = made.getsockopt(socket.SOL_SOCKET, socket.SO_PRIORITY) % 6 + 1
    option = socket.SO_PRIORITY if is_known else NO_OPTION
    given = ctypes.c_int(value)
    result = called(LIBC.setsockopt(made.fileno(), socket.SOL_SOCKET, option, ctypes.byref(given), 4))
    return result, made.getsockopt(socket.SOL_SOCKET, socket.SO_PRIORITY) == value


def run_at(attach_type, by, is_known):
    if attach_type == AT_CGROUP_INET_EGRESS:
        return ("packet", *send(by))
    if attach_type == AT_CGROUP_INET_INGRESS:
        return ("packet", *receive(by))
    if attach_type == AT_CGROUP_UDP4_SENDMSG:
        return ("call", *send(by))
    if attach_type == AT_CGROUP_INET4_CONNECT:
        return ("call", *connect(by))
    if attach_type == AT_CGROUP_GETSOCKOPT:
        return ("call", *get_option(by.socket, is_known))
    if attach_type == AT_CGROUP_SETSOCKOPT:
        return ("call", *set_option(by.socket, is_known))
    return must("a hook without packets and calls", -errno.EOPNOTSUPP)


def run(name, is_known):
    """Sends a packet over a device, or makes a packet or call at a cgroup, by a socket that is made there."""
    hook = Trace.hooks[name]
    Runs.was = None
    notes_by(2)
    if hook.device is not None:
        return send_at(hook)
    made = socket_in(hook, OF_INET)
    if not isinstance(made, Made):
        return made
    if hook.attach_type == AT_CGROUP_INET_SOCK_CREATE:
        Runs.was = ("call", made.error, made.socket is not None, who_ran())
    else:
        made.prepare(hook)
        notes_by(2)
        Runs.was = (*run_at(hook.attach_type, made, is_known), who_ran())
    if made.socket is not None:
        made.socket.close()
    return 0


def run_by(name, hook, is_known):
    """The same by a socket with a name, wherever that was made; a process in the cgroup uses it."""
    at, by = Trace.hooks[hook], Runs.sockets[name]
    if at.attach_type == AT_CGROUP_INET_SOCK_CREATE:
        return run(hook, is_known)
    Runs.was = None
    notes_by(2)
    result = visit(at.path)
    if result < 0:
        return result
    if by is None:
        result = called(LIBC.recv(CLOSED_FD, None, 0, 0))
    else:
        came_to = run_at(at.attach_type, by, is_known)
    come_back()
    if by is not None:
        Runs.was = (*came_to, who_ran())
    return result


def compare_run(kind, ran, result, what, is_done):
    if Runs.was is None or Runs.was[0] != kind:
        compare("run", f"a {kind}", "nothing" if Runs.was is None else f"a {Runs.was[0]}")
        return
    _, said, found, who = Runs.was
    compare("programs that ran", ran, who)
    compare("result", result, errno_name(said) if -4095 <= said <= 0 else str(said))
    compare(what, "yes" if is_done else "no", "yes" if found else "no")


def was_packet(ran, is_delivered, sender):
    compare_run("packet", ran, sender, "delivered", is_delivered)


def was_call(ran, result, is_done):
    compare_run("call", ran, result, "done by the kernel", is_done)


def was_nothing():
    if Runs.was is not None:
        compare("run", "nothing", f"a {Runs.was[0]}")
`;

/** Packets and system calls at cgroups, programs that note that they ran, and what is compared. It stands behind FRAME. */
export const RUNS = `

# Programs that note that they ran, in an array map of one element, and packets and calls that they run for.

MOST_NOTES = 64
PORT = 9  # of the socket outside of all cgroups
NO_OPTION = 0x7FFE  # an option of sockets that no kernel has
HERE = "127.0.0.1"
IP_RECVERR = 11
# What is sent behind a packet, which no program looks at: when it is there, the other was, or never will be.
MARKER = bytes(300)


class Runs:
    """The map, the socket outside, the programs by their numbers, and what a run came to."""

    notes = outside = was = None
    programs, port, priority = [], PORT, 0


def udp_socket():
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    return made


def make_notes():
    Runs.notes = must("a map for notes", create_map(4 + 4 * MOST_NOTES))
    must("the loopback device up", set_up(LOOPBACK))
    Runs.outside = udp_socket()
    Runs.outside.bind((HERE, PORT))


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


def result_of(call, *words):
    """What a call comes to: 0, what it gives, or -errno."""
    try:
        return call(*words) or 0
    except OSError as error:
        return -error.errno


def has_arrived():
    """Whether a packet is at the socket outside, and none to come: what is sent behind it has another length."""
    Runs.outside.sendto(MARKER, (HERE, PORT))
    is_there = False
    for _ in range(2000):
        try:
            if len(Runs.outside.recv(512)) == len(MARKER):
                return is_there
            is_there = True
        except BlockingIOError:
            time.sleep(0.001)
    must("the marker packet", -errno.ETIMEDOUT)


def send(made):
    result = result_of(made.sendto, b"1", (HERE, PORT))
    return min(result, 0), has_arrived()


def receive(made, port):
    Runs.outside.sendto(b"1", (HERE, port))
    has_arrived()
    return 0, result_of(lambda: len(made.recv(512))) >= 0


def connect(made):
    result = result_of(made.connect, (HERE, PORT))
    is_connected = tried(made.getpeername) == 0
    # There is no name for AF_UNSPEC in this module.
    LIBC.connect(made.fileno(), packed("H14s", 0, b""), 16)
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
    result = result_of(made.setsockopt, socket.SOL_SOCKET, option, value)
    return result, made.getsockopt(socket.SOL_SOCKET, socket.SO_PRIORITY) == value


def run_at(attach_type, made, port, is_known):
    if attach_type == AT_CGROUP_INET_EGRESS:
        return ("packet", *send(made))
    if attach_type == AT_CGROUP_INET_INGRESS:
        return ("packet", *receive(made, port))
    if attach_type == AT_CGROUP_UDP4_SENDMSG:
        return ("call", *send(made))
    if attach_type == AT_CGROUP_INET4_CONNECT:
        return ("call", *connect(made))
    if attach_type == AT_CGROUP_GETSOCKOPT:
        return ("call", *get_option(made, is_known))
    if attach_type == AT_CGROUP_SETSOCKOPT:
        return ("call", *set_option(made, is_known))
    return must("a hook without packets and calls", -errno.EOPNOTSUPP)


def run(name, is_known):
    """Sends a packet over a device, or makes a packet or call at a cgroup, by a socket that is made there."""
    hook = Trace.hooks[name]
    Runs.was = None
    notes_by(2)
    if hook.device is not None:
        return send_at(hook)
    back = home()
    result = tried(enter, back)
    if result < 0:
        skip("this process could not go back to its cgroup", result)
    result = tried(enter, hook.path)
    if result < 0:
        return result
    try:
        made, said = udp_socket(), 0
    except OSError as error:
        made, said = None, -error.errno
    enter(back)
    if hook.attach_type == AT_CGROUP_INET_SOCK_CREATE:
        Runs.was = ("call", said, made is not None, who_ran())
    else:
        must("a socket", said)
        # The sender gets the errors of a packet; programs for setsockopt would run for that.
        if hook.attach_type != AT_CGROUP_SETSOCKOPT:
            made.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
        Runs.port += 1
        made.bind((HERE, Runs.port))
        notes_by(2)
        Runs.was = (*run_at(hook.attach_type, made, Runs.port, is_known), who_ran())
    if made is not None:
        made.close()
    return 0


def compare_run(kind, ran, result, what, is_done):
    if Runs.was is None or Runs.was[0] != kind:
        compare("run", f"a {kind}", "nothing" if Runs.was is None else f"a {Runs.was[0]}")
        return
    _, said, found, who = Runs.was
    compare("programs that ran", ran, who)
    compare("result", result, str(said) if said > 0 else errno_name(said))
    compare(what, "yes" if is_done else "no", "yes" if found else "no")


def was_packet(ran, is_delivered, sender):
    compare_run("packet", ran, sender, "delivered", is_delivered)


def was_call(ran, result, is_done):
    compare_run("call", ran, result, "done by the kernel", is_done)


def was_nothing():
    if Runs.was is not None:
        compare("run", "nothing", f"a {Runs.was[0]}")
`;

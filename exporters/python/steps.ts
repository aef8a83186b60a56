/** The calls that steps make, and what is compared afterwards. */
export const STEPS = `

# The calls that steps make.

# The revision before a query: no hook gets there, so another value says that the kernel wrote.
UNWRITTEN = 2**64 - 1
QUERY = "=IIIIQIIQQQQ"


# How much of BPF_PROG_QUERY the kernel knows; it refuses an attribute with anything set behind that. The flags of programs are known
# since Linux 6.0, links since 6.6; a revision is told of a cgroup since 6.17.
IDS, FLAGS, LINKS, REVISION = range(4)


class Known:
    now = REVISION


class Answer:
    """What a query wrote; no revision where it wrote nothing."""

    def __init__(self, attr, arrays, has_flags):
        values = struct.unpack(QUERY, attr)
        self.attach_flags, self.count, self.revision = values[3], values[5], values[10]
        self.arrays, self.has_flags = arrays, has_flags

    def slots(self, room, common):
        """The slots that there was room for, as "A B/L1"."""
        progs, flags, links, link_flags = self.arrays
        shown = []
        for index in range(min(self.count, room)):
            slot = name_of(False, progs[index]) + other_flags(flags[index] if self.has_flags else common, common)
            if links[index]:
                slot += "/" + name_of(True, links[index])
            shown.append(slot + other_flags(link_flags[index], 0))
        return " ".join(shown)

    def mode(self):
        return {0: "NONE", 1: "OVERRIDE", 2: "MULTI"}.get(self.attach_flags, "unknown")


class Query:
    """A BPF_PROG_QUERY, with the arrays that the kernel is given."""

    def __init__(self, hook, flags=0, ids=True, links=False, prog_flags=False):
        self.hook, self.flags = hook, flags
        self.arrays = [(ctypes.c_uint32 * MOST_SLOTS)() for _ in range(4)]
        prog_flags, links = prog_flags and Known.now >= FLAGS, links and Known.now >= LINKS
        given = (ids, prog_flags, links, links)
        self.addresses = [ctypes.addressof(each) if wanted else 0 for each, wanted in zip(self.arrays, given)]
        self.has_flags = prog_flags

    def run(self, count, attach_flags=0, size=64, again=False, call=bpf):
        ids, prog_flags, links, link_flags = self.addresses
        hook = self.hook
        attr = packed(
            QUERY[1:], hook.target, hook.attach_type, self.flags, attach_flags, ids, count, 0,
            prog_flags, links, link_flags, UNWRITTEN if Known.now == REVISION else 0,
        )
        part = (ctypes.c_char * size).from_buffer(attr)
        result = call(BPF_PROG_QUERY, part)
        if again:
            struct.pack_into("=I", attr, 24, count)
            result = call(BPF_PROG_QUERY, part)
        return result, Answer(attr.raw, self.arrays, self.has_flags)


def find_known(hook):
    """Finds out how much of a query of a cgroup the kernel knows."""
    for Known.now in (REVISION, LINKS, FLAGS, IDS):
        result, answer = Query(hook, links=True, prog_flags=True).run(64)
        if result != -errno.EINVAL:
            break
    if Known.now == REVISION and answer.revision == UNWRITTEN:
        Known.now = LINKS


def look(hook):
    """What a query with ample room shows of a hook."""
    return Query(Trace.hooks[hook], links=True, prog_flags=True).run(MOST_SLOTS)


def current(hook):
    result, answer = look(hook)
    return 1 if result < 0 else answer.revision


def stale(hook):
    return current(hook) + 7


def prog_attach(hook, **values):
    return attach_or_detach(BPF_PROG_ATTACH, Trace.hooks[hook], **values)


def prog_detach(hook, **values):
    return attach_or_detach(BPF_PROG_DETACH, Trace.hooks[hook], **values)


def prefill(hook, **values):
    must("prefill", prog_attach(hook, **values))


def link_create(hook, link, **values):
    at = Trace.hooks[hook]
    result = create_link(at.target, at.attach_type, **values)
    if result >= 0:
        Trace.objects[link].came_to_be(result)
    return result


def link_update(link=0, prog=0, flags=0, old=0):
    return bpf_by_caller(BPF_LINK_UPDATE, packed("IIII", link, prog, flags, old))


def link_detach(link=0):
    return bpf_by_caller(BPF_LINK_DETACH, packed("I", link))


def close_fd(name):
    made = Trace.objects[name]
    fd = made.fds.pop() if made.fds else CLOSED_FD
    if fd == CLOSED_FD or made.fds or made.is_pinned or not made.lost_pin:
        return called(LIBC.close(fd))
    ending = Ending(made)
    result = called(LIBC.close(fd))
    ending.wait()
    return result


def reopened(command, name):
    result = bpf_by_caller(command, packed("I", id_of(name)))
    if result >= 0:
        Trace.objects[name].fds.append(result)
    return result


def link_open(name):
    return reopened(BPF_LINK_GET_FD_BY_ID, name)


def prog_open(name):
    return reopened(BPF_PROG_GET_FD_BY_ID, name)


def qdisc_add(device, kind):
    return add_qdisc(Trace.devices[device], kind)


def qdisc_replace(device, kind):
    return change_qdisc(Trace.devices[device], 36, 0x500, 0, kind)


def qdisc_remove(device):
    return change_qdisc(Trace.devices[device], 37, 0, 0)


def device_remove(name):
    result = delete_device(Trace.devices[name])
    if result == 0:
        Trace.gone.add(name)
    return result


def device_create(name):
    # The name of one that is there is taken.
    return make_device(name) if name in Trace.gone else create_real(name, Trace.kinds[name])


def await_release():
    """A cgroup whose directory is gone is there until nobody uses it; only then are its links defunct."""
    for _ in range(60000):
        with open(f"{Trace.top}/cgroup.stat") as stat:
            if f"nr_dying_descendants {Trace.dying}\\n" in stat.read():
                return
        time.sleep(0.001)
    must("the release of a cgroup", -errno.ETIMEDOUT)


def cgroup_remove(name):
    result = tried(os.rmdir, Trace.hooks[name].path)
    if result == 0:
        await_release()
    return result


def put_into(path):
    """Puts a process into a cgroup: its number, or -errno."""
    child = os.fork()
    if child == 0:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.pause()
        os._exit(0)

    def enter_it():
        with open(path, "w") as procs:
            procs.write(str(child))

    result = tried(enter_it)
    if result == 0:
        return child
    end_process(child)
    return result


def end_process(child):
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def cgroup_remove_in_use(name):
    """Removes a cgroup while a process is in it."""
    child = put_into(f"{Trace.hooks[name].path}/cgroup.procs")
    if child != -errno.ENOENT:
        must("a process put into a cgroup", child)
    result = cgroup_remove(name)
    if child > 0:
        end_process(child)
    return result


def cgroup_create(name):
    hook = Trace.hooks[name]
    result = tried(os.mkdir, hook.path, 0o700)
    if result == 0:
        os.close(hook.target)
        open_cgroup(hook)
    return result


class Asked:
    """The query that a step asked for last."""

    answer, room, is_cgroup = None, 0, False


def prog_query(hook, room=-1, query_flags=0, sets_attach_flags=0, wants_prog_flags=0, is_reused=0, is_short=0):
    at = Trace.hooks[hook]
    Asked.room, Asked.is_cgroup = max(room, 0), at.device is None
    has_room = room >= 0
    query = Query(
        at,
        flags=query_flags,
        ids=has_room,
        links=Asked.is_cgroup or has_room,
        prog_flags=bool(wants_prog_flags) if Asked.is_cgroup else has_room,
    )
    count = room if has_room else MOST_SLOTS
    result, answer = query.run(count, 8 if sets_attach_flags else 0, 56 if is_short else 64, is_reused, bpf_by_caller)
    # Such a query is known to be answered by its outcome; a short one gets no revision.
    if (is_reused or is_short or Known.now != REVISION) and result not in (0, -errno.ENOSPC):
        answer.revision = UNWRITTEN
    elif is_short:
        answer.revision = 0
    Asked.answer = answer
    return result
`;

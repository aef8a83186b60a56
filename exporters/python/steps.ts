/** The calls that steps make, and what is compared afterwards. */
export const STEPS = `

# The calls that steps make.

# The revision before a query: no hook gets there, so another value says that the kernel wrote.
UNWRITTEN = 2**64 - 1
QUERY = "=IIIIQIIQQQQ"


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
        given = (ids, prog_flags, links, links)
        self.addresses = [ctypes.addressof(each) if wanted else 0 for each, wanted in zip(self.arrays, given)]
        self.has_flags = prog_flags

    def run(self, count, attach_flags=0, size=64, again=False):
        ids, prog_flags, links, link_flags = self.addresses
        hook = self.hook
        attr = packed(
            QUERY[1:], hook.target, hook.attach_type, self.flags, attach_flags, ids, count, 0,
            prog_flags, links, link_flags, UNWRITTEN,
        )
        part = (ctypes.c_char * size).from_buffer(attr)
        result = bpf(BPF_PROG_QUERY, part)
        if again:
            struct.pack_into("=I", attr, 24, count)
            result = bpf(BPF_PROG_QUERY, part)
        return result, Answer(attr.raw, self.arrays, self.has_flags)


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


def link_create(hook, link, **values):
    at = Trace.hooks[hook]
    result = create_link(at.target, at.attach_type, **values)
    if result >= 0:
        Trace.objects[link].came_to_be(result)
    return result


def link_update(link=0, prog=0, flags=0, old=0):
    return bpf(BPF_LINK_UPDATE, packed("IIII", link, prog, flags, old))


def link_detach(link=0):
    return bpf(BPF_LINK_DETACH, packed("I", link))


def close_fd(name):
    fds = Trace.objects[name].fds
    return called(LIBC.close(fds.pop() if fds else CLOSED_FD))


def reopened(command, name):
    result = bpf(command, packed("I", id_of(name)))
    if result >= 0:
        Trace.objects[name].fds.append(result)
    return result


def link_open(name):
    return reopened(BPF_LINK_GET_FD_BY_ID, name)


def prog_open(name):
    return reopened(BPF_PROG_GET_FD_BY_ID, name)


def device_remove(name):
    result = delete_device(Trace.devices[name])
    if result == 0:
        Trace.gone.add(name)
    return result


def device_create(name):
    if name not in Trace.gone:
        return -errno.EEXIST
    make_device(name)
    return 0


def await_release():
    """A cgroup whose directory is gone is there until nobody uses it; only then are its links defunct."""
    for _ in range(60000):
        with open(f"{Trace.top}/cgroup.stat") as stat:
            if "nr_dying_descendants 0\\n" in stat.read():
                return
        time.sleep(0.001)
    must("the release of a cgroup", -errno.ETIMEDOUT)


def cgroup_remove(name):
    result = tried(os.rmdir, Trace.hooks[name].path)
    if result == 0:
        await_release()
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
    result, answer = query.run(count, 8 if sets_attach_flags else 0, 56 if is_short else 64, again=is_reused)
    # Such a query is known to be answered by its outcome; a short one gets no revision.
    if (is_reused or is_short) and result not in (0, -errno.ENOSPC):
        answer.revision = UNWRITTEN
    elif is_short:
        answer.revision = 0
    Asked.answer = answer
    return result
`;

/** What is compared, how it is printed, and the traces one after another. */
export const RUN = `

# Steps and what they must come to, as TAP.


class Steps:
    """How far the trace is."""

    number, title, differences, is_over = 0, None, [], False


def finish_step():
    if Steps.title is None:
        return
    print(f"    {'not ok' if Steps.differences else 'ok'} {Steps.number} - {Steps.title}")
    if Steps.differences:
        Steps.is_over = True
        print("      ---\\n      differences:")
        for each in Steps.differences:
            print(f'        - "{each}"')
        print("      ...")
    Steps.title, Steps.differences = None, []


def plan(steps):
    print(f"# Subtest: {Trace.title}\\n    1..{steps}")


def step(title):
    """Whether to make a step: not once one has failed."""
    finish_step()
    Steps.number += 1
    if Steps.is_over:
        print(f"    ok {Steps.number} - {title} # SKIP not run: an earlier step failed")
        return False
    Steps.title = title
    return True


def compare(what, expected, found):
    if expected != found:
        Steps.differences.append(f"{what}: expected {expected}, found {found}")


def outcome(expected, result):
    compare("outcome", expected, errno_name(result))


def name_of(is_link, number):
    for name, each in Trace.objects.items():
        if each.id == number and each.is_link == is_link:
            return name
    return f"id:{number}"


def other_flags(flags, expected):
    return "" if flags == expected else f"!flags={flags}"


def compare_list(where, answer, room, common, revision, count, slots):
    compare(f"{where}, slots", slots, answer.slots(room, common))
    compare(f"{where}, revision", revision, answer.revision)
    compare(f"{where}, count", count, answer.count)


def shows(hook, revision, count, slots):
    """What a query with ample room must show of a hook."""
    result, answer = look(hook)
    if result < 0:
        compare(hook, "a list", errno_name(result))
    else:
        common = 0 if Trace.hooks[hook].device else answer.attach_flags
        compare_list(hook, answer, MOST_SLOTS, common, revision, count, slots)


def shows_mode(hook, mode):
    result, answer = look(hook)
    compare(f"{hook}, mode", mode, errno_name(result) if result < 0 else answer.mode())


def shows_effective(hook, progs):
    result, answer = Query(Trace.hooks[hook], flags=1).run(MOST_SLOTS)
    names = [name_of(False, each) for each in answer.arrays[0][: answer.count]] if result >= 0 else []
    compare(f"{hook}, effective list", progs, errno_name(result) if result < 0 else " ".join(names))


def shows_nothing(hook):
    """The device or cgroup of a hook must be gone."""
    result, _ = look(hook)
    if result >= 0:
        compare(hook, "no hook", "a list")


def wrote(revision, count, slots):
    """What the query of a step must have written."""
    answer = Asked.answer
    if answer.revision == UNWRITTEN:
        compare("answer of the query", "a list", "nothing")
    else:
        common = answer.attach_flags if Asked.is_cgroup else 0
        compare_list("answer of the query", answer, Asked.room, common, revision, count, slots)


def wrote_mode(mode):
    compare("mode of the answer", mode, Asked.answer.mode())


def wrote_nothing():
    if Asked.answer.revision != UNWRITTEN:
        compare("answer of the query", "nothing", "a list")


def run_trace(run):
    """Takes the present process through a trace; gives its exit code."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(each, signal.SIG_DFL)
    try:
        Trace.map_fd = must("a map", create_map())
        Trace.other_prog_fd = must("load of a program", load(TYPE_SCHED_CLS, 0, -1))
        run()
    except Ended as ended:
        return ended.args[0]
    finish_step()
    # What is attached to a device is released with it at once, where closing would wait for every link.
    for ifindex in Trace.devices.values():
        delete_device(ifindex)
    print(f"{'not ok' if Steps.is_over else 'ok'} {Trace.number} - {Trace.title}")
    return FAILED if Steps.is_over else PASSED


def remove_tree(path):
    for directory, _, _ in os.walk(path, topdown=False):
        tried(os.rmdir, directory)


def run_apart(run):
    """Runs a trace in a process of its own, whose end closes every fd; gives its exit code."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = FAILED
        try:
            code = run_trace(run)
            sys.stdout.flush()
        finally:
            if code == FAILED and sys.exc_info()[0] is not None:
                sys.excepthook(*sys.exc_info())
            os._exit(code)
    status = None
    try:
        status = os.waitpid(child, 0)[1]
    finally:
        if status is None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        if Trace.all_traces is not None:
            remove_tree(f"{Trace.all_traces}/{Trace.number}")
    if os.WIFSIGNALED(status):
        print(f"not ok {Trace.number} - {Trace.title}\\n# killed by signal {os.WTERMSIG(status)}")
        return FAILED
    return os.WEXITSTATUS(status)


def make_cgroup_of_all():
    """Makes the cgroup that those of all traces are in; none where cgroup2 is not mounted, or cannot be written."""
    with open("/proc/self/mounts") as mounts:
        paths = [line.split()[1] for line in mounts if line.split()[2] == "cgroup2"]
    for path in paths:
        mine = f"{path}/mprog-export-{os.getpid()}"
        if tried(os.mkdir, mine, 0o700) == 0:
            Trace.all_traces = mine
            return


def stop(number, _):
    raise KeyboardInterrupt(number)


def main():
    # Where a field names nothing it is 0, which some commands read as fd 0: it must be open, and no BPF object.
    null = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null, 0)
    print("TAP version 14")
    result = called(LIBC.unshare(CLONE_NEWNET))
    if result < 0:
        print(f"1..0 # SKIP no network namespace can be made ({errno_name(result)})")
        return SKIPPED
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, stop)
    codes = []
    try:
        make_cgroup_of_all()
        print(f"1..{len(TRACES)}")
        for number, (title, run, reason) in enumerate(TRACES, 1):
            Trace.number, Trace.title = number, title
            if run is None:
                print(f"ok {number} - {title} # SKIP {reason}")
            codes.append(SKIPPED if run is None else run_apart(run))
    except KeyboardInterrupt:
        print("Bail out! interrupted")
        return FAILED
    finally:
        if Trace.all_traces is not None:
            remove_tree(Trace.all_traces)
    passed, skipped = codes.count(PASSED), codes.count(SKIPPED)
    print(f"# passed {passed}, failed {len(codes) - passed - skipped}, skipped {skipped}")
    return FAILED if passed + skipped < len(codes) else PASSED if passed else SKIPPED


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # nobody reads what is printed: what is left of it goes nowhere
        os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
        sys.exit(FAILED)
    except OSError as error:  # a report that is lost is no pass
        print(f"standard output cannot be written: {error.strerror}", file=sys.stderr)
        os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
        sys.exit(FAILED)
`;

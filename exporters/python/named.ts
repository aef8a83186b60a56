/** The programs and links of a trace by their names. */
export const NAMED = `

# What there is in the trace that is running: each runs in a process of its own.


class Object:
    """A program or link. It has no fd once the last one was closed, and keeps its id."""

    def __init__(self, is_link):
        self.is_link, self.fds, self.id = is_link, [], UNKNOWN_ID
        self.is_pinned = self.lost_pin = False

    def came_to_be(self, fd):
        self.fds, self.id = [fd], id_of_fd(fd)


class Trace:
    """The trace that is running."""

    number, title, top, all_traces = 0, "", None, None
    objects, hooks, devices, kinds, reals, peers, gone = {}, {}, {}, {}, {}, {}, set()
    made = map_fd = other_prog_fd = bpffs = 0
    elsewhere, no_cgroup = None, -errno.ENOENT
    dying = 0  # how many cgroups sockets keep alive whose directories are gone


class Ended(Exception):
    """The end of a trace, with its exit code."""


def skip(why, result):
    """The trace cannot be run here."""
    print(f"ok {Trace.number} - {Trace.title} # SKIP {why} ({errno_name(result)})")
    raise Ended(SKIPPED)


def must(what, result):
    """Ends the trace where something fails that no step is about."""
    if result < 0:
        print(f"not ok {Trace.number} - {Trace.title}\\n# {what}: {errno_name(result)}")
        raise Ended(FAILED)
    return result


def fd_of(name):
    fds = Trace.objects[name].fds
    return fds[-1] if fds else CLOSED_FD


def id_of(name):
    return Trace.objects[name].id


def link_name(name):
    """A name that link_create may give."""
    Trace.objects[name] = Object(True)


def elsewhere():
    """A network namespace that nobody is in."""
    if Trace.elsewhere is None:
        here = os.open("/proc/self/ns/net", os.O_RDONLY)
        must("another network namespace", called(LIBC.unshare(CLONE_NEWNET)))
        Trace.elsewhere = os.open("/proc/self/ns/net", os.O_RDONLY)
        must("the way back", called(LIBC.setns(here, CLONE_NEWNET)))
        os.close(here)
    return Trace.elsewhere
`;

/** Pins of links. It stands behind WORLD. */
export const PINS = `

# Pins of links, in a bpffs that is mounted nowhere: it hangs on an fd, and goes with it.


def mount_bpffs():
    result = context = called(LIBC.syscall(430, b"bpf", 1))
    if result >= 0:
        result = called(LIBC.syscall(431, context, 6, None, None, 0))
    if result >= 0:
        result = Trace.bpffs = called(LIBC.syscall(432, context, 1, 0))
    if result < 0:
        skip("no bpffs can be mounted", result)
    os.close(context)
    result = of_pin(BPF_OBJ_GET, "none")
    if result != -errno.ENOENT:
        skip("this kernel pins nothing below an fd", result)


def of_pin(command, name, fd=0):
    """A command about a pin below the fd of the bpffs."""
    path = ctypes.create_string_buffer(name.encode())
    return bpf_by_caller(command, packed("QIIII", ctypes.addressof(path), fd, 1 << 14, Trace.bpffs, 0))


def link_pin(name):
    result = of_pin(BPF_OBJ_PIN, name, fd_of(name))
    if result == 0:
        Trace.objects[name].is_pinned = True
    return result


def link_get(name):
    result = of_pin(BPF_OBJ_GET, name)
    if result >= 0:
        Trace.objects[name].fds.append(result)
    return result


def link_unpin(name):
    link = Trace.objects[name]
    ending = Ending(link)
    result = tried(lambda: os.unlink(name, dir_fd=Trace.bpffs))
    if result == 0:
        link.is_pinned, link.lost_pin = False, True
        if not link.fds:
            ending.wait()
    return result


class Ending:
    """What there is before a link loses its last holder."""

    def __init__(self, link):
        self.id, self.hooks = link.id, state_of_hooks()
        _, self.was_attached = found_link(self.id)

    def wait(self):
        """Waits until the link is gone: a pin holds it for a while after its end, up to Linux 6.16 for a grace period."""
        for _ in range(60000):
            is_there, _ = found_link(self.id)
            if not is_there and (not self.was_attached or state_of_hooks() != self.hooks):
                return
            time.sleep(0.001)
        must("the end of a link", -errno.ETIMEDOUT)


def state_of_hooks():
    """The revision and the count of each hook."""
    answers = [look(name) for name in Trace.hooks]
    return [(answer.revision, answer.count) for result, answer in answers if result == 0]


def found_link(number):
    """Whether a link is there, and attached: then its information names a device or a cgroup."""
    fd = bpf(BPF_LINK_GET_FD_BY_ID, packed("I", number))
    if fd < 0:
        return fd != -errno.ENOENT, False
    result, info = info_of_fd(fd)
    os.close(fd)
    # A link at a cgroup, of type 3, has an id of 64 bits there.
    return True, result >= 0 and (info[4] != 0 or (info[0] == 3 and info[5] != 0))
`;

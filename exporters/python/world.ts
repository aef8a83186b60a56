/** What a trace makes before its first step, and hooks and devices by their names. It stands behind NAMED. */
export const WORLD = `

# Hooks and devices.


class Hook:
    """A hook: its device or the path of its cgroup, and the ifindex or fd that names it."""

    def __init__(self, attach_type, device=None, path=None):
        self.attach_type, self.device, self.path, self.target = attach_type, device, path, 0
        self.is_misnamed = False  # by another device than its own


def create_real(name, kind):
    real = Trace.reals[name]
    return create_device(kind, real, f"p{real}" if kind == "netkit" else None)


def make_device(name):
    """A fresh device or netkit pair, under a name that the namespace has not had: 0 or -errno."""
    Trace.made += 1
    real = Trace.reals[name] = f"m{Trace.number}.{Trace.made}"
    for kind in ("netkit",) if name in Trace.peers else ("dummy", "ifb", "veth"):
        Trace.kinds[name] = kind
        result = create_real(name, kind)
        if result != -errno.EOPNOTSUPP:
            break
    if result == 0:
        if name in Trace.peers:
            Trace.peers[name] = socket.if_nametoindex(f"p{real}")
        is_there(name, socket.if_nametoindex(real))
    return result


def is_there(name, ifindex):
    Trace.devices[name] = ifindex
    Trace.gone.discard(name)
    for hook in Trace.hooks.values():
        if hook.device == name:
            hook.target = ifindex


def delete_devices():
    for ifindex in Trace.devices.values():
        delete_device(ifindex)


def device(name):
    result = make_device(name)
    if result:
        skip("no network device can be made", result)


def netkit(name):
    Trace.peers[name] = 0
    result = make_device(name)
    if result:
        skip("no netkit pair can be made", result)


def clsact(device):
    must("a clsact qdisc", add_qdisc(Trace.devices[device], "clsact"))


def need_qdiscs():
    """Makes sure that this kernel has the qdiscs that steps are about."""
    device("probe")
    ifindex = Trace.devices.pop("probe")
    result = add_qdisc(ifindex, "clsact")
    delete_device(ifindex)
    if result:
        skip("this kernel has no clsact qdisc", result)


def tcx_hook(name, device, attach_type):
    hook = Trace.hooks[name] = Hook(attach_type, device=device)
    hook.target = Trace.devices[device]
    result, _ = Query(hook).run(64)
    if result < 0:
        skip("this kernel has no tcx, or this user no privilege for it", result)


# What device calls name a hook of netkit by. The loopback is the first device of every network namespace.
BY_PRIMARY, BY_PEER, BY_OTHER = range(3)
LOOPBACK = 1


def netkit_hook(name, device, attach_type, by):
    hook = Trace.hooks[name] = Hook(attach_type, device=device)
    hook.target, hook.is_misnamed = (Trace.devices[device], Trace.peers[device], LOOPBACK)[by], by != BY_PRIMARY
    result, _ = Query(hook).run(64) if by == BY_PRIMARY else (0, None)
    if result < 0:
        skip("this kernel has no netkit, or this user no privilege for it", result)


def open_cgroup(hook):
    hook.target = os.open(hook.path, os.O_RDONLY | os.O_DIRECTORY)


def cgroup_hook(name, parent, attach_type):
    if Trace.all_traces is None:
        skip("cgroup2 is not mounted, or cannot be written", Trace.no_cgroup)
    if Trace.top is None:
        Trace.top = f"{Trace.all_traces}/{Trace.number}"
        os.mkdir(Trace.top, 0o700)
    above = Trace.hooks[parent].path if parent else Trace.top
    hook = Trace.hooks[name] = Hook(attach_type, path=f"{above}/{name}")
    os.mkdir(hook.path, 0o700)
    open_cgroup(hook)
    if parent:
        return
    Known.now = IDS  # until it is found out
    result, answer = Query(hook, flags=1).run(64)
    if result < 0:
        skip("this kernel takes no programs at cgroups, or this user has no privilege for it", result)
    if answer.count:
        skip("programs of enclosing cgroups run here", -errno.EBUSY)
    find_known(hook)


def program(name, prog_type, attach_type, returns):
    made = Trace.objects[name] = Object(False)
    made.came_to_be(must("load of a program", load(prog_type, attach_type, returns)))


def foreign_link(name, prog):
    """A link at the network namespace, where no step changes anything."""
    namespace = os.open("/proc/self/ns/net", os.O_RDONLY)
    link_name(name)
    made = must("link of another kind", create_link(namespace, AT_SK_LOOKUP, prog=fd_of(prog)))
    Trace.objects[name].came_to_be(made)
    os.close(namespace)
`;

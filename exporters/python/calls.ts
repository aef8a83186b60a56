/** What is imported, and the calls of bpf(2) and rtnetlink. Source of the layouts: include/uapi/linux/bpf.h, v6.18. */
export const CALLS = `
import sys

# Modules are those of Python, whatever lies beside this file.
if not getattr(sys.flags, "safe_path", False):
    del sys.path[0]

import ctypes
import errno
import os
import platform
import signal
import socket
import struct
import tempfile
import time

# An fd that is not open, and an id that nothing has.
CLOSED_FD = UNKNOWN_ID = 0x7FFFFFFF

# What a trace comes to: the exit code of its process, and of this program.
PASSED, FAILED, SKIPPED = 0, 1, 4

LIBC = ctypes.CDLL(None, use_errno=True)
# The numbers of bpf(2), by the machine and by the size of a pointer; most have that of new calls.
SYS_BPF = {
    ("x86_64", 8): 321, ("x86_64", 4): 357, ("i686", 4): 357, ("s390x", 8): 351, ("ppc64le", 8): 361, ("ppc64", 8): 361,
    ("armv7l", 4): 386, ("armv6l", 4): 386, ("armv8l", 4): 386, ("aarch64", 4): 386,
}.get((platform.machine(), ctypes.sizeof(ctypes.c_void_p)), 280)
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1


def errno_name(result):
    if result >= 0:
        return "ok"
    # The other name of this number is not the kernel's.
    return "EOPNOTSUPP" if result == -errno.EOPNOTSUPP else errno.errorcode.get(-result, "an errno without a name")


def called(result):
    return -ctypes.get_errno() if result == -1 else result


def tried(call, *words):
    """What a function of os comes to: 0, or -errno."""
    try:
        call(*words)
        return 0
    except OSError as error:
        return -error.errno


def bpf(command, attr):
    """bpf(2): gives what it gives, or -errno. What the kernel writes is in attr, a buffer of ctypes."""
    return called(LIBC.syscall(SYS_BPF, command, attr, ctypes.sizeof(attr)))


class Caller:
    """Who makes the call of a step."""

    now = None


# Callers without privileges, by the capabilities that are left to them: CAP_BPF and CAP_PERFMON alone, or none.
BPF_ONLY, NO_CAPABILITY = 1 << 38 | 1 << 39, 0
EVERY_CAPABILITY = 2**64 - 1


def by(caller):
    Caller.now = caller


def become(kept):
    """Puts capabilities of this process into effect. Those that are not may be had back."""
    head = packed("Ii", 0x20080522, 0)
    sets = packed("6I", *[0] * 6)
    result = LIBC.capget(head, sets)
    _, permitted, inheritable, _, permitted_high, inheritable_high = struct.unpack("=6I", sets.raw)
    low, high = permitted & kept, permitted_high & kept >> 32
    sets = packed("6I", low, permitted, inheritable, high, permitted_high, inheritable_high)
    if result < 0 or LIBC.capset(head, sets) < 0:
        raise OSError(ctypes.get_errno(), "capset")


def by_caller(call, *words):
    """A call by whoever makes that of the step."""
    if Caller.now is None:
        return call(*words)
    become(Caller.now)
    result = call(*words)
    become(EVERY_CAPABILITY)
    return result


def bpf_by_caller(command, attr):
    return by_caller(bpf, command, attr)


def packed(layout, *values):
    return ctypes.create_string_buffer(struct.pack("=" + layout, *values), struct.calcsize("=" + layout))


def load_insns(prog_type, attach_type, insns, flags=0, ifindex=0):
    code, licence = ctypes.create_string_buffer(insns, len(insns)), ctypes.create_string_buffer(b"GPL")
    address = ctypes.addressof
    layout = "IIQQIIQII16sII"
    for _ in range(5):
        attr = packed(
            layout, prog_type, len(insns) // 8, address(code), address(licence), 0, 0, 0, 0, flags, b"", ifindex, attach_type
        )
        fd = bpf(BPF_PROG_LOAD, attr)
        if fd != -errno.EAGAIN:
            break
    return fd


def load(prog_type, attach_type, returns, flags=0, ifindex=0):
    """Loads a program that does nothing but return a value: r0 = value; exit. It may be bound to a device."""
    insns = struct.pack("=BBhiBBhi", 0xB7, 0, 0, returns, 0x95, 0, 0, 0)
    return load_insns(prog_type, attach_type, insns, flags, ifindex)


def create_map(value_size=4):
    return bpf(BPF_MAP_CREATE, packed("IIIII", 2, 4, value_size, 1, 0))


def info_of_fd(fd):
    """The beginning of the information on a program or link: its type, its id; with what the call gives."""
    info = packed("8I", *[0] * 8)
    result = bpf(BPF_OBJ_GET_INFO_BY_FD, packed("IIQ", fd, ctypes.sizeof(info), ctypes.addressof(info)))
    return result, struct.unpack("=8I", info.raw)


def id_of_fd(fd):
    """The id of a program or link."""
    result, info = info_of_fd(fd)
    return UNKNOWN_ID if result < 0 else info[1]


def attach_or_detach(command, hook, prog=0, flags=0, replace=0, relative=0, revision=0):
    attr = packed("IIIIIIQ", hook.target, prog, hook.attach_type, flags, replace, relative, revision)
    return bpf_by_caller(command, attr)


def create_link(target, attach_type, prog=0, flags=0, relative=0, revision=0):
    return bpf_by_caller(BPF_LINK_CREATE, packed("IIIIIIQ", prog, target, attach_type, flags, relative, 0, revision))


def ask(message_type, flags, body):
    """Sends a message by rtnetlink; 0 or -errno."""
    head = struct.pack("=IHHII", 16 + len(body), message_type, flags | 1 | 4, 0, 0)
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as netlink:
            netlink.send(head + body)
            return struct.unpack_from("=i", netlink.recv(4096), 16)[0]
    except OSError as error:
        return -error.errno


def attribute(attribute_type, data):
    padding = b"\\0" * (-len(data) % 4)
    return struct.pack("=HH", 4 + len(data), attribute_type) + data + padding


def about_device(ifindex=0):
    return struct.pack("=BxHiII", 0, 0, ifindex, 0, 0)


def create_device(kind, name, peer=None, namespace=None, policies=()):
    """
    Makes a device, or a pair whose other end has a name of its own, where one is given: in another namespace, if one is given; with what
    each end of netkit does while it has no program, if that is given.
    """
    info = attribute(1, kind.encode())
    if peer is not None:
        elsewhere = b"" if namespace is None else attribute(28, struct.pack("=I", namespace))
        data = attribute(1, about_device() + attribute(3, peer.encode() + b"\\0") + elsewhere)
        data += b"".join(attribute(3 + which, struct.pack("=I", each)) for which, each in enumerate(policies))
        info += attribute(2, data)
    return ask(16, 0x600, about_device() + attribute(3, name.encode() + b"\\0") + attribute(18, info))


def set_up(ifindex):
    return ask(16, 0, struct.pack("=BxHiII", 0, 0, ifindex, 1, 1))


def delete_device(ifindex):
    return ask(17, 0, about_device(ifindex))


def change_qdisc(ifindex, message_type, flags, handle, kind=None):
    """Changes the qdisc of a device that runs classic filters: its kind is clsact or ingress."""
    body = struct.pack("=BxxxiIII", 0, ifindex, handle, 0xFFFFFFF1, 0)
    return ask(message_type, flags, body + (b"" if kind is None else attribute(1, kind.encode() + b"\\0")))


def add_qdisc(ifindex, kind):
    return change_qdisc(ifindex, 36, 0x600, 0xFFFF0000, kind)
`;

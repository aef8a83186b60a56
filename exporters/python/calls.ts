/** What is imported, and the calls of bpf(2) and rtnetlink. Source of the layouts: include/uapi/linux/bpf.h, v6.18. */
export const CALLS = `
import ctypes
import errno
import os
import platform
import signal
import socket
import struct
import sys
import time

# An fd that is not open, and an id that nothing has.
CLOSED_FD = UNKNOWN_ID = 0x7FFFFFFF

# What a trace comes to: the exit code of its process, and of this program.
PASSED, FAILED, SKIPPED = 0, 1, 4

LIBC = ctypes.CDLL(None, use_errno=True)
SYS_BPF = {"x86_64": 321, "i686": 357, "aarch64": 280, "riscv64": 280, "s390x": 351, "ppc64le": 361, "armv7l": 386}
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1


def errno_name(result):
    return "ok" if result >= 0 else errno.errorcode.get(-result, "an errno without a name")


def called(result):
    return -ctypes.get_errno() if result < 0 else result


def tried(call, *words):
    """What a function of os comes to: 0, or -errno."""
    try:
        call(*words)
        return 0
    except OSError as error:
        return -error.errno


def bpf(command, attr):
    """bpf(2): gives what it gives, or -errno. What the kernel writes is in attr, a buffer of ctypes."""
    number = SYS_BPF[platform.machine()]
    return called(LIBC.syscall(number, command, attr, ctypes.sizeof(attr)))


def packed(layout, *values):
    return ctypes.create_string_buffer(struct.pack("=" + layout, *values), struct.calcsize("=" + layout))


def load(prog_type, attach_type, returns):
    """Loads a program that does nothing but return a value: r0 = value; exit."""
    insns = packed("BBhiBBhi", 0xB7, 0, 0, returns, 0x95, 0, 0, 0)
    licence = ctypes.create_string_buffer(b"GPL")
    address = ctypes.addressof
    layout = "IIQQIIQII16sII"
    for _ in range(5):
        attr = packed(
            layout, prog_type, 2, address(insns), address(licence), 0, 0, 0, 0, 0, b"", 0, attach_type
        )
        fd = bpf(BPF_PROG_LOAD, attr)
        if fd != -errno.EAGAIN:
            break
    return fd


def create_map():
    return bpf(BPF_MAP_CREATE, packed("IIIII", 2, 4, 4, 1, 0))


def id_of_fd(fd):
    """The id of a program or link."""
    info = packed("II", 0, 0)
    result = bpf(BPF_OBJ_GET_INFO_BY_FD, packed("IIQ", fd, ctypes.sizeof(info), ctypes.addressof(info)))
    return UNKNOWN_ID if result < 0 else struct.unpack("=II", info.raw)[1]


def attach_or_detach(command, hook, prog=0, flags=0, replace=0, relative=0, revision=0):
    attr = packed("IIIIIIQ", hook.target, prog, hook.attach_type, flags, replace, relative, revision)
    return bpf(command, attr)


def create_link(target, attach_type, prog=0, flags=0, relative=0, revision=0):
    return bpf(BPF_LINK_CREATE, packed("IIIIIIQ", prog, target, attach_type, flags, relative, 0, revision))


def ask(message_type, flags, ifindex=0, attributes=b""):
    """Sends a message about a network device by rtnetlink; 0 or -errno."""
    body = struct.pack("=BxHiII", 0, 0, ifindex, 0, 0) + attributes
    head = struct.pack("=IHHII", 16 + len(body), message_type, flags | 1 | 4, 0, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as netlink:
        netlink.send(head + body)
        return struct.unpack_from("=i", netlink.recv(4096), 16)[0]


def attribute(attribute_type, data):
    padding = b"\\0" * (-len(data) % 4)
    return struct.pack("=HH", 4 + len(data), attribute_type) + data + padding


def create_device(kind, name):
    info = attribute(1, kind.encode())
    return ask(16, 0x600, attributes=attribute(3, name.encode() + b"\\0") + attribute(18, info))


def delete_device(ifindex):
    return ask(17, 0, ifindex)
`;

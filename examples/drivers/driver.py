#!/usr/bin/env python3
"""A driver for mprog replay: an in-memory list of programs for each tcx hook, without links.

    mprog replay traces/conformance/tcx --target "exec:python3 examples/drivers/driver.py"

It stands for your implementation: keep the loop at the end, and let reset, apply and observe ask what you have.
The protocol is described in docs/driver-protocol.md. Python 3.8 or later, no packages.
"""

import json
import sys


class Skip(Exception):
    """This implementation cannot do what is asked."""


class Refused(Exception):
    """A request fails with an errno."""


class Hook:
    """The programs of one hook in order, and its revision: 1 where nothing is attached."""

    def __init__(self):
        self.progs, self.revision = [], 1

    def changed(self):
        # A hook of tcx that gets empty goes, and with it its revision.
        self.revision = self.revision + 1 if self.progs else 1

    def seen(self, room=None):
        slots = self.progs if room is None else self.progs[:room]
        return {
            "is": "list",
            "revision": self.revision,
            "count": len(self.progs),
            "slots": [{"prog": prog} for prog in slots],
        }


class Driver:
    def reset(self, universe):
        if "hooks" not in universe:  # one of another family: docs/families.md
            raise Skip("only lists")
        if any(hook["kind"] != "tcx" for hook in universe["hooks"].values()):
            raise Skip("only tcx hooks")
        if any(hook["clsact"] for hook in universe["hooks"].values()):
            raise Skip("no clsact qdisc")
        if universe["revision"] != 1:
            raise Skip("revisions begin with 1")
        self.types = universe["programs"]
        self.capacity = universe["capacity"]
        self.hooks = {name: Hook() for name in universe["hooks"]}
        for name, progs in universe["prefill"].items():
            for prog in progs:
                self.hooks[name].progs.append(prog)
                self.hooks[name].changed()
        return {"ok": True}

    def apply(self, request):
        take = {"prog_attach": self.attach, "prog_detach": self.detach, "prog_query": self.query}.get(request["op"])
        if take is None:
            raise Skip("no " + request["op"])
        if request["caller"] != "privileged":
            raise Skip("no callers without capabilities")
        try:
            return {"outcome": "ok", **(take(self.hooks[request["hook"]], request) or {})}
        except Refused as refused:
            errno, view = (*refused.args, {"is": "nothing"})[:2]
            return {"outcome": errno, "view": view}

    def observe(self, hook):
        return self.hooks[hook].seen()

    def attach(self, hook, request):
        flags = self.flags(request)
        prog = self.program(request["prog"])
        target = self.program(request["replace"]) if "REPLACE" in flags else None
        if request["revision"] == "stale":
            raise Refused("ESTALE")
        if prog in hook.progs:
            raise Refused("EEXIST")
        relative = self.relative(request["relative"])
        if relative is not None and self.types[relative] != "sched_cls":
            raise Refused("EINVAL")
        if target is not None and target not in hook.progs:
            raise Refused("ENOENT")
        if target is None and len(hook.progs) >= self.capacity:
            raise Refused("ERANGE")
        designated = [] if target is None else [hook.progs.index(target)]
        self.agree(designated + self.directives(hook, flags, relative))
        if target is not None:
            hook.progs[designated[0]] = prog
        elif "BEFORE" in flags:
            hook.progs.insert(0 if relative is None else hook.progs.index(relative), prog)
        elif "AFTER" in flags and relative is not None:
            hook.progs.insert(hook.progs.index(relative) + 1, prog)
        elif relative is not None:
            raise Refused("EINVAL")
        else:
            hook.progs.append(prog)
        hook.changed()

    def detach(self, hook, request):
        flags = self.flags(request)
        named = request["prog"]["is"] != "none"
        prog = self.program(request["prog"]) if named else None
        if not hook.progs:
            raise Refused("ENOENT")
        if "REPLACE" in flags:
            raise Refused("EINVAL")
        if request["revision"] == "stale":
            raise Refused("ESTALE")
        relative = self.relative(request["relative"])
        if named and relative is not None and self.types[relative] != "sched_cls":
            raise Refused("EINVAL")
        if named and prog not in hook.progs:
            raise Refused("ENOENT")
        designated = [hook.progs.index(prog)] if named else []
        designated += self.directives(hook, flags, relative)
        self.agree(designated)
        if not designated and relative is not None:
            raise Refused("EINVAL")
        # The end of a full hook is a place that no slot can have.
        place = designated[0] if designated else len(hook.progs)
        if place >= self.capacity:
            raise Refused("ERANGE")
        del hook.progs[min(max(place, 0), len(hook.progs) - 1)]
        hook.changed()

    def query(self, hook, request):
        if request["queryFlags"] != "none" or request["attachFlags"]:
            raise Refused("EINVAL")
        # Without a buffer, or with one that has no room, a query asks for the count alone.
        room = 0 if request["buffer"] == "none" else request["buffer"]
        view = hook.seen(room)
        if 0 < room < len(hook.progs):
            raise Refused("ENOSPC", view)
        return {"view": view}

    def flags(self, request):
        if set(request["flags"]) - {"REPLACE", "BEFORE", "AFTER"}:
            raise Refused("EINVAL")
        return request["flags"]

    def program(self, ref):
        """The program that a field names, which must be one that the hook takes."""
        if ref["is"] == "closed-fd":
            raise Refused("EBADF")
        if ref["is"] != "prog" or self.types[ref["name"]] != "sched_cls":
            raise Refused("EINVAL")
        return ref["name"]

    def relative(self, ref):
        """The program that is named as the relative, of whatever type; nothing where none is."""
        if ref["is"] == "link" or ref.get("as") == "link":
            raise Skip("no links")
        errno = {"closed-fd": "EBADF", "wrong-kind-fd": "EINVAL", "unknown-id": "ENOENT", "zero": "ENOENT"}
        if ref["is"] in errno:
            raise Refused(errno[ref["is"]])
        return ref.get("name")

    def directives(self, hook, flags, relative):
        """The place that BEFORE and AFTER each designate: that in front of the relative, and that behind it."""
        if relative is not None and relative not in hook.progs and ("BEFORE" in flags or "AFTER" in flags):
            raise Refused("ENOENT")
        before = -1 if relative is None else None
        after = len(hook.progs) if relative is None else None
        if relative in hook.progs:
            before, after = hook.progs.index(relative) - 1, hook.progs.index(relative) + 1
        return [place for flag, place in (("BEFORE", before), ("AFTER", after)) if flag in flags]

    def agree(self, designated):
        if len(set(designated)) > 1:
            raise Refused("ERANGE")


def main():
    driver = Driver()
    for line in sys.stdin:
        message = json.loads(line)
        try:
            if message["op"] == "reset":
                answer = driver.reset(message["universe"])
            elif message["op"] == "apply":
                answer = driver.apply(message["request"])
            else:
                answer = driver.observe(message["hook"])
        except Skip as skip:
            answer = {"skip": str(skip)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

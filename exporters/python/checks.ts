/** What is compared of hooks with slots. It stands behind FRAME. */
export const CHECKS = `

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
    elif not Trace.hooks[hook].is_misnamed:
        compare(hook, "ENODEV" if Trace.hooks[hook].device else "ENOENT", errno_name(result))


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
`;

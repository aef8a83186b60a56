/** What is compared, and how it is printed. */
export const CHECKS = `

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
    by(None)
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
`;

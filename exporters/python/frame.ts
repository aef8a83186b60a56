/** Steps, and how what they come to is printed. */
export const FRAME = `

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
        shown = ["(empty)" if each == "" else each for each in (expected, found)]
        Steps.differences.append(f"{what}: expected {shown[0]}, found {shown[1]}")


def outcome(expected, result):
    by(None)
    compare("outcome", expected, errno_name(result))


def name_of(is_link, number):
    for name, each in Trace.objects.items():
        if each.id == number and each.is_link == is_link:
            return name
    return f"id:{number}"
`;

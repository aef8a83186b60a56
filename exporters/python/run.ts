/** Each trace in a process of its own, one after another. */
export const RUN = `

def run_trace(run):
    """Takes the present process through a trace; gives its exit code."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    for each in (*STOPPING, signal.SIGPIPE):
        if signal.getsignal(each) != signal.SIG_IGN or each == signal.SIGPIPE:
            signal.signal(each, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    try:
        made = create_map()
        if made in (-errno.EPERM, -errno.ENOSYS):
            skip("bpf(2) cannot be used here", made)
        Trace.map_fd = must("a map", made)
        Trace.other_prog_fd = must("load of a program", load(TYPE_SCHED_CLS, 0, -1))
        run()
    except Ended as ended:
        return ended.args[0]
    finish_step()
    # What is attached to a device is released with it at once, where closing would wait for every link.
    delete_devices()
    print(f"{'not ok' if Steps.is_over else 'ok'} {Trace.number} - {Trace.title}")
    return FAILED if Steps.is_over else PASSED


def run_apart(run):
    """Runs a trace in a process of its own, whose end closes every fd; gives its exit code."""
    sys.stdout.flush()
    # No signal comes before it is known whom to end.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    child = os.fork()
    if child == 0:
        code = FAILED
        try:
            code = run_trace(run)
            sys.stdout.flush()
        except BrokenPipeError:
            pass
        except Exception as error:
            print(f"not ok {Trace.number} - {Trace.title}\\n# {error!r}")
            sys.stdout.flush()
        finally:
            os._exit(code)
    Stopped.child = child
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    status = os.waitpid(child, 0)[1]
    Stopped.child = None
    clean_up(Trace.number)
    if os.WIFSIGNALED(status):
        print(f"not ok {Trace.number} - {Trace.title}\\n# killed by signal {os.WTERMSIG(status)}")
        return FAILED
    return os.WEXITSTATUS(status)


STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGXFSZ)


class Stopped:
    """The signal that is to end this program, and the process of the trace that is running."""

    by = child = None


def stop(number, _):
    Stopped.by = number
    if Stopped.child is not None:
        tried(os.kill, Stopped.child, signal.SIGKILL)


def main():
    # Where a field names nothing it is 0, which some commands read as fd 0: it must be open, and no BPF object.
    null = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null, 0)
    print("TAP version 14")
    result = called(LIBC.unshare(CLONE_NEWNET))
    if result < 0:
        print(f"1..0 # SKIP no network namespace can be made ({errno_name(result)})")
        return SKIPPED
    for each in STOPPING:
        if signal.getsignal(each) != signal.SIG_IGN:
            signal.signal(each, stop)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    codes = []
    try:
        begin_all()
        print(f"1..{len(TRACES)}")
        for number, (title, run, reason) in enumerate(TRACES, 1):
            if Stopped.by is not None:
                break
            Trace.number, Trace.title = number, title
            if run is None:
                print(f"ok {number} - {title} # SKIP {reason}")
            codes.append(SKIPPED if run is None else run_apart(run))
    finally:
        end_all()
    if Stopped.by is not None:
        print(f"Bail out! interrupted by signal {int(Stopped.by)}")
        return FAILED
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
        is_output = error.errno in (errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG)
        print(f"{'standard output cannot be written' if is_output else 'failed'}: {error.strerror}", file=sys.stderr)
        os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
        sys.exit(FAILED)
`;

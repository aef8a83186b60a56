/** The cgroups of all traces, and how they go. */
export const CGROUPS = `

def remove_tree(path):
    for directory, _, _ in os.walk(path, topdown=False):
        tried(os.rmdir, directory)


def begin_all():
    """Makes the cgroup that those of all traces are in; none where cgroup2 is not mounted, or cannot be written."""
    with open("/proc/self/mounts") as mounts:
        paths = [line.split()[1] for line in mounts if line.split()[2] == "cgroup2"]
    for path in paths:
        try:
            Trace.all_traces = tempfile.mkdtemp(prefix=f"mprog-export-{os.getpid()}-", dir=path)
            return
        except OSError as error:
            Trace.no_cgroup = -error.errno


def clean_up(number):
    """Removes what is left of a trace when its process has ended."""
    if Trace.all_traces is not None:
        remove_tree(f"{Trace.all_traces}/{number}")


def end_all():
    if Trace.all_traces is not None:
        remove_tree(Trace.all_traces)
`;

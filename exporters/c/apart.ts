/**
 * Each trace in a process of its own, and how everything is cleaned up. A format has before it: begin_trace, which makes what every
 * trace has, and play, which makes the steps and gives an exit code.
 */
export const APART = `
static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	stopped = signal;
}

static const int STOPPING[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };

static void on_signals(void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	for (size_t index = 0; index < sizeof(STOPPING) / sizeof(*STOPPING); index++)
		sigaction(STOPPING[index], &action, NULL);
}

static void remove_tree(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		char below[2 * PATH_MAX];

		if (entry->d_type != DT_DIR || !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
		remove_tree(below);
	}
	if (directory)
		closedir(directory);
	rmdir(path);
}

/* Makes the cgroup that those of all traces are in; none where cgroup2 is not mounted, or cannot be written. */
static void make_cgroup_of_all(void)
{
	FILE *mounts = fopen("/proc/self/mounts", "r");
	char line[2 * PATH_MAX], path[PATH_MAX / 2], type[64];

	while (mounts && !*all_traces && fgets(line, sizeof(line), mounts)) {
		if (sscanf(line, "%*s %2000s %60s", path, type) != 2 || strcmp(type, "cgroup2"))
			continue;
		snprintf(all_traces, sizeof(all_traces), "%s/mprog-export-%d", path, getpid());
		if (mkdir(all_traces, 0700))
			*all_traces = 0;
	}
	if (mounts)
		fclose(mounts);
}

static void remove_cgroup_of_all(void)
{
	if (*all_traces)
		remove_tree(all_traces);
	*all_traces = 0;
}

static void run_trace(const struct trace *trace)
{
	int code;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	on_signals(SIG_DFL);
	/* Where a field names nothing it is 0, which some commands read as fd 0: it must be open, and no BPF object. */
	dup2(open("/dev/null", O_RDONLY), 0);
	begin_trace();
	code = play(trace);
	/* What is attached to a device is released with it at once, where closing would wait for every link. */
	for (int index = 0; index < device_count; index++)
		delete_device(devices[index].ifindex);
	leave(code);
}

/* Runs a trace in a process of its own; gives its exit code. */
static int run_apart(const struct trace *trace, int number)
{
	char path[PATH_MAX + 64], signal[32];
	int status = 0;
	pid_t child;

	number_now = number;
	title_now = trace->title;
	fflush(stdout);
	child = fork();
	if (!child)
		run_trace(trace);
	if (child < 0) {
		broken("fork", errno_name(-errno));
		return FAILED;
	}
	while (waitpid(child, &status, 0) < 0)
		if (stopped)
			kill(child, SIGKILL);
	if (*all_traces) {
		snprintf(path, sizeof(path), "%s/%d", all_traces, number);
		remove_tree(path);
	}
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	snprintf(signal, sizeof(signal), "signal %d", WTERMSIG(status));
	broken("killed", signal);
	return FAILED;
}
`;

/**
 * Each trace in a process of its own. A format has before it: begin_trace, which makes what every trace has, play, which makes the steps
 * and gives an exit code, delete_devices, and clean_up, which removes what is left of a trace when its process has ended.
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
	delete_devices();
	leave(code);
}

/* Runs a trace in a process of its own; gives its exit code. */
static int run_apart(const struct trace *trace, int number)
{
	char signal[32];
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
	clean_up(number);
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	snprintf(signal, sizeof(signal), "signal %d", WTERMSIG(status));
	broken("killed", signal);
	return FAILED;
}
`;

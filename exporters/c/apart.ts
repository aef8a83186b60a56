/**
 * Each trace in a process of its own. A format has before it: begin_trace, which makes what every trace has, play, which makes the steps
 * and gives an exit code, delete_devices, and clean_up, which removes what is left of a trace when its process has ended.
 */
export const APART = `
static volatile sig_atomic_t stopped;

static void stop(int number)
{
	stopped = number;
}

static const int STOPPING[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGXFSZ };

enum { STOPPING_COUNT = sizeof(STOPPING) / sizeof(*STOPPING) };

/* What was to happen before at these signals, and at the end of a child. */
static struct sigaction former[STOPPING_COUNT], former_of_children;

/* Ends in good order at signals, but for those that were ignored. */
static void take_signals(void)
{
	struct sigaction stopping = { .sa_handler = stop }, usual = { .sa_handler = SIG_DFL };

	for (int index = 0; index < STOPPING_COUNT; index++) {
		sigaction(STOPPING[index], NULL, &former[index]);
		if (former[index].sa_handler != SIG_IGN)
			sigaction(STOPPING[index], &stopping, NULL);
	}
	sigaction(SIGCHLD, &usual, &former_of_children);
}

static void give_back_signals(void)
{
	for (int index = 0; index < STOPPING_COUNT; index++)
		sigaction(STOPPING[index], &former[index], NULL);
	sigaction(SIGCHLD, &former_of_children, NULL);
}

static void run_trace(const struct trace *trace)
{
	int code;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int index = 0; index < STOPPING_COUNT; index++)
		if (former[index].sa_handler != SIG_IGN)
			signal(STOPPING[index], SIG_DFL);
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
	char ending[32];
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
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR) {
			broken("waitpid", errno_name(-errno));
			return FAILED;
		}
		if (stopped)
			kill(child, SIGKILL);
	}
	clean_up(number);
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	snprintf(ending, sizeof(ending), "signal %d", WTERMSIG(status));
	broken("killed", ending);
	return FAILED;
}
`;

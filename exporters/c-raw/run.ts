/** The traces one after another, as KTAP. */
export const RUN = String.raw`
static int run_or_skip(const struct trace *trace, int number)
{
	if (trace->run)
		return run_apart(trace, number);
	printf("ok %d %s # SKIP %s\n", number, trace->title, trace->skipped);
	return SKIPPED;
}

/* What the kernel writes to its log where something in it went wrong. */
static const char *const ALARMS[] = {
	"WARNING:", "BUG:", "Oops", "refcount_t:", "KASAN", "UBSAN", "general protection", "suspicious RCU",
	"possible recursive locking"
};

/* The kernel log from now on; -1 where it cannot be read. */
static int kernel_log(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		lseek(fd, 0, SEEK_END);
	return fd;
}

/* The last test: whether the kernel warned of nothing meanwhile. */
static int kernel_kept_quiet(int log, int error)
{
	char line[8192];
	int alarms = 0;
	ssize_t size;

	if (log < 0) {
		printf("ok %d the kernel warns of nothing # SKIP /dev/kmsg cannot be read (%s)\n", TRACES + 1, errno_name(-error));
		return SKIPPED;
	}
	/* EPIPE: lines were written over before they were read. */
	while ((size = read(log, line, sizeof(line) - 1)) > 0 || (size < 0 && errno == EPIPE)) {
		bool is_alarm = false;

		line[size > 0 ? size : 0] = 0;
		line[strcspn(line, "\n")] = 0;
		for (size_t index = 0; index < sizeof(ALARMS) / sizeof(*ALARMS); index++)
			is_alarm |= strstr(line, ALARMS[index]) != NULL;
		if (is_alarm && alarms++ < 10)
			printf("# %s\n", line);
	}
	close(log);
	printf("%sok %d the kernel warns of nothing\n", alarms ? "not " : "", TRACES + 1);
	return alarms ? FAILED : PASSED;
}

int main(void)
{
	int of[SKIPPED + 1] = { 0 };
	int log = kernel_log(), log_error = log < 0 ? errno : 0;

	printf("KTAP version 1\n");
	if (unshare(CLONE_NEWNET)) {
		printf("1..0 # SKIP no network namespace can be made (%s)\n", errno_name(-errno));
		return SKIPPED;
	}
	take_signals();
	begin_all();
	printf("1..%d\n", TRACES + 1);
	for (int index = 0; index < TRACES && !stopped; index++) {
		int code = run_or_skip(&traces[index], index + 1);

		of[code == PASSED || code == SKIPPED ? code : FAILED]++;
	}
	end_all();
	if (!stopped)
		of[kernel_kept_quiet(log, log_error)]++;
	if (stopped)
		printf("# interrupted by signal %d\n", stopped);
	printf("# Totals: pass:%d fail:%d xfail:0 xpass:0 skip:%d error:0\n", of[PASSED], of[FAILED], of[SKIPPED]);
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "standard output cannot be written: %s\n", strerror(errno));
		return FAILED;
	}
	return stopped || of[FAILED] ? FAILED : of[PASSED] > (log >= 0) ? PASSED : SKIPPED;
}
`;

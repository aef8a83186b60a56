/** The traces one after another, as KTAP. */
export const RUN = String.raw`
static int run_or_skip(const struct trace *trace, int number)
{
	if (trace->run)
		return run_apart(trace, number);
	printf("ok %d %s # SKIP %s\n", number, trace->title, trace->skipped);
	return SKIPPED;
}

int main(void)
{
	int of[SKIPPED + 1] = { 0 };

	printf("KTAP version 1\n");
	if (unshare(CLONE_NEWNET)) {
		printf("1..0 # SKIP no network namespace can be made (%s)\n", errno_name(-errno));
		return SKIPPED;
	}
	on_signals(stop);
	make_cgroup_of_all();
	printf("1..%d\n", TRACES);
	for (int index = 0; index < TRACES && !stopped; index++) {
		int code = run_or_skip(&traces[index], index + 1);

		of[code == PASSED || code == SKIPPED ? code : FAILED]++;
	}
	remove_cgroup_of_all();
	if (stopped)
		printf("# interrupted by signal %d\n", stopped);
	printf("# Totals: pass:%d fail:%d xfail:0 xpass:0 skip:%d error:0\n", of[PASSED], of[FAILED], of[SKIPPED]);
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "standard output cannot be written: %s\n", strerror(errno));
		return FAILED;
	}
	return stopped || of[FAILED] ? FAILED : of[PASSED] ? PASSED : SKIPPED;
}
`;

/** How a trace is played. It stands before APART. */
export const PLAY = `
/* test_progs keeps what is printed in memory of its own process: a trace prints to a file instead, which is copied afterwards. */
static FILE *printed;

static void begin_trace(void)
{
	long map;

#if defined(IN_TREE) && defined(__GLIBC__)
	if (printed)
		stdout = printed;
#endif
	map = bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, 4, 1, NULL);
	if (map == -EPERM || map == -ENOSYS)
		skip("bpf(2) cannot be used here", map);
	map_fd = must("a map", map);
	other_prog_fd = must("load of a program", load(BPF_PROG_TYPE_SCHED_CLS, 0, -1));
}

static int play(const struct trace *trace)
{
	return trace->run() ? PASSED : FAILED;
}

static void copy_printed(void)
{
	char text[1024];
	size_t length;

	rewind(printed);
	while ((length = fread(text, 1, sizeof(text), printed)))
		fwrite(text, 1, length, stdout);
	fclose(printed);
	printed = NULL;
}
`;

/** The traces one after another, as the test of this name. */
export const runText = (test: string): string => String.raw`
static void run_subtest(const struct trace *trace, int number)
{
	int code = SKIPPED;

	if (!test__start_subtest(trace->title))
		return;
	if (!trace->run) {
		printf("skipped: %s\n", trace->skipped);
	} else {
#ifdef IN_TREE
		printed = tmpfile();
#endif
		code = run_apart(trace, number);
		if (printed)
			copy_printed();
	}
	if (code == SKIPPED)
		test__skip();
	else if (code != PASSED)
		test__fail();
}

/* In a network namespace of its own, and in cgroups of its own; nothing is left where a signal comes. */
void test_${test}(void)
{
	int namespace = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	if (namespace < 0 || unshare(CLONE_NEWNET)) {
		printf("skipped: no network namespace can be made (%s)\n", errno_name(-errno));
		test__skip();
		return;
	}
	take_signals();
	begin_all();
	for (int index = 0; index < TRACES && !stopped; index++)
		run_subtest(&traces[index], index + 1);
	end_all();
	give_back_signals();
	if (!ASSERT_OK(setns(namespace, CLONE_NEWNET), "return to the network namespace"))
		test__fail();
	close(namespace);
	fflush(stdout);
	if (stopped)
		raise(stopped);
}

#ifndef IN_TREE
int main(void)
{
	test_${test}();
	end_subtest();
	printf("Summary: %d PASSED, %d SKIPPED, %d FAILED\n", passes, skips, failures);
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "standard output cannot be written: %s\n", strerror(errno));
		return FAILED;
	}
	return failures ? FAILED : passes ? PASSED : SKIPPED;
}
#endif
`;

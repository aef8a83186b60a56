/** Steps, and how what they come to is printed. */
export const FRAME = String.raw`
/* Steps and what they must come to, as KTAP. */

static int step_number, step_count;
static const char *step_title;
static int has_failed, is_over;

static void finish_step(void)
{
	if (step_title)
		printf("  %s %d %s\n", has_failed ? "not ok" : "ok", step_number, step_title);
	step_title = NULL;
	is_over |= has_failed;
}

static void plan(int steps)
{
	step_count = steps;
	printf("  KTAP version 1\n  1..%d\n", steps);
}

/* Whether to make a step: not once one has failed. */
static int step(const char *title)
{
	finish_step();
	step_number++;
	if (is_over) {
		printf("  ok %d %s # SKIP not run: an earlier step failed\n", step_number, title);
		return 0;
	}
	step_title = title;
	return 1;
}

static void compare(const char *where, const char *what, const char *expected, const char *found)
{
	if (!strcmp(expected, found))
		return;
	printf("  # %s%s: expected %s, found %s\n", where, what, *expected ? expected : "(empty)", *found ? found : "(empty)");
	has_failed = 1;
}

static void compare_number(const char *where, const char *what, uint64_t expected, uint64_t found)
{
	char texts[2][32];

	snprintf(texts[0], sizeof(texts[0]), "%llu", (unsigned long long)expected);
	snprintf(texts[1], sizeof(texts[1]), "%llu", (unsigned long long)found);
	compare(where, what, texts[0], texts[1]);
}

static void outcome(const char *expected, long result)
{
	by(PRIVILEGED);
	compare("outcome", "", expected, errno_name(result));
}
`;

/** How a trace is played. It stands behind NAMED and FRAME. */
export const PLAY = String.raw`
static void begin_trace(void)
{
	long map = create_map(4);

	if (map == -EPERM || map == -ENOSYS)
		skip("bpf(2) cannot be used here", map);
	map_fd = must("a map", map);
	other_prog_fd = must("load of a program", load(TYPE_SCHED_CLS, 0, -1));
}

static int play(const struct trace *trace)
{
	trace->run();
	finish_step();
	printf("%s %d %s\n", is_over ? "not ok" : "ok", number_now, title_now);
	return is_over ? FAILED : PASSED;
}
`;

/** What the rest of a program needs of bpf(2), by libbpf. It stands before WORLD. */
export const LIBBPF = String.raw`
/* A program that does nothing but return a value: r0 = value; exit. */
static long load(uint32_t type, uint32_t attach_type, int returns)
{
	struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = returns },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = attach_type);

	return bpf_prog_load(type, NULL, "GPL", insns, 2, &opts);
}

/* The beginning of the information on a program or link: its type, its id. */
static long info_of_fd(int fd, void *info, uint32_t size)
{
	memset(info, 0, size);
	return bpf_obj_get_info_by_fd(fd, info, &size);
}

static long fd_by_id(uint32_t id)
{
	return bpf_link_get_fd_by_id(id);
}

/* Pins below an fd of a bpffs. */

static long pin_at(int directory, const char *name, uint32_t fd)
{
	LIBBPF_OPTS(bpf_obj_pin_opts, opts, .file_flags = PATH_FD, .path_fd = directory);

	return bpf_obj_pin_opts(fd, name, &opts);
}

static long get_at(int directory, const char *name)
{
	LIBBPF_OPTS(bpf_obj_get_opts, opts, .file_flags = PATH_FD, .path_fd = directory);

	return bpf_obj_get_opts(name, &opts);
}

struct query {
	struct bpf_prog_query_opts opts;
	struct lists lists;
};

static void with_arrays(struct query *query)
{
	if (known >= LINKS) {
		query->opts.link_ids = query->lists.links;
		query->opts.link_attach_flags = query->lists.link_flags;
	}
	if (known >= FLAGS)
		query->opts.prog_attach_flags = query->lists.prog_flags;
}

/* Finds out how much of a query of a cgroup the kernel knows; libbpf gives 0 for a revision that is not told. */
static void find_known(uint32_t target, uint32_t attach_type)
{
	static struct query query;

	for (known = REVISION; ; known--) {
		memset(&query, 0, sizeof(query));
		query.opts.sz = sizeof(query.opts);
		with_arrays(&query);
		if (bpf_prog_query_opts(target, attach_type, &query.opts) != -EINVAL || known == IDS)
			return;
	}
}

/* How many programs a query finds. */
static long count_of(uint32_t target, uint32_t attach_type, uint32_t query_flags, uint32_t *count)
{
	LIBBPF_OPTS(bpf_prog_query_opts, opts, .query_flags = query_flags);
	long result = bpf_prog_query_opts(target, attach_type, &opts);

	*count = opts.count;
	return result;
}

/* A link of another kind than those of hooks. */
static long link_at_namespace(int namespace, uint32_t prog)
{
	return bpf_link_create(prog, namespace, BPF_SK_LOOKUP, NULL);
}

/* How a trace that has no result of its steps is printed. */

static void cannot_run(const char *why, const char *how)
{
	printf("skipped: %s (%s)\n", why, how);
}

static void broken(const char *what, const char *how)
{
	printf("%s: %s\n", what, how);
}
`;

/** The calls of steps that are more than one of libbpf, and what must be there afterwards. It stands behind LISTS. */
export const CHECKS = `
/* The step that is made. */
static char step_name[512];
static int step_number;

static void step(const char *title)
{
	snprintf(step_name, sizeof(step_name), "step %d: %s", ++step_number, title);
}

/* Where in a step something is compared. */
static const char *in_step(const char *where, const char *what)
{
	static char name[sizeof(step_name) + 128];

	snprintf(name, sizeof(name), "%s: %s%s", step_name, where, what);
	return name;
}

static int link_made(const char *name, int fd)
{
	if (fd >= 0)
		came_to_be(object_named(name), fd);
	return fd < 0 ? fd : 0;
}

static int reopened(const char *name, int fd)
{
	if (fd >= 0)
		opened(object_named(name), fd);
	return fd < 0 ? fd : 0;
}

static void prefill(const char *hook, const char *prog, uint32_t flags)
{
	LIBBPF_OPTS(bpf_prog_attach_opts, opts, .flags = flags);

	must("prefill", bpf_prog_attach_opts(fd_of(prog), target_of(hook), hook_named(hook)->attach_type, &opts));
}

static void prepare(struct query *query, uint32_t query_flags, uint32_t count)
{
	memset(query, 0, sizeof(*query));
	query->opts.sz = sizeof(query->opts);
	query->opts.query_flags = query_flags;
	query->opts.count = count;
	query->opts.prog_ids = query->lists.progs;
}

static int run_query(struct query *query, const char *hook)
{
	return bpf_prog_query_opts(target_of(hook), hook_named(hook)->attach_type, &query->opts);
}

/* What a query with ample room shows of a hook. */
static int look(struct query *query, const char *hook)
{
	prepare(query, 0, MOST_SLOTS);
	with_arrays(query);
	return run_query(query, hook);
}

/* Values of expected_revision. */
static uint64_t current(const char *hook)
{
	static struct query query;

	return look(&query, hook) ? 1 : query.opts.revision;
}

static uint64_t stale(const char *hook)
{
	return current(hook) + 7;
}

/* The query that a step asked for last, and its result. */
static struct query asked;
static uint32_t asked_room;
static int asked_cgroup, asked_result;

static int prog_query(const char *hook, const struct asking *asking)
{
	bool has_buffer = asking->room >= 0;

	asked_cgroup = !hook_named(hook)->device;
	asked_room = has_buffer ? asking->room : 0;
	prepare(&asked, asking->query_flags, has_buffer ? asked_room : MOST_SLOTS);
	if (!has_buffer)
		asked.opts.prog_ids = NULL;
	if (asked_cgroup || has_buffer)
		with_arrays(&asked);
	if (asked_cgroup ? !asking->wants_prog_flags : !has_buffer)
		asked.opts.prog_attach_flags = NULL;
	return asked_result = run_query(&asked, hook);
}

/* libbpf gives 0 for what the kernel did not write, which is also the revision of old cgroups. */
static bool is_answered(void)
{
	return !asked_result || asked_result == -ENOSPC || asked.opts.revision;
}

/* Compares a list: its revision, how many slots there are, and those that there was room for. */
static bool has_list(const char *where, const struct query *query, uint32_t room, uint32_t common, uint64_t revision,
		     uint32_t count, const char *slots)
{
	uint32_t shown = query->opts.count < room ? query->opts.count : room;
	const char *found = text_of(&query->lists, shown, query->opts.prog_attach_flags ? common : 0);
	bool holds = ASSERT_STREQ(found, slots, in_step(where, ", slots"));

	holds &= ASSERT_EQ(query->opts.revision, revision, in_step(where, ", revision"));
	holds &= ASSERT_EQ(query->opts.count, count, in_step(where, ", count"));
	return holds;
}

/* What a query with ample room must show of a hook. */
static bool shows(const char *hook, uint64_t revision, uint32_t count, const char *slots)
{
	static struct query query;

	return ASSERT_OK(look(&query, hook), in_step(hook, ", query")) &&
	       has_list(hook, &query, MOST_SLOTS, hook_named(hook)->device ? 0 : query.opts.attach_flags, revision,
			count, slots);
}

static bool shows_mode(const char *hook, const char *mode)
{
	static struct query query;

	return ASSERT_OK(look(&query, hook), in_step(hook, ", query")) &&
	       ASSERT_STREQ(mode_name(query.opts.attach_flags), mode, in_step(hook, ", mode"));
}

static bool shows_effective(const char *hook, const char *progs)
{
	static struct query query;

	prepare(&query, BPF_F_QUERY_EFFECTIVE, MOST_SLOTS);
	return ASSERT_OK(run_query(&query, hook), in_step(hook, ", query of the effective list")) &&
	       ASSERT_STREQ(text_of(&query.lists, query.opts.count, 0), progs, in_step(hook, ", effective list"));
}

/* The device or cgroup of a hook must be gone. */
static bool shows_nothing(const char *hook)
{
	static struct query query;

	int result = look(&query, hook);

	return ASSERT_EQ(result, hook_named(hook)->is_misnamed && result < 0 ? result : gone(hook), in_step(hook, ", which is gone"));
}

/* What the query of a step must have written. */
static bool wrote(uint64_t revision, uint32_t count, const char *slots)
{
	return ASSERT_EQ(is_answered(), true, in_step("answer", "")) &&
	       has_list("answer", &asked, asked_room, asked_cgroup ? asked.opts.attach_flags : 0, revision, count, slots);
}

static bool wrote_mode(const char *mode)
{
	return ASSERT_STREQ(mode_name(asked.opts.attach_flags), mode, in_step("answer", ", mode"));
}

static bool wrote_nothing(void)
{
	return ASSERT_EQ(is_answered(), false, in_step("answer", ""));
}
`;

/** The calls that steps make, and what is compared afterwards. */
export const STEPS = `
/* The calls that steps make. */

/* Makes ready what the kernel writes to in a query. */
static void wipe(struct query *query, uint32_t count)
{
	memset(&query->lists, 0, sizeof(query->lists));
	query->attr.count = count;
	query->attr.attach_flags = 0;
	query->attr.revision = known == REVISION ? UNWRITTEN : 0;
}

static long run_query(struct query *query)
{
	wipe(query, MOST_SLOTS);
	return bpf(BPF_PROG_QUERY, &query->attr, sizeof(query->attr));
}

static void prepare(struct query *query, const char *hook, uint32_t query_flags)
{
	struct hook *at = hook_named(hook);

	memset(query, 0, sizeof(*query));
	query->attr.target = at->target;
	query->attr.attach_type = at->attach_type;
	query->attr.query_flags = query_flags;
	query->attr.prog_ids = address(query->lists.progs);
}

/* What a query with ample room shows of a hook. */
static long look(struct query *query, const char *hook)
{
	prepare(query, hook, 0);
	with_arrays(query);
	return run_query(query);
}

/* Values of expected_revision. */
static uint64_t current(const char *hook)
{
	static struct query query;

	return look(&query, hook) < 0 ? 1 : query.attr.revision;
}

static uint64_t stale(const char *hook)
{
	return current(hook) + 7;
}

static long prog_attach(const char *hook, const struct values *values)
{
	return attach_or_detach(BPF_PROG_ATTACH, hook_named(hook)->target, hook_named(hook)->attach_type, values);
}

static long prog_detach(const char *hook, const struct values *values)
{
	return attach_or_detach(BPF_PROG_DETACH, hook_named(hook)->target, hook_named(hook)->attach_type, values);
}

static void prefill(const char *hook, const struct values *values)
{
	must("prefill", prog_attach(hook, values));
}

static long link_create(const char *hook, const char *link, const struct values *values)
{
	long result = create_link(hook_named(hook)->target, hook_named(hook)->attach_type, values);

	if (result >= 0)
		came_to_be(object_named(link), result);
	return result;
}

static long link_update(const struct values *values) { return update_link(values); }
static long link_detach(const struct values *values) { return bpf_of(BPF_LINK_DETACH, values->link); }

#define VALUES(...) &(struct values){ __VA_ARGS__ }

static long reopened(int command, const char *name)
{
	long result = bpf_of(command, id_of(name));

	if (result >= 0)
		opened(object_named(name), result);
	return result;
}

static long link_open(const char *name) { return reopened(BPF_LINK_GET_FD_BY_ID, name); }
static long prog_open(const char *name) { return reopened(BPF_PROG_GET_FD_BY_ID, name); }

/* The query that a step asked for last. */
static struct query asked;
static uint32_t asked_room;
static int asked_cgroup;

static long prog_query(const char *hook, const struct asking *asking)
{
	size_t size = asking->is_short ? offsetof(struct query, attr.revision) : sizeof(asked.attr);
	long result;

	asked_cgroup = !hook_named(hook)->device;
	prepare(&asked, hook, asking->query_flags);
	asked_room = asking->room < 0 ? 0 : asking->room;
	if (asking->room < 0)
		asked.attr.prog_ids = 0;
	if (asked_cgroup || asking->room >= 0)
		with_arrays(&asked);
	if (asked_cgroup ? !asking->wants_prog_flags : asking->room < 0)
		asked.attr.prog_flags = 0;
	wipe(&asked, asking->room < 0 ? MOST_SLOTS : asking->room);
	asked.attr.attach_flags = asking->sets_attach_flags ? 1 << 3 : 0;
	result = bpf_by_caller(BPF_PROG_QUERY, &asked.attr, size);
	if (asking->is_reused) {
		asked.attr.count = asking->room < 0 ? MOST_SLOTS : asking->room;
		result = bpf_by_caller(BPF_PROG_QUERY, &asked.attr, size);
	}
	/* Such a query is known to be answered by its outcome; a short one gets no revision. */
	if ((asking->is_reused || asking->is_short || known != REVISION) && result && result != -ENOSPC)
		asked.attr.revision = UNWRITTEN;
	else if (asking->is_short)
		asked.attr.revision = 0;
	return result;
}
`;

/** What is compared of hooks with slots. It stands behind FRAME. */
export const CHECKS = `
/* Compares a list: its revision, how many slots there are, and those that there was room for. */
static void compare_list(const char *where, const struct query *query, uint32_t room, uint32_t common, uint64_t revision,
			 uint32_t count, const char *slots)
{
	uint32_t shown = query->attr.count < room ? query->attr.count : room;

	compare(where, ", slots", slots, text_of(&query->lists, shown, query->attr.prog_flags ? common : 0));
	compare_number(where, ", revision", revision, query->attr.revision);
	compare_number(where, ", count", count, query->attr.count);
}

/* What a query with ample room must show of a hook. */
static void shows(const char *hook, uint64_t revision, uint32_t count, const char *slots)
{
	static struct query query;
	long result = look(&query, hook);

	if (result < 0)
		compare(hook, "", "a list", errno_name(result));
	else
		compare_list(hook, &query, MOST_SLOTS, hook_named(hook)->device ? 0 : query.attr.attach_flags, revision,
			     count, slots);
}

static void shows_mode(const char *hook, const char *mode)
{
	static struct query query;
	long result = look(&query, hook);

	compare(hook, ", mode", mode, result < 0 ? errno_name(result) : mode_name(query.attr.attach_flags));
}

static void shows_effective(const char *hook, const char *progs)
{
	static struct query query;
	long result;

	prepare(&query, hook, 1);
	result = run_query(&query);
	compare(hook, ", effective list", progs,
		result < 0 ? errno_name(result) : text_of(&query.lists, query.attr.count, 0));
}

/* The device or cgroup of a hook must be gone. */
static void shows_nothing(const char *hook)
{
	static struct query query;
	long result = look(&query, hook);

	if (result >= 0)
		compare(hook, "", "no hook", "a list");
	else if (!hook_named(hook)->is_misnamed)
		compare(hook, "", errno_name(gone(hook)), errno_name(result));
}

/* What the query of a step must have written. */
static void wrote(uint64_t revision, uint32_t count, const char *slots)
{
	if (asked.attr.revision == UNWRITTEN)
		compare("answer of the query", "", "a list", "nothing");
	else
		compare_list("answer of the query", &asked, asked_room, asked_cgroup ? asked.attr.attach_flags : 0, revision,
			     count, slots);
}

static void wrote_mode(const char *mode)
{
	compare("answer of the query", ", mode", mode, mode_name(asked.attr.attach_flags));
}

static void wrote_nothing(void)
{
	if (asked.attr.revision != UNWRITTEN)
		compare("answer of the query", "", "nothing", "a list");
}
`;

/** The arrays of a query, and how they are printed. It stands after WORLD. */
export const LISTS = `
/* Adds the name of what has an id to a text, or id:NUMBER for what the trace does not know. */
static void add_name(char *text, size_t size, const char *before, int is_link, uint32_t id)
{
	size_t length = strlen(text);

	for (int index = 0; index < object_count; index++)
		if (objects[index].id == id && objects[index].is_link == is_link) {
			snprintf(text + length, size - length, "%s%s", before, objects[index].name);
			return;
		}
	snprintf(text + length, size - length, "%sid:%u", before, id);
}

static void add_flags(char *text, size_t size, uint32_t flags, uint32_t expected)
{
	size_t length = strlen(text);

	if (flags != expected)
		snprintf(text + length, size - length, "!flags=%u", flags);
}

/* The slots that there was room for, as "A B/L1". A slot with flags that are not expected says so. */
static const char *text_of(const struct lists *lists, uint32_t count, uint32_t expected_flags)
{
	static char text[40 * 2 * MOST_SLOTS];

	text[0] = 0;
	for (uint32_t index = 0; index < count && index < MOST_SLOTS; index++) {
		add_name(text, sizeof(text), index ? " " : "", 0, lists->progs[index]);
		add_flags(text, sizeof(text), lists->prog_flags[index], expected_flags);
		if (lists->links[index])
			add_name(text, sizeof(text), "/", 1, lists->links[index]);
		add_flags(text, sizeof(text), lists->link_flags[index], 0);
	}
	return text;
}

static const char *mode_name(uint32_t attach_flags)
{
	static const char *modes[] = { "NONE", "OVERRIDE", "MULTI" };

	return attach_flags < 3 ? modes[attach_flags] : "unknown";
}

/* What the query of a step asks for. */
struct asking {
	int room;			/* -1: no buffer */
	uint32_t query_flags;
	int sets_attach_flags, wants_prog_flags, is_reused, is_short;
};

#define ASKING(...) &(struct asking){ __VA_ARGS__ }
`;

/** The arrays of a query. It stands before the struct of a query. */
export const ARRAYS = `
/* What the kernel writes to in a query. */
struct lists {
	uint32_t progs[MOST_SLOTS], prog_flags[MOST_SLOTS], links[MOST_SLOTS], link_flags[MOST_SLOTS];
};

/*
 * How much of BPF_PROG_QUERY the kernel knows; it refuses an attribute with anything set behind that. The flags of programs are known
 * since Linux 6.0, links since 6.6; a revision is told of a cgroup since 6.17.
 */
static enum { IDS, FLAGS, LINKS, REVISION } known = REVISION;
`;

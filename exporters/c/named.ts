/**
 * The programs and links of a trace by their names. A format has before it: info_of_fd, which calls bpf(2), and cannot_run and broken,
 * which print.
 */
export const NAMED = String.raw`
/* What there is in the trace that is running: each runs in a process of its own. */

/* A program or link. It has no fd once the last one was closed, and keeps its id. */
struct object {
	const char *name;
	int is_link;
	int fds[8];
	int fd_count;
	int is_pinned, lost_pin;
	uint32_t id;
};
static struct object objects[MOST_OBJECTS];
static int object_count;

static uint32_t map_fd, other_prog_fd;

/* The trace cannot be run here. */
static void skip(const char *why, long result)
{
	cannot_run(why, errno_name(result));
	leave(SKIPPED);
}

/* Something fails that no step is about. */
static void die(const char *what, long result)
{
	broken(what, errno_name(result));
	leave(FAILED);
}

static long must(const char *what, long result)
{
	if (result < 0)
		die(what, result);
	return result;
}

#define FIND(what, table, count)							\
	for (int index = 0; index < count; index++)					\
		if (!strcmp(table[index].name, name))					\
			return &table[index];						\
	fprintf(stderr, "there is no " what " %s\n", name);				\
	_exit(FAILED)

static struct object *object_named(const char *name) { FIND("object", objects, object_count); }

static void opened(struct object *object, int fd)
{
	if (object->fd_count == 8)
		die("more fds of an object than there is room for", -ENFILE);
	object->fds[object->fd_count++] = fd;
}

/* Takes the fd that was opened last: one that is not open where there is none. */
static int last_fd(struct object *object)
{
	return object->fd_count ? object->fds[--object->fd_count] : CLOSED_FD;
}

/* The id of a program or link. */
static uint32_t id_of_fd(int fd)
{
	uint32_t info[2];

	return info_of_fd(fd, info, sizeof(info)) < 0 ? UNKNOWN_ID : info[1];
}

static void came_to_be(struct object *object, int fd)
{
	object->fd_count = 0;
	opened(object, fd);
	object->id = id_of_fd(fd);
}

/* What a field of bpf_attr has to name a program or link. */
static uint32_t fd_of(const char *name)
{
	struct object *object = object_named(name);

	return object->fd_count ? object->fds[object->fd_count - 1] : CLOSED_FD;
}

static uint32_t id_of(const char *name)
{
	return object_named(name)->id;
}

/* A name that link_create may give. */
static void link_name(const char *name)
{
	objects[object_count++] = (struct object){ .name = name, .is_link = 1, .id = UNKNOWN_ID };
}

/* A network namespace that nobody is in. */
static int elsewhere(void)
{
	static int other_namespace;
	int here;

	if (other_namespace)
		return other_namespace;
	here = must("open of the network namespace", called(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)));
	must("another network namespace", called(unshare(CLONE_NEWNET)));
	other_namespace = must("open of another", called(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)));
	must("the way back", called(setns(here, CLONE_NEWNET)));
	close(here);
	return other_namespace;
}
`;

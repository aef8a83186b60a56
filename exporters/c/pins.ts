/**
 * Pins of links. It stands behind WORLD. A format has before it: pin_at and get_at, which call bpf(2), fd_by_id and info_of_fd, and
 * current, which gives a revision.
 */
export const PINS = `
/* Pins of links, in a bpffs that is mounted nowhere: it hangs on an fd, and goes with it. */

enum { OF_CGROUP = 3 };			/* the type of a link at a cgroup, whose id has 64 bits */

static int bpffs;

static void mount_bpffs(void)
{
	int context = called(syscall(SYS_fsopen, "bpf", 1));
	long result = context;

	if (context >= 0)
		result = called(syscall(SYS_fsconfig, context, 6, NULL, NULL, 0));
	if (result >= 0)
		result = bpffs = called(syscall(SYS_fsmount, context, 1, 0));
	if (result < 0)
		skip("no bpffs can be mounted", result);
	close(context);
	result = get_at(bpffs, "none");
	if (result != -ENOENT)
		skip("this kernel pins nothing below an fd", result);
}

static long link_pin(const char *name)
{
	long result = pin_at(bpffs, name, fd_of(name));

	if (!result)
		object_named(name)->is_pinned = 1;
	return result;
}

static long link_get(const char *name)
{
	long result = get_at(bpffs, name);

	if (result >= 0)
		opened(object_named(name), result);
	return result < 0 ? result : 0;
}

/* The revisions and the counts of all hooks together. */
static uint64_t state_of_hooks(void)
{
	uint64_t sum = 0;

	for (int index = 0; index < hook_count; index++) {
		uint32_t count;

		if (count_of(hooks[index].target, hooks[index].attach_type, 0, &count) >= 0)
			sum += current(hooks[index].name) + ((uint64_t)count << 32);
	}
	return sum;
}

/* Whether a link is there, and attached: then its information names a device or a cgroup. */
static void find_link(uint32_t id, int *is_there, int *is_attached)
{
	uint32_t info[8] = { 0 };
	long fd = fd_by_id(id);

	*is_there = fd != -ENOENT;
	*is_attached = fd >= 0 && info_of_fd(fd, info, sizeof(info)) >= 0 && (info[4] || (info[0] == OF_CGROUP && info[5]));
	if (fd >= 0)
		close(fd);
}

/* What there is before a link loses its last holder. */
struct ending {
	uint32_t id;
	int was_there, was_attached;
	uint64_t hooks;
};

static struct ending before_end(const struct object *link)
{
	struct ending ending = { .id = link->id, .hooks = state_of_hooks() };

	find_link(ending.id, &ending.was_there, &ending.was_attached);
	return ending;
}

/* Waits until a link is gone: a pin holds it for a while after its end, up to Linux 6.16 for a grace period. */
static void await_end(const struct ending *ending)
{
	struct timespec pause = { .tv_nsec = 1000000 };

	for (int attempt = 0; attempt < 60000; attempt++) {
		int is_there, is_attached;

		find_link(ending->id, &is_there, &is_attached);
		if (!is_there && (!ending->was_attached || state_of_hooks() != ending->hooks))
			return;
		nanosleep(&pause, NULL);
	}
	die("the end of a link", -ETIMEDOUT);
}

static long link_unpin(const char *name)
{
	struct object *link = object_named(name);
	struct ending ending = before_end(link);
	long result = called(unlinkat(bpffs, name, 0));

	if (result)
		return result;
	link->is_pinned = 0;
	link->lost_pin = 1;
	if (!link->fd_count)
		await_end(&ending);
	return 0;
}
`;

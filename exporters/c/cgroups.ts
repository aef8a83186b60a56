/** The cgroups of all traces, and how they go. It stands before WORLD. */
export const CGROUPS = `
/* The cgroup that those of this trace are in, and that of all traces. */
static char top[64 + PATH_MAX];
static char all_traces[PATH_MAX];
static int no_cgroup = -ENOENT;		/* why there is none */

static void remove_tree(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		char below[2 * PATH_MAX];

		if (entry->d_type != DT_DIR || !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
		remove_tree(below);
	}
	if (directory)
		closedir(directory);
	rmdir(path);
}

/* Makes the cgroup that those of all traces are in; none where cgroup2 is not mounted, or cannot be written. */
static void begin_all(void)
{
	FILE *mounts = fopen("/proc/self/mounts", "r");
	char line[2 * PATH_MAX], path[PATH_MAX / 2], type[64];

	while (mounts && !*all_traces && fgets(line, sizeof(line), mounts)) {
		if (sscanf(line, "%*s %2000s %60s", path, type) != 2 || strcmp(type, "cgroup2"))
			continue;
		snprintf(all_traces, sizeof(all_traces), "%s/mprog-export-%d-XXXXXX", path, getpid());
		if (mkdtemp(all_traces))
			break;
		no_cgroup = -errno;
		*all_traces = 0;
	}
	if (mounts)
		fclose(mounts);
}

static void end_all(void)
{
	if (*all_traces)
		remove_tree(all_traces);
	*all_traces = 0;
}

static void clean_up(int number)
{
	char path[PATH_MAX + 64];

	if (!*all_traces)
		return;
	snprintf(path, sizeof(path), "%s/%d", all_traces, number);
	remove_tree(path);
}
`;

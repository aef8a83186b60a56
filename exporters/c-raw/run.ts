/** What is included and defined before everything else. */
export const HEAD = `
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

/* Few traces need all of what follows. */
#pragma GCC diagnostic ignored "-Wunused-function"

#define CLOSED_FD 0x7fffffff		/* an fd that is not open */
#define UNKNOWN_ID 0x7fffffff		/* an id that nothing has */

/* What a trace comes to: the exit code of its process, and of the program. */
enum { PASSED = 0, FAILED = 1, SKIPPED = 4 };
`;

/** The traces one after another, each in a process of its own, and how everything is cleaned up. */
export const RUN = String.raw`
static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	stopped = signal;
}

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
static void make_cgroup_of_all(void)
{
	FILE *mounts = fopen("/proc/self/mounts", "r");
	char line[2 * PATH_MAX], path[PATH_MAX / 2], type[64];

	while (mounts && !*all_traces && fgets(line, sizeof(line), mounts)) {
		if (sscanf(line, "%*s %2000s %60s", path, type) != 2 || strcmp(type, "cgroup2"))
			continue;
		snprintf(all_traces, sizeof(all_traces), "%s/mprog-export-%d", path, getpid());
		if (mkdir(all_traces, 0700))
			*all_traces = 0;
	}
	if (mounts)
		fclose(mounts);
}

static void run_trace(const struct trace *trace)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	map_fd = must("a map", create_map());
	other_prog_fd = must("load of a program", load(TYPE_SCHED_CLS, 0, -1));
	trace->run();
	end_of_trace();
}

/* Runs a trace in a process of its own, whose end closes every fd; gives its exit code. */
static int run_apart(const struct trace *trace, int number)
{
	char path[PATH_MAX + 64];
	int status = 0;
	pid_t child;

	number_now = number;
	title_now = trace->title;
	if (!trace->run) {
		printf("ok %d %s # SKIP %s\n", number, trace->title, trace->skipped);
		return SKIPPED;
	}
	fflush(stdout);
	child = fork();
	if (!child)
		run_trace(trace);
	if (child < 0) {
		printf("# fork: %s\nnot ok %d %s\n", errno_name(-errno), number, trace->title);
		return FAILED;
	}
	while (waitpid(child, &status, 0) < 0)
		if (stopped)
			kill(child, SIGKILL);
	if (*all_traces) {
		snprintf(path, sizeof(path), "%s/%d", all_traces, number);
		remove_tree(path);
	}
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	printf("# killed by signal %d\nnot ok %d %s\n", WTERMSIG(status), number, trace->title);
	return FAILED;
}

int main(void)
{
	int of[SKIPPED + 1] = { 0 };
	struct sigaction action = { .sa_handler = stop };
	int null = open("/dev/null", O_RDONLY);

	/* Where a field names nothing it is 0, which some commands read as fd 0: it must be open, and no BPF object. */
	dup2(null, 0);
	printf("KTAP version 1\n");
	if (unshare(CLONE_NEWNET)) {
		printf("1..0 # SKIP no network namespace can be made (%s)\n", errno_name(-errno));
		return SKIPPED;
	}
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	sigaction(SIGPIPE, &action, NULL);
	make_cgroup_of_all();
	printf("1..%d\n", TRACES);
	for (int index = 0; index < TRACES && !stopped; index++) {
		int code = run_apart(&traces[index], index + 1);

		of[code == PASSED || code == SKIPPED ? code : FAILED]++;
	}
	if (*all_traces)
		remove_tree(all_traces);
	if (stopped)
		printf("# interrupted by signal %d\n", stopped);
	printf("# Totals: pass:%d fail:%d xfail:0 xpass:0 skip:%d error:0\n", of[PASSED], of[FAILED], of[SKIPPED]);
	return stopped || of[FAILED] ? FAILED : of[PASSED] ? PASSED : SKIPPED;
}
`;

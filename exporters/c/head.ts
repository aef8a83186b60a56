import { ERRNOS } from '../../spec/vocabulary/outcome.ts';

/** What is included and defined before everything else. */
export const HEAD = `
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <linux/capability.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

/* Few traces need all of what follows. */
#pragma GCC diagnostic ignored "-Wunused-function"

#define CLOSED_FD 0x7fffffff		/* an fd that is not open */
#define UNKNOWN_ID 0x7fffffff		/* an id that nothing has */
#define LOOPBACK 1			/* the first device of every network namespace */
#define PATH_FD (1U << 14)		/* a path below an fd */

/* What a trace comes to: the exit code of its process, and of the program. */
enum { PASSED = 0, FAILED = 1, SKIPPED = 4 };
/* The trace that is running. */
static const char *title_now;
static int number_now;

/* The result of a call of libc: -errno where it fails. The kernel may give what is no errno. */
static long called(long result)
{
	return result == -1 ? -errno : result;
}

static const char *errno_name(long result)
{
	static const struct {
		int number;
		const char *name;
	} names[] = {
${ERRNOS.map((each) => `\t\t{ ${each}, "${each}" },\n`).join('')}\t};

	if (result >= 0)
		return "ok";
	for (size_t index = 0; index < sizeof(names) / sizeof(*names); index++)
		if (names[index].number == -result)
			return names[index].name;
	return "an errno without a name";
}

/* Ends the process of a trace, which closes every fd. */
static void leave(int code)
{
	fflush(stdout);
	_exit(code);
}
`;

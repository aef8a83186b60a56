/*
 * bpf(2) of a kernel that knows the first KNOWN bytes of BPF_PROG_QUERY (a variable of the environment), and tells neither links
 * nor a revision of a cgroup. To be loaded before libc (LD_PRELOAD).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#define BPF_PROG_QUERY 16
#define TOLD 32 /* bytes of the attribute that are written: count and attach_flags are the last */
#define LINKS 40 /* where links and the revision are */

long syscall(long number, ...)
{
	long (*next)(long, ...) = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
	unsigned char copy[128] = { 0 };
	long words[6], result;
	va_list list;

	va_start(list, number);
	for (int index = 0; index < 6; index++)
		words[index] = va_arg(list, long);
	va_end(list);
	if (number != SYS_bpf || words[0] != BPF_PROG_QUERY)
		return next(number, words[0], words[1], words[2], words[3], words[4], words[5]);
	unsigned char *attr = (unsigned char *)words[1];
	for (long at = atoi(getenv("KNOWN")); at < words[2]; at++)
		if (attr[at]) {
			errno = EINVAL;
			return -1;
		}
	memcpy(copy, attr, words[2] < LINKS ? words[2] : LINKS);
	result = next(SYS_bpf, BPF_PROG_QUERY, copy, 64L);
	memcpy(attr, copy, TOLD);
	return result;
}

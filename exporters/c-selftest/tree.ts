import { FLAG_BITS } from '../../spec/families/slots/vocabulary/index.ts';
import { ATTACH_TYPES } from '../uapi.ts';

/** What kernels before tcx had. Source: include/uapi/linux/bpf.h, v6.1. */
const OLD = ['ALLOW_OVERRIDE', 'ALLOW_MULTI', 'REPLACE', 'UNKNOWN'];

const newFlags = Object.entries(FLAG_BITS).filter(([name]) => !OLD.includes(name));

/** Within the tree test_progs.h has subtests and assertions, elsewhere they are here. It stands after HEAD. */
export const TREE = String.raw`
#ifdef __has_include
#if __has_include("test_progs.h")
#define IN_TREE
#endif
#endif

#ifdef IN_TREE
#include "test_progs.h"
#else
#include <bpf/bpf.h>
#endif

#define LIBBPF_IS(major, minor)								\
	(LIBBPF_MAJOR_VERSION > (major) ||						\
	 (LIBBPF_MAJOR_VERSION == (major) && LIBBPF_MINOR_VERSION >= (minor)))

#if !LIBBPF_IS(1, 3)
#error "This needs libbpf 1.3 or later: bpf_prog_detach_opts and relative_fd are not in older ones."
#endif

#ifndef IN_TREE
/* What an older linux/bpf.h lacks. */
#define BPF_TCX_INGRESS ((enum bpf_attach_type)${ATTACH_TYPES.TCX_INGRESS})
#define BPF_TCX_EGRESS ((enum bpf_attach_type)${ATTACH_TYPES.TCX_EGRESS})
#define BPF_NETKIT_PRIMARY ((enum bpf_attach_type)${ATTACH_TYPES.NETKIT_PRIMARY})
#define BPF_NETKIT_PEER ((enum bpf_attach_type)${ATTACH_TYPES.NETKIT_PEER})
${newFlags.map(([name, bit]) => `#ifndef BPF_F_${name}\n#define BPF_F_${name} ${bit}U\n#endif\n`).join('')}
/* Subtests: how many there were, and the one that runs. */
static int subtests, passes, failures, skips;
static const char *subtest;
static bool is_failed, is_skipped;

static void end_subtest(void)
{
	if (!subtest)
		return;
	printf("#%d %s:%s\n", ++subtests, subtest, is_failed ? "FAIL" : is_skipped ? "SKIP" : "OK");
	*(is_failed ? &failures : is_skipped ? &skips : &passes) += 1;
	subtest = NULL;
}

static bool test__start_subtest(const char *name)
{
	end_subtest();
	subtest = name;
	is_failed = is_skipped = false;
	return true;
}

static void test__skip(void) { is_skipped = true; }
static void test__fail(void) { is_failed = true; }

/* Assertions: true where they hold; what does not hold is printed. */

static bool equal(long long actual, long long expected, const char *name)
{
	if (actual == expected)
		return true;
	printf("%s: expected %lld, found %lld\n", name, expected, actual);
	return false;
}

static bool equal_text(const char *actual, const char *expected, const char *name)
{
	if (!strcmp(actual, expected))
		return true;
	printf("%s: expected '%s', found '%s'\n", name, expected, actual);
	return false;
}

static bool as_claimed(bool holds, long long result, const char *claim, const char *name)
{
	if (!holds)
		printf("%s: expected %s, found %lld\n", name, claim, result);
	return holds;
}

#define ASSERT_EQ(actual, expected, name) equal(actual, expected, name)
#define ASSERT_STREQ(actual, expected, name) equal_text(actual, expected, name)
#define ASSERT_OK(result, name) as_claimed((result) == 0, result, "success", name)
#endif

#define UNKNOWN_FLAG (1U << 20)		/* a bit that is no flag */
`;

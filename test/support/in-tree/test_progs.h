/* SPDX-License-Identifier: MIT */
/*
 * As much of what the kernel's test_progs.h declares as exported selftests use, in one file, with a main that runs TEST. As test_progs
 * does, it keeps what is printed in memory, and prints it of a test that fails.
 */
#ifndef TEST_PROGS_H
#define TEST_PROGS_H

#include <bpf/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The tree has a linux/bpf.h of its own version. */
#define BPF_TCX_INGRESS ((enum bpf_attach_type)46)
#define BPF_TCX_EGRESS ((enum bpf_attach_type)47)
#ifndef BPF_F_BEFORE
#define BPF_F_BEFORE (1U << 3)
#define BPF_F_AFTER (1U << 4)
#define BPF_F_ID (1U << 5)
#define BPF_F_LINK (1U << 13)
#endif
#ifndef BPF_F_PREORDER
#define BPF_F_PREORDER (1U << 6)
#endif

static int subtests, failures, skips, failures_before, skips_before;
static char subtest_name[1024];

static void end_of_subtest(void)
{
	if (*subtest_name)
		fprintf(stderr, "#1/%d test/%s:%s\n", ++subtests, subtest_name,
			failures > failures_before ? "FAIL" : skips > skips_before ? "SKIP" : "OK");
	*subtest_name = 0;
}

bool test__start_subtest(const char *name)
{
	end_of_subtest();
	snprintf(subtest_name, sizeof(subtest_name), "%s", name);
	failures_before = failures;
	skips_before = skips;
	return true;
}

void test__fail(void) { failures++; }
void test__skip(void) { skips++; }

#define REPORTED(holds, name, format, ...) ({						\
	bool is_true = (holds);								\
	if (!is_true)									\
		test__fail();								\
	fprintf(stdout, "%s:%s:%s " format "\n", __func__, is_true ? "PASS" : "FAIL", name, __VA_ARGS__); \
	is_true;									\
})
#define ASSERT_EQ(actual, expected, name) ({						\
	typeof(actual) is = (actual);							\
	typeof(expected) should_be = (expected);					\
	REPORTED(is == should_be, name, "%lld != %lld", (long long)is, (long long)should_be); \
})
#define ASSERT_STREQ(actual, expected, name) ({						\
	const char *is = actual, *should_be = expected;					\
	REPORTED(!strcmp(is, should_be), name, "'%s' != '%s'", is, should_be);		\
})
#define ASSERT_OK(result, name) ({							\
	long long given = (result);							\
	REPORTED(given == 0, name, "unexpected error: %lld", given);			\
})
#define ASSERT_ERR(result, name) ({							\
	long long given = (result);							\
	REPORTED(given < 0, name, "unexpected success: %lld", given);			\
})

void TEST(void);

int main(void)
{
	FILE *saved = stdout;
	char *log;
	size_t length;

	stdout = open_memstream(&log, &length);
	TEST();
	fclose(stdout);
	stdout = saved;
	end_of_subtest();
	if (failures)
		fputs(log, stdout);
	return failures > 0;
}

#endif

/** Calls by somebody with fewer capabilities. It stands behind HEAD. */
export const CALLERS = `
static void broken(const char *what, const char *how);

/* Who makes a call: somebody with every capability of this process, with CAP_BPF and CAP_PERFMON alone, or with none. */
enum caller { PRIVILEGED, BPF_ONLY, NO_CAPABILITY };

/* Becomes a caller. Capabilities are no longer in effect then, but may be had back. */
static void become(enum caller caller)
{
	static const uint32_t kept[][2] = { { ~0u, ~0u }, { 0, 1 << (38 - 32) | 1 << (39 - 32) }, { 0, 0 } };
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[2];
	long result = called(syscall(SYS_capget, &head, sets));

	for (int index = 0; index < 2; index++)
		sets[index].effective = sets[index].permitted & kept[caller][index];
	if (result >= 0)
		result = called(syscall(SYS_capset, &head, sets));
	if (result >= 0)
		return;
	broken("capset", errno_name(result));
	leave(FAILED);
}

static long made_by_caller(long result)
{
	become(PRIVILEGED);
	return result;
}

/* A call by a caller. */
#define BY(caller, call) (become(caller), made_by_caller(call))
`;

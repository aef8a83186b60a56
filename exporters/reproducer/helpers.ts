/*
 * The functions of a reproducer. It has to be short enough to be read in a mail, so what a trace does not need is left out. Lines fit into 72
 * columns with tabs of 8. Numbers and layouts are those of include/uapi/linux/bpf.h, v6.18.
 */

import { filled } from './lines.ts';

/** A call of bpf(2), whose attribute is given as words. */
const BPF = `union attr { uint32_t u32[40]; uint64_t u64[20]; };
#define BPF(command, ...) syscall(SYS_bpf, command, \\
	&(union attr){ .u32 = { __VA_ARGS__ } }, sizeof(union attr))`;

/** Says what came of a step, and notes whether that is what was expected. */
export const STEP = `
static void step(const char *what, long result, int expected)
{
	int error = result < 0 ? errno : 0, differs = error != expected;
	printf("%s: %s%s\\n", what, strerror(error),
	       differs ? " (unexpected)" : "");
	failed |= differs;
}
`;

/** Calls of bpf(2), and programs that are only attached, never named by an id. */
export const PLAIN_CALLS = (type: number, insn: string): string => `
${BPF}

static int load(void)
{
	uint64_t insns[] = { ${insn}, 0x95 };
	union attr attr = { .u32 = { ${type}, 2 } };
	attr.u64[1] = (uintptr_t)insns;
	attr.u64[2] = (uintptr_t)"GPL";
	return syscall(SYS_bpf, PROG_LOAD, &attr, sizeof(attr));
}
`;

/** What every reproducer has. `type`, `loadedFor` and `insn` are those of all programs: the type, the attach type, and the instruction that sets what is returned. */
export const calls = (programs: string, type: number, loadedFor: number, insn: string): string => `
${BPF}
static struct prog { int fd; uint32_t id; } ${programs};

static void load(struct prog *prog)
{
	uint64_t insns[] = { ${insn}, 0x95 };
	union attr attr = { .u32 = { ${type}, 2${loadedFor === 0 ? '' : `, [17] = ${loadedFor}`} } };
	uint32_t info[2] = { 0 };
	attr.u64[1] = (uintptr_t)insns;
	attr.u64[2] = (uintptr_t)"GPL";
	prog->fd = syscall(SYS_bpf, PROG_LOAD, &attr, sizeof(attr));
	attr = (union attr){ .u32 = { prog->fd, sizeof(info) } };
	attr.u64[1] = (uintptr_t)info;
	syscall(SYS_bpf, GET_INFO, &attr, sizeof(attr));
	prog->id = info[1];
}
${STEP}`;

/** Puts the name of a program behind what is there of a list; lines are in one tab more. */
const namesOf = (names: readonly string[]): string => {
  const named = names.map((name) => `*id == ${name}.id ? "${name} " :`);
  return filled('\tend += sprintf(end, ', ['"%s",', ...named, '""'], ');')
    .map((line) => `\t${line}`)
    .join('\n');
};

/**
 * What checks a list: the names of its programs, its length and its revision, or the programs that run. It may keep the revision, for a
 * request that expects it.
 */
export const shows = (
  attachType: string,
  names: readonly string[],
  withEffective: boolean,
  keepsRevision: boolean,
): string => `
static void shows(int target, ${withEffective ? 'int flags, ' : ''}const char *expected)
{
	union attr attr = { .u32 = { target, ${attachType} } };
	uint32_t ids[64], *id = ids;
	char list[99], *end = list;
	${withEffective ? 'attr.u32[2] = flags, ' : ''}attr.u32[6] = 64;
	attr.u64[2] = (uintptr_t)ids;
	syscall(SYS_bpf, PROG_QUERY, &attr, sizeof(attr));
	for (; id < ids + attr.u32[6]; id++)
${namesOf(names)}
	${keepsRevision ? 'revision = attr.u32[14];\n\t' : ''}sprintf(end, "(%d) rev %d", attr.u32[6], attr.u32[14]);
	int differs = strcmp(list, expected) != 0;
	printf("  %s%s\\n", list, differs ? " (unexpected)" : "");
	failed |= differs;
}
`;

/** The id of a link, for a request that names one so. */
export const LINK_ID = `
static uint32_t id_of(int link)
{
	uint32_t info[2] = { 0 };
	union attr attr = { .u32 = { link, sizeof(info) } };
	attr.u64[1] = (uintptr_t)info;
	syscall(SYS_bpf, GET_INFO, &attr, sizeof(attr));
	return info[1];
}
`;

/*
 * A driver for mprog replay: an in-memory list of programs for each tcx hook, without links.
 *
 *     cc -o driver examples/drivers/driver.c
 *     mprog replay traces/conformance/tcx --target exec:./driver
 *
 * It stands for your implementation: keep main and the reading of JSON, and let reset, apply and observe ask what you have.
 * The protocol is described in docs/driver-protocol.md. C99, no libraries. The names that matter are plain letters and digits,
 * so a string is compared as it is written; an escape can only be in the title, which nobody looks at here.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A value of a line that was read: where it begins, how long it is, and the index behind everything in it. */
struct value { const char *at; int length, next; };
static struct value values[65536];
static int used;
static const char *cursor;

static void bad(const char *why) { fprintf(stderr, "driver: %s: %.60s\n", why, cursor); exit(1); }
static void space(void) { while (isspace((unsigned char)*cursor)) cursor++; }

/* Reads one value; keys and values of an object follow it in turn. */
static void read_value(void) {
	int own = used++;
	char end = 0;
	if (own >= (int)(sizeof values / sizeof *values)) bad("too many values");
	space();
	values[own].at = cursor;
	if (*cursor == '{' || *cursor == '[') {
		end = *cursor++ == '{' ? '}' : ']';
		for (space(); *cursor && *cursor != end; space()) {
			if (*cursor == ',' || *cursor == ':') cursor++;
			else read_value();
		}
		if (*cursor++ != end) bad("an end is missing");
	} else if (*cursor == '"') {
		for (cursor++; *cursor && *cursor != '"'; cursor++) if (*cursor == '\\' && cursor[1]) cursor++;
		if (*cursor++ != '"') bad("a string has no end");
	} else {
		while (*cursor && !strchr(",:]} \t\r\n", *cursor)) cursor++;
		if (cursor == values[own].at) bad("expected a value");
	}
	values[own].length = (int)(cursor - values[own].at);
	values[own].next = used;
}

/* The value of a key of an object; -1 where it has none. */
static int field(int object, const char *key) {
	int length = (int)strlen(key);
	for (int at = object + 1; at < values[object].next; at = values[values[at].next].next)
		if (values[at].length == length + 2 && !strncmp(values[at].at + 1, key, length)) return values[at].next;
	return -1;
}

static int is(int value, const char *text) {
	return value >= 0 && values[value].length == (int)strlen(text) + 2 && !strncmp(values[value].at + 1, text, strlen(text));
}
static int number(int value) { return atoi(values[value].at); }
static int has(int list, const char *text) {
	for (int at = list + 1; at < values[list].next; at = values[at].next) if (is(at, text)) return 1;
	return 0;
}

/* What is kept: programs of the universe by number, and for each hook a list of them. */
enum { MOST = 256, NOBODY = -1 };
typedef char name_t[33];
static struct { name_t name; int taken; } programs[MOST];
static struct { name_t name; int progs[MOST], count, revision; } hooks[4];
static int program_count, hook_count, capacity;

static void keep(char *into, int value) { snprintf(into, sizeof(name_t), "%.*s", values[value].length - 2, values[value].at + 1); }
static int program_of(int name) {
	for (int i = 0; i < program_count; i++) if (is(name, programs[i].name)) return i;
	return NOBODY;
}
static int hook_of(int name) {
	for (int i = 0; i < hook_count; i++) if (is(name, hooks[i].name)) return i;
	return 0;
}
static int place_of(int hook, int prog) {
	for (int i = 0; i < hooks[hook].count; i++) if (hooks[hook].progs[i] == prog) return i;
	return NOBODY;
}
static void put(int hook, int place, int prog) {
	int *at = hooks[hook].progs + place;
	memmove(at + 1, at, (hooks[hook].count++ - place) * sizeof *at);
	*at = prog;
	hooks[hook].revision++;
}
static void cut(int hook, int place) {
	int *at = hooks[hook].progs + place;
	memmove(at, at + 1, (--hooks[hook].count - place) * sizeof *at);
	/* A hook of tcx that gets empty goes, and with it its revision. */
	hooks[hook].revision = hooks[hook].count > 0 ? hooks[hook].revision + 1 : 1;
}

static const char *skipped; /* why it cannot be done, once that is known */
static const char *skip(const char *why) { skipped = why; return "skip"; }

static const char *reset(int universe) {
	int progs = field(universe, "programs"), all = field(universe, "hooks"), filled = field(universe, "prefill");
	program_count = hook_count = 0;
	if (progs < 0 || all < 0 || filled < 0) return skip("only lists"); /* one of another family: docs/families.md */
	capacity = number(field(universe, "capacity"));
	if (number(field(universe, "revision")) != 1) return skip("revisions begin with 1");
	for (int at = progs + 1; at < values[progs].next; at = values[at + 1].next) {
		if (program_count == MOST) return skip("too many programs");
		keep(programs[program_count].name, at);
		programs[program_count++].taken = is(at + 1, "sched_cls");
	}
	for (int at = all + 1; at < values[all].next; at = values[at + 1].next) {
		if (!is(field(at + 1, "kind"), "tcx")) return skip("only tcx hooks");
		if (*values[field(at + 1, "clsact")].at == 't') return skip("no clsact qdisc");
		if (hook_count == 4) return skip("too many hooks");
		memset(&hooks[hook_count], 0, sizeof *hooks);
		keep(hooks[hook_count].name, at);
		hooks[hook_count++].revision = 1;
	}
	for (int at = filled + 1; at < values[filled].next; at = values[at + 1].next)
		for (int prog = at + 2; prog < values[at + 1].next; prog++)
			put(hook_of(at), hooks[hook_of(at)].count, program_of(prog));
	return NULL;
}

/* The program that a field names, which must be one that the hook takes; an errno where it is not. */
static const char *program(int ref, int *found) {
	if (is(field(ref, "is"), "closed-fd")) return "EBADF";
	if (!is(field(ref, "is"), "prog")) return "EINVAL";
	*found = program_of(field(ref, "name"));
	return programs[*found].taken ? NULL : "EINVAL";
}

/* The program that is named as the relative, of whatever type. */
static const char *relative_of(int ref, int *found) {
	int kind = field(ref, "is");
	if (is(kind, "link") || is(field(ref, "as"), "link")) return skip("no links");
	if (is(kind, "closed-fd")) return "EBADF";
	if (is(kind, "wrong-kind-fd")) return "EINVAL";
	if (is(kind, "unknown-id") || is(kind, "zero")) return "ENOENT";
	if (is(kind, "prog")) *found = program_of(field(ref, "name"));
	return NULL;
}

/* The place that something designates must be the one that was designated before it, if any. */
enum { NOWHERE = -100 };
static int agree(int *place, int other) {
	int fine = *place == NOWHERE || *place == other;
	*place = other;
	return fine;
}

/* What BEFORE and AFTER designate: the place in front of the relative, and that behind it. */
static const char *directives(int hook, int flags, int relative, int *place) {
	int before = has(flags, "BEFORE"), after = has(flags, "AFTER"), at = place_of(hook, relative), agreed = 1;
	if (relative != NOBODY && at == NOBODY && (before || after)) return "ENOENT";
	if (before) agreed &= agree(place, relative == NOBODY ? -1 : at - 1);
	if (after) agreed &= agree(place, relative == NOBODY ? hooks[hook].count : at + 1);
	return agreed ? NULL : "ERANGE";
}

static const char *attach(int hook, int request, int flags, int replaces) {
	int prog, target = NOBODY, relative = NOBODY, place = NOWHERE, at;
	const char *refused;
	if ((refused = program(field(request, "prog"), &prog))) return refused;
	if (replaces && (refused = program(field(request, "replace"), &target))) return refused;
	if (is(field(request, "revision"), "stale")) return "ESTALE";
	if (place_of(hook, prog) != NOBODY) return "EEXIST";
	if ((refused = relative_of(field(request, "relative"), &relative))) return refused;
	if (relative != NOBODY && !programs[relative].taken) return "EINVAL";
	if (replaces && place_of(hook, target) == NOBODY) return "ENOENT";
	if (!replaces && hooks[hook].count >= capacity) return "ERANGE";
	if (replaces) place = place_of(hook, target);
	if ((refused = directives(hook, flags, relative, &place))) return refused;
	at = place_of(hook, relative);
	if (place == NOWHERE && relative != NOBODY) return "EINVAL";
	if (replaces) hooks[hook].progs[place] = prog, hooks[hook].revision++;
	else if (has(flags, "BEFORE")) put(hook, relative == NOBODY ? 0 : at, prog);
	else put(hook, relative == NOBODY ? hooks[hook].count : at + 1, prog);
	return "ok";
}

static const char *detach(int hook, int request, int flags, int replaces) {
	int prog = NOBODY, relative = NOBODY, place = NOWHERE, named = !is(field(field(request, "prog"), "is"), "none");
	const char *refused;
	if (named && (refused = program(field(request, "prog"), &prog))) return refused;
	if (hooks[hook].count == 0) return "ENOENT";
	if (replaces) return "EINVAL";
	if (is(field(request, "revision"), "stale")) return "ESTALE";
	if ((refused = relative_of(field(request, "relative"), &relative))) return refused;
	if (named && relative != NOBODY && !programs[relative].taken) return "EINVAL";
	if (named && (place = place_of(hook, prog)) == NOBODY) return "ENOENT";
	if ((refused = directives(hook, flags, relative, &place))) return refused;
	if (place == NOWHERE && relative != NOBODY) return "EINVAL";
	if (place == NOWHERE) place = hooks[hook].count;
	if (place >= capacity) return "ERANGE"; /* the end of a full hook is a place that no slot can have */
	if (place < 0) place = 0;
	cut(hook, place < hooks[hook].count ? place : hooks[hook].count - 1);
	return "ok";
}

static void show(int hook, int room) {
	printf("{\"is\":\"list\",\"revision\":%d,\"count\":%d,\"slots\":[", hooks[hook].revision, hooks[hook].count);
	for (int i = 0; i < room && i < hooks[hook].count; i++)
		printf("%s{\"prog\":\"%s\"}", i ? "," : "", programs[hooks[hook].progs[i]].name);
	printf("]}");
}

static const char *query(int hook, int request, int *room) {
	int buffer = field(request, "buffer");
	if (!is(field(request, "queryFlags"), "none") || *values[field(request, "attachFlags")].at == 't') return "EINVAL";
	*room = is(buffer, "none") ? 0 : number(buffer); /* without room it asks for the count alone */
	return *room == 0 || *room >= hooks[hook].count ? "ok" : "ENOSPC";
}

static void apply(int request) {
	int op = field(request, "op"), flags = field(request, "flags"), hook = hook_of(field(request, "hook")), room = -1;
	int change = is(op, "prog_attach") || is(op, "prog_detach"), known = 0;
	const char *outcome = "EINVAL";
	if (!change && !is(op, "prog_query")) { skip("only prog_attach, prog_detach and prog_query"); return; }
	if (!is(field(request, "caller"), "privileged")) { skip("no callers without capabilities"); return; }
	for (int at = change ? flags + 1 : 0; change && at < values[flags].next; at++)
		known += is(at, "REPLACE") || is(at, "BEFORE") || is(at, "AFTER");
	if (!change) outcome = query(hook, request, &room);
	else if (known == values[flags].next - flags - 1)
		outcome = (is(op, "prog_attach") ? attach : detach)(hook, request, flags, has(flags, "REPLACE"));
	if (skipped) return;
	printf("{\"outcome\":\"%s\",\"view\":", outcome);
	if (room < 0) printf("{\"is\":\"nothing\"}");
	else show(hook, room);
	printf("}\n");
}

int main(void) {
	static char line[1 << 20];
	while (fgets(line, sizeof line, stdin)) {
		if (!strchr(line, '\n')) { fprintf(stderr, "driver: a line is too long\n"); return 1; }
		used = 0, skipped = NULL, cursor = line;
		read_value();
		if (is(field(0, "op"), "reset")) { if (!reset(field(0, "universe"))) printf("{\"ok\":true}\n"); }
		else if (is(field(0, "op"), "apply")) apply(field(0, "request"));
		else show(hook_of(field(0, "hook")), MOST), printf("\n");
		if (skipped) printf("{\"skip\":\"%s\"}\n", skipped);
		fflush(stdout);
	}
	return 0;
}

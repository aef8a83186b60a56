/**
 * What the rules of tcx speak of, written in Promela by hand: the state, the facts, the place that a request designates, and the
 * effects. Rules and requests are no part of it: they are translated from the tables of the specification.
 *
 * A program, link or slot is a number from 0; -1 is none. A program in a slot is kept as its number plus 1, so that an empty slot
 * is 0 and equal states are equal vectors. References: -1 none, -2 a closed fd, -3 an fd of the wrong kind.
 */
const STATE = `/* ---- state: equal states are equal vectors; the revision is not kept, since no rule asks for its value ---- */

byte used[HOOKS];                      /* slots in use of each hook */
byte slot_prog[HOOKS * ROOM];         /* program of a slot, plus 1 */
byte slot_link[HOOKS * ROOM];         /* link of a slot, plus 1; 0: attached directly */
byte link_is[LINKS + 1];              /* ABSENT, ATTACHED or DEFUNCT */
byte link_hook[LINKS + 1];            /* of an attached link */
byte link_prog[LINKS + 1];            /* of a defunct link, plus 1 */
bit closed[PROGRAMS];
bit gone[DEVICES];
byte retired;                         /* programs closed and links defunct: follows from the rest */

#define ABSENT 0
#define ATTACHED 1
#define DEFUNCT 2
#define AT(h, n) ((h) * ROOM + (n))
#define NOWHERE -2
#define UNNAMED -3

/* the link elsewhere is the last one: always there, of the first program of another type */
#define EXISTS(l) ((l) >= LINKS || link_is[l] != ABSENT)
#define MAY_RETIRE (retired < RETIRED)

/* ---- a request: 0 between requests, so that it makes no states ---- */

byte q_flags, q_hook, q_device, q_relative_is, q_relative_by, q_revision, q_query_flags;
bit q_attach_flags;
short q_prog, q_replace, q_old, q_link, q_relative, q_buffer;

#define F_REPLACE 1
#define F_BEFORE 2
#define F_AFTER 4
#define F_UNKNOWN 8
#define BY_FD 0
#define BY_ID 1
#define R_NONE 0
#define R_PROG 1
#define R_LINK 2
#define R_ZERO 3
#define R_CLOSED_FD 4
#define R_WRONG_KIND_FD 5
#define R_UNKNOWN_ID 6

/* ---- what is worked out for each request; 0 between requests too ---- */

short w_at, w_index, w_i, w_found, w_p, w_count, w_rule;
`;

const FINDING = `/* ---- the list ---- */

inline slot_of_prog(h, prog, out) {
	out = -1; w_i = 0;
	do
	:: (w_i < used[h] && out == -1) -> out = (slot_prog[AT(h, w_i)] == (prog) + 1 -> w_i : -1); w_i++
	:: else -> break
	od
}

inline slot_of_link(h, link, out) {
	out = -1; w_i = 0;
	do
	:: (w_i < used[h] && out == -1) -> out = (slot_link[AT(h, w_i)] == (link) + 1 -> w_i : -1); w_i++
	:: else -> break
	od
}

/* the program of a link; -1: there is no such link */
inline prog_of_link(link, out) {
	if
	:: ((link) >= LINKS) -> out = FOREIGN_PROG
	:: ((link) < LINKS && link_is[link] == ATTACHED) ->
		slot_of_link(link_hook[link], link, w_found);
		out = slot_prog[AT(link_hook[link], w_found)] - 1
	:: ((link) < LINKS && link_is[link] != ATTACHED) -> out = link_prog[link] - 1
	fi
}

/* references of a program: its fd, each slot without link, each link */
inline holders_of(prog, out) {
	out = 1 - closed[prog]; w_count = 0;
	do
	:: (w_count < HOOKS * ROOM) -> out = out + (slot_prog[w_count] == (prog) + 1 -> 1 : 0); w_count++
	:: else -> break
	od;
	w_count = 0;
	do
	:: (w_count < LINKS) -> out = out + (link_prog[w_count] == (prog) + 1 -> 1 : 0); w_count++
	:: else -> break
	od;
	out = out + (FOREIGN_LINKS > 0 && (prog) == FOREIGN_PROG -> 1 : 0)
}

/* ---- facts ---- */

/* an fd that should be a program's; \`good\` where it is one of the type that the hook takes */
inline prog_fd(ref, good, out) {
	if
	:: (ref == -1 || ref == -3) -> out = v_not_a_program
	:: (ref == -2) -> out = v_not_open
	:: else -> out = (closed[ref] -> v_not_open : (ref < TAKEN -> good : v_other_type))
	fi
}

/* the same of a program in the list: in no slot, in one without link, in one with */
inline listed_fd(ref, unlisted, direct, linked, out) {
	prog_fd(ref, unlisted, out);
	if
	:: (out == unlisted) ->
		slot_of_prog(q_hook, ref, w_found);
		if
		:: (w_found >= 0) -> out = (slot_link[AT(q_hook, w_found)] == 0 -> direct : linked)
		:: else -> skip
		fi
	:: else -> skip
	fi
}

inline tell_relative() {
	if
	:: (q_relative_is == R_NONE) -> s_relative = v_none
	:: (q_relative_is == R_ZERO) -> s_relative = (q_relative_by == BY_FD -> v_zero_link : v_unknown_id)
	:: (q_relative_is == R_CLOSED_FD) -> s_relative = v_not_open
	:: (q_relative_is == R_WRONG_KIND_FD) -> s_relative = v_wrong_kind
	:: (q_relative_is == R_UNKNOWN_ID) -> s_relative = v_unknown_id
	:: (q_relative_is == R_PROG) ->
		if
		:: (q_relative_by == BY_FD && closed[q_relative]) -> s_relative = v_not_open
		:: else ->
			holders_of(q_relative, w_p);
			slot_of_prog(q_hook, q_relative, w_found);
			s_relative = (w_p == 0 -> v_unknown_id : (q_relative >= TAKEN -> v_other_type : (w_found >= 0 -> v_listed : v_unlisted)))
		fi
	:: (q_relative_is == R_LINK) ->
		if
		:: !EXISTS(q_relative) -> s_relative = (q_relative_by == BY_FD -> v_not_open : v_unknown_id)
		:: else ->
			prog_of_link(q_relative, w_p);
			slot_of_link(q_hook, q_relative, w_found);
			s_relative = (w_p >= TAKEN -> v_other_type : (w_found >= 0 -> v_listed : v_unlisted))
		fi
	fi
}

inline tell_link() {
	s_link = (q_link == -3 -> v_not_a_link : (q_link == -2 -> v_not_open : (link_is[q_link] == ABSENT -> v_not_open :
		(link_is[q_link] == ATTACHED -> v_attached : v_defunct))))
}

inline tell_change() {
	if
	:: (q_link < 0 || q_prog < 0) -> s_change = v_new
	:: else ->
		prog_of_link(q_link, w_p);
		w_found = -1;
		if
		:: (link_is[q_link] == ATTACHED) -> slot_of_prog(link_hook[q_link], q_prog, w_found)
		:: else -> skip
		fi;
		s_change = (w_p == q_prog -> v_none : (w_found >= 0 -> v_listed : v_new))
	fi
}

inline tell_old() {
	w_p = -1;
	if
	:: (q_link >= 0) -> prog_of_link(q_link, w_p)
	:: else -> skip
	fi;
	prog_fd(q_old, v_another, s_old);
	s_old = (q_old == -1 -> v_none : (s_old == v_other_type -> v_another :
		(s_old == v_another && w_p == q_old -> v_the_link : s_old)))
}
`;

const PLACES = `/* ---- the place that a request designates ---- */

/* the slot of the relative: of a program any slot, of a link its own */
inline place_of_relative(out) {
	out = -1;
	if
	:: (q_relative_is == R_PROG) -> slot_of_prog(q_hook, q_relative, out)
	:: (q_relative_is == R_LINK) -> slot_of_link(q_hook, q_relative, out)
	:: else -> skip
	fi;
	out = (out == -1 -> NOWHERE : out)
}

/* every directive designates an index, and so does a subject that is named; -1 in front of the first slot, used behind the last */
inline agreement(fixed, subject, relative) {
	s_directives = v_none; w_index = used[q_hook];
	if
	:: (fixed) -> s_directives = v_agree; w_index = subject
	:: else -> skip
	fi;
	if
	:: (q_flags & F_BEFORE) ->
		w_i = (relative == NOWHERE -> -1 : relative - 1);
		s_directives = (s_directives != v_none && w_index != w_i -> v_disagree : v_agree);
		w_index = (s_directives == v_disagree -> w_index : w_i)
	:: else -> skip
	fi;
	if
	:: (q_flags & F_AFTER) ->
		w_i = (relative == NOWHERE -> used[q_hook] : relative + 1);
		s_directives = (s_directives == v_disagree || (s_directives == v_agree && w_index != w_i) -> v_disagree : v_agree);
		w_index = (s_directives == v_disagree -> w_index : w_i)
	:: else -> skip
	fi;
	if
	:: (fixed && subject == NOWHERE) -> s_directives = v_nowhere; w_index = used[q_hook]
	:: else -> skip
	fi;
	s_index = (w_index < CAPACITY -> v_possible : v_beyond)
}

inline designate_prog_attach() {
	w_found = -1;
	if
	:: (q_replace >= 0) -> slot_of_prog(q_hook, q_replace, w_found)
	:: else -> skip
	fi;
	w_found = (w_found == -1 -> NOWHERE : w_found);
	place_of_relative(w_p);
	agreement((q_flags & F_REPLACE), w_found, w_p);
	w_at = (!(q_flags & F_REPLACE) && (q_flags & F_BEFORE) -> w_index + 1 : w_index)
}

inline designate_link_create() {
	place_of_relative(w_p);
	agreement(false, NOWHERE, w_p);
	w_at = ((q_flags & F_BEFORE) -> w_index + 1 : w_index)
}

inline designate_prog_detach() {
	w_found = UNNAMED;
	if
	:: (q_prog >= 0) -> slot_of_prog(q_hook, q_prog, w_found); w_found = (w_found == -1 -> NOWHERE : w_found)
	:: (q_prog < -1) -> w_found = NOWHERE
	:: else -> skip
	fi;
	place_of_relative(w_p);
	agreement((w_found != UNNAMED), w_found, w_p);
	w_at = (w_index < 0 -> 0 : w_index);
	w_at = (w_at > used[q_hook] - 1 -> used[q_hook] - 1 : w_at);
	s_victim = v_direct;
	if
	:: (w_at >= 0) -> s_victim = (slot_link[AT(q_hook, w_at)] == 0 -> v_direct : v_linked)
	:: else -> skip
	fi
}
`;

export const VOCABULARY = [STATE, FINDING, PLACES];

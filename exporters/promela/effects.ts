/** What rules do to the state, in Promela: written by hand, by the name of the effect. */
export const EFFECTS_TEXT = `/* ---- effects ---- */

inline put(h, place, prog, link) {
	assert(place >= 0 && place <= used[h]);
	w_i = used[h];
	do
	:: (w_i > place) ->
		slot_prog[AT(h, w_i)] = slot_prog[AT(h, w_i - 1)];
		slot_link[AT(h, w_i)] = slot_link[AT(h, w_i - 1)];
		w_i--
	:: else -> break
	od;
	slot_prog[AT(h, place)] = (prog) + 1;
	slot_link[AT(h, place)] = (link) + 1;
	used[h]++
}

inline take(h, place) {
	assert(place >= 0 && place < used[h]);
	used[h]--;
	w_i = place;
	do
	:: (w_i < used[h]) ->
		slot_prog[AT(h, w_i)] = slot_prog[AT(h, w_i + 1)];
		slot_link[AT(h, w_i)] = slot_link[AT(h, w_i + 1)];
		w_i++
	:: else -> break
	od;
	slot_prog[AT(h, w_i)] = 0;
	slot_link[AT(h, w_i)] = 0
}

inline do_insert() { put(q_hook, w_at, q_prog, -1) }

inline do_insert_link() {
	put(q_hook, w_at, q_prog, q_link);
	link_is[q_link] = ATTACHED;
	link_hook[q_link] = q_hook
}

inline do_replace() {
	assert(w_at >= 0 && w_at < used[q_hook]);
	slot_prog[AT(q_hook, w_at)] = q_prog + 1
}

inline do_remove() { take(q_hook, w_at) }

inline do_update_link() {
	slot_of_link(link_hook[q_link], q_link, w_at);
	slot_prog[AT(link_hook[q_link], w_at)] = q_prog + 1
}

/* takes the link out of its slot, if it is in one */
inline unlist(link) {
	if
	:: (link_is[link] == ATTACHED) ->
		slot_of_link(link_hook[link], link, w_at);
		take(link_hook[link], w_at);
		link_hook[link] = 0
	:: else -> skip
	fi
}

inline do_detach_link() {
	prog_of_link(q_link, w_p);
	unlist(q_link);
	link_is[q_link] = DEFUNCT;
	link_prog[q_link] = w_p + 1
}

inline do_close_link() {
	unlist(q_link);
	link_is[q_link] = ABSENT;
	link_prog[q_link] = 0
}

/* a link with another holder, which no request of a scope that is translated makes */
inline do_close_fd() { assert(false) }

inline do_close_prog() { closed[q_prog] = 1 }

/* the hooks of the device are emptied; their links become defunct, each with the program it had */
inline do_remove_device() {
	gone[q_device] = 1;
	w_count = 0;
	do
	:: (w_count < HOOKS && DEVICE_OF(w_count) == q_device) ->
		do
		:: (used[w_count] > 0) ->
			w_p = slot_link[AT(w_count, 0)] - 1;
			if
			:: (w_p >= 0) -> link_is[w_p] = DEFUNCT; link_hook[w_p] = 0; link_prog[w_p] = slot_prog[AT(w_count, 0)]
			:: else -> skip
			fi;
			take(w_count, 0)
		:: else -> break
		od;
		w_count++
	:: (w_count < HOOKS && DEVICE_OF(w_count) != q_device) -> w_count++
	:: (w_count >= HOOKS) -> break
	od
}

/* ---- what must hold after each request ---- */

inline check() {
	retired = 0;
	w_count = 0;
	do
	:: (w_count < PROGRAMS) -> retired = retired + closed[w_count]; w_count++
	:: else -> break
	od;
	w_count = 0;
	do
	:: (w_count < LINKS) ->
		retired = retired + (link_is[w_count] == DEFUNCT -> 1 : 0);
		/* attached-link-in-one-slot, other-link-in-no-slot */
		w_found = 0; w_i = 0;
		do
		:: (w_i < HOOKS * ROOM) -> w_found = w_found + (slot_link[w_i] == w_count + 1 -> 1 : 0); w_i++
		:: else -> break
		od;
		attached_link_in_one_slot = (link_is[w_count] != ATTACHED || w_found == 1);
		assert(attached_link_in_one_slot);
		other_link_in_no_slot = (link_is[w_count] == ATTACHED || w_found == 0);
		assert(other_link_in_no_slot);
		w_count++
	:: else -> break
	od;
	w_count = 0;
	do
	:: (w_count < HOOKS) ->
		within_capacity = (used[w_count] <= CAPACITY);
		assert(within_capacity);
		w_i = 0;
		do
		:: (w_i < used[w_count]) ->
			w_p = w_i + 1;
			do
			:: (w_p < used[w_count]) ->
				no_program_twice = (slot_prog[AT(w_count, w_i)] != slot_prog[AT(w_count, w_p)]);
				assert(no_program_twice);
				w_p++
			:: else -> break
			od;
			w_i++
		:: else -> break
		od;
		w_count++
	:: else -> break
	od
}

inline forget() {
	q_flags = 0; q_hook = 0; q_device = 0; q_relative_is = 0; q_relative_by = 0; q_revision = 0; q_query_flags = 0;
	q_attach_flags = 0; q_prog = 0; q_replace = 0; q_old = 0; q_link = 0; q_relative = 0; q_buffer = 0;
	w_at = 0; w_index = 0; w_i = 0; w_found = 0; w_p = 0; w_count = 0; w_rule = 0;
	forget_situation()
}
`;

/** The inlines of effects, by the name of the effect. */
export const EFFECTS: Readonly<Record<string, string>> = {
  insert: 'do_insert()',
  'insert-link': 'do_insert_link()',
  replace: 'do_replace()',
  remove: 'do_remove()',
  'update-link': 'do_update_link()',
  'detach-link': 'do_detach_link()',
  'close-link': 'do_close_link()',
  'close-fd': 'do_close_fd()',
  'close-prog': 'do_close_prog()',
  'remove-device': 'do_remove_device()',
};

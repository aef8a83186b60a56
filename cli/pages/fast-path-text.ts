/** What the page says in prose. Tests pin the facts that these texts state. */

export const INTRODUCTION = `A bundle has two arrays of program pointers. Readers walk the active one under RCU; an update copies it to its peer, edits
the peer, publishes it, waits for a grace period and commits. \`mprog check fast-path\` explores every interleaving of an updater that makes two
updates and two readers that make a walk each. \`--variant\` plants a mistake in the design and shows an interleaving that breaks a property.
This page is made by \`npm run docs\` from the checks themselves.`;

export const ANSWER = `In review of the second RFC it was asked whether the wait is there to guard the detach path; and whether, as
\`bpf_prog_put\` defers the deallocation anyway, calling it without \`synchronize_rcu\` would be in order.

**For the life of a program, yes. For the array, no.** With the free deferred by a grace period no reader ever runs a freed program, with the wait
or without it (\`no-synchronize-rcu\` holds \`never-freed\`). But the wait has a second purpose: readers leave the array that was active
before, and the *next* update writes that array. Without the wait a reader that still walks it sees half of an update that is not yet
published: it sees a list that never existed, it can skip a program that was attached all the time, and it can walk past a terminator.

What does not break: no reader leaves the memory of an array, because its last word never holds a program; and no program runs
after it was freed.

Four more variants confirm the reason:

- \`no-synchronize-rcu-third-array\` does not wait either, but the second update has an array of its own: everything holds. With the wait,
  updates need no allocation.
- \`wait-only-for-removal\` waits only in the detach path, not for insertions: it breaks. An insertion releases nothing, but needs the wait too.
- \`put-before-wait\` puts the program before the grace period: everything holds, so long as the free is deferred. \`put-before-publish\` does not hold: a reader
  that comes after the put still finds the program in the active array, and the grace period of the free does not wait for it.
- \`immediate-free\` waits wherever the design waits and frees at once: it breaks, and by replacements only. A replacement is one store in the active array, without a wait;
  that is where the deferred free is needed. \`immediate-free-replace-waits\` holds.

So each of the two delays covers what the other does not: the deferred free covers replacements, the wait covers the reuse of the array.`;

export const MACHINE = `Shared memory is: the active pointer; two arrays (three in one variant) of four words, three for programs and one for the terminator at least;
and for each program whether it is held, put or freed. Each access to one word is a step, and steps are taken one at a time, in any order
(sequential consistency).

- **A reader** takes the RCU read lock, fetches the active pointer, and then loads a word and runs the program by turns, until it loads a terminator; then it unlocks.
  Running is a step of its own, which stands for the last moment the program is executed. A reader begins at any time.
- **The updater** makes two updates, each an insertion at any place, a removal or a replacement. An insertion or removal copies all words of the active array to its peer, in order,
  then moves words one by one to make room (from the end) or to close the gap (up to the terminator), then publishes the peer with one store, waits, and commits: puts the program
  that was removed, and counts the revision. A replacement stores one pointer in the active array and commits, without a wait.
- **The wait** begins by noting the readers inside, and ends when all of these have left: the shortest grace period there can be, and so the worst case.
- **The last put** notes the readers inside likewise; when they have left, the free follows at any time, as a step of its own (RCU's callback). Every program has one reference, that of its slot.

A *scenario* is a list of 0, 1 or 2 programs (A, B) and two updates (X is new with the first, Y with the second): every pair that fits.
Each step is deterministic, so an interleaving is a sequence of names; all of them are explored, breadth first, and after a breach the
search continues, so that every property is checked in all of them.`;

export const LIMITS = `- **Weak memory.** Steps are sequentially consistent. That publishing orders the stores before it, and that the reader's loads follow its fetch, is taken for granted
  (\`rcu_assign_pointer\` and \`rcu_dereference\` are there for it); without the wait, hardware and compiler could do more harm than is shown here.
- **Words that tear, and copies in another order.** A word is read and written whole. The copy proceeds from the first word to the last; \`memcpy\` and \`memmove\` promise no order. In the sound design no reader can observe the order.
- **More than two updates and two readers; a reader that walks again.** A reader writes nothing but where it is; other readers make a wait or a free later and never earlier. So each breach of one walk is there with one reader, and
  a second walk adds none. A third update can add some to designs with three arrays, which then come to be reused.
- **An entry that comes to be empty.** The two arrays stay, as with an embedding that keeps its entry. That tcx drops an empty entry and frees it after a grace period is left out.
- **Links, other references, failures.** A program attached through a link is released with the link. Every update here succeeds. Updates are serialised by a lock outside, which is why there is one updater.
- **Sleepable programs**, whose free waits for another kind of grace period, and the longer grace periods of real life: they can only make fewer programs freed.`;

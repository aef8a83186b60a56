import type { Design } from './design.ts';
import { arrayName, type Operation } from './operation.ts';
import type { Scenario } from './scenario.ts';
import { initialState, WORDS } from './state.ts';
import { applied, END, type List, nameOf, released, type Update } from './update.ts';
import { type Store, Writing } from './writing.ts';

/**
 * What the updater does, step by step. Nobody else writes, so all of it is known beforehand: the arrays are played
 * through here, and each store is one word with its value.
 */
export function operationsOf(design: Design, { lists, updates }: Scenario): readonly Operation[] {
  const memory = initialState(lists[0]);
  const operations: Operation[] = [];
  let active = 0;
  updates.forEach((update, index) => {
    const list = lists[index]!;
    const writing = new Writing(memory, index + 1);
    if (update.kind === 'replace') operations.push(...replaceOperations(design, update, active, writing));
    else if (design.edits === 'active') operations.push(...inPlaceOperations(design, update, active, list, writing));
    else {
      const peer = (active + 1) % design.arrays;
      operations.push(...swapOperations(design, update, active, peer, list, writing));
      active = peer;
    }
    operations.push(commitOperation(design, update, index + 2));
  });
  return operations;
}

/** Makes room, by the design from the end of the list down, or closes the gap from its place up to the terminator. */
function editOperations(design: Design, update: Update, array: number, list: List, writing: Writing): Store[] {
  const { kind, at, program } = update;
  const behind = list.map((_, index) => index).filter((index) => index >= at);
  if (kind === 'insert') {
    const order = design.makesRoom === 'from-the-end' ? behind.toReversed() : behind;
    return [...order.map((index) => writing.move(array, index, index + 1)), writing.set(array, at, program)];
  }
  return behind.map((index) =>
    index + 1 < WORDS ? writing.move(array, index + 1, index) : writing.set(array, index, END),
  );
}

function waitOperations({ waits }: Design, { kind }: Update): Operation[] {
  if (!waits.includes(kind)) return [];
  return [
    { is: 'wait', text: 'synchronize_rcu: begins' },
    { is: 'waited', text: 'synchronize_rcu: returns' },
  ];
}

function putOperations({ putAt }: Design, update: Update, here: Design['putAt']): Operation[] {
  const program = released(update);
  if (putAt !== here || program === undefined) return [];
  return [{ is: 'put', program, text: `puts ${nameOf(program)}` }];
}

/** Copies the active array to the peer, edits the peer and publishes it. */
function swapOperations(
  design: Design,
  update: Update,
  active: number,
  peer: number,
  list: List,
  writing: Writing,
): Operation[] {
  const publish: Operation = { is: 'publish', array: peer, text: `publishes ${arrayName(peer)}` };
  const wait = waitOperations(design, update);
  const early = design.waitAt === 'before-publish' ? wait : [];
  const before = [...putOperations(design, update, 'before-publish'), ...early, publish];
  const after = [...putOperations(design, update, 'before-wait'), ...(early.length > 0 ? [] : wait)];
  if (design.terminator === 'after-publish') {
    const next = applied(list, update);
    const slots = next.map((program, index) => writing.set(peer, index, program));
    return [...slots, ...before, writing.set(peer, next.length, END), ...after];
  }
  const copies = Array.from({ length: WORDS }, (_, index) => writing.copy(active, peer, index));
  const edits = editOperations(design, update, peer, list, writing);
  if (design.publishes === 'first') return [...before, ...copies, ...edits, ...after];
  if (design.publishes === 'when-copied') return [...copies, ...before, ...edits, ...after];
  return [...copies, ...edits, ...before, ...after];
}

/** With its last store the update is in force. */
function takingEffect(stores: readonly Store[]): Operation[] {
  return stores.map((store, index) => ({ ...store, takesEffect: index === stores.length - 1 }));
}

function inPlaceOperations(design: Design, update: Update, active: number, list: List, writing: Writing): Operation[] {
  return [...takingEffect(editOperations(design, update, active, list, writing)), ...waitOperations(design, update)];
}

function replaceOperations(
  design: Design,
  update: Extract<Update, { kind: 'replace' }>,
  active: number,
  writing: Writing,
): Operation[] {
  const clear = design.replaces === 'clear-then-set' ? [writing.exchange(active, update.at, END)] : [];
  return [
    ...putOperations(design, update, 'before-publish'),
    ...takingEffect([...clear, writing.exchange(active, update.at, update.program)]),
    ...putOperations(design, update, 'before-wait'),
    ...waitOperations(design, update),
  ];
}

function commitOperation({ putAt }: Design, update: Update, revision: number): Operation {
  const program = putAt === 'commit' ? released(update) : undefined;
  const put = program === undefined ? '' : `puts ${nameOf(program)}, `;
  return { is: 'commit', program, text: `commits: ${put}revision ${revision}` };
}

import type { Observation, Slot } from '../vocabulary/index.ts';
import { sameSlots } from './laws.ts';
import { slotsSeen } from './property.ts';
import type { Belongings, Lists, Move, Placement, RaceFact } from './race-facts.ts';

/** Holds for every fact of every interleaving. */
export interface RaceProperty {
  readonly kind: 'race';
  readonly id: string;
  /** The property as one sentence. */
  readonly sentence: string;
  /** Where it was promised: a commit, header or page. */
  readonly source?: string;
  /** Why a user would take it for granted, where nobody promised it. */
  readonly why?: string;
  /** Whether a fact puts it to the test: a property never tested held vacuously. */
  tested(fact: RaceFact): boolean;
  holds(fact: RaceFact): boolean;
}

const hooksOf = (lists: Lists) => Object.keys(lists);
const slotsAt = (lists: Lists, hook: string) => slotsSeen(lists[hook]);
const runsAt = (lists: Lists, hook: string): readonly string[] | undefined => {
  const seen = lists[hook];
  return seen?.is === 'list' ? seen.effective : undefined;
};

/** A list as a query shows it: at a cgroup it tells neither links nor the flags of slots. */
function shown(seen: Observation | undefined): readonly Slot[] {
  const bare = seen?.is === 'list' && seen.mode !== undefined;
  return slotsSeen(seen).map(({ prog, link }) => ({ prog, link: bare ? 'none' : link }));
}

const changed = ({ before, after }: Move) =>
  hooksOf(before).some((hook) => !sameSlots(slotsAt(before, hook), slotsAt(after, hook)));

const asksForChange = ({ request }: Move) => request !== undefined && request.op !== 'prog_query';

const hookOf = ({ request }: Move) => (request !== undefined && 'hook' in request ? request.hook : undefined);

/** Whether a move changed the list of the hook whose revision it expected. */
function changedAsExpected(fact: RaceFact): fact is Move & { seen: Observation & { is: 'list' } } {
  return fact.is === 'move' && fact.expecting && fact.outcome === 'ok' && fact.seen?.is === 'list' && changed(fact);
}

/** Every slot there was, with the hook it was in, and what became of it: kept as it was, or not. */
function fates({ before, after }: Move) {
  return hooksOf(before).flatMap((hook) => {
    const now = slotsAt(after, hook);
    const kept = (slot: Slot) => now.some(({ prog, link }) => prog === slot.prog && link === slot.link);
    return slotsAt(before, hook).map((slot) => ({ hook, slot, kept: kept(slot) }));
  });
}

/** Whether a slot was left as it was, and its program runs wherever it ran before. */
function leftAlone(move: Move, prog: string, kept: boolean): boolean {
  const runs = (lists: Lists, hook: string) => runsAt(lists, hook)?.includes(prog) ?? false;
  return kept && hooksOf(move.before).every((hook) => !runs(move.before, hook) || runs(move.after, hook));
}

/** The slots of other parties than the one that moves, with a link or without. */
const others = (move: Move, linked: boolean) =>
  fates(move).filter(({ slot }) => {
    const owner = move.belongings.owners[linked ? slot.link : slot.prog];
    return (slot.link !== 'none') === linked && owner !== undefined && owner !== move.party;
  });

/** What the programs of a list are versions of. */
export const versionsIn = (lists: Lists, { versions }: Belongings, hook: string) =>
  slotsAt(lists, hook).map(({ prog }) => versions[prog] ?? prog);

/** The index of a program, of another version of it, or of a link's slot; -1 where it is not there. */
function placeOf(lists: Lists, belongings: Belongings, hook: string, name: string): number {
  const slots = slotsAt(lists, hook);
  const exact = slots.findIndex(({ prog, link }) => prog === name || link === name);
  if (exact !== -1) return exact;
  const version = belongings.versions[name] ?? name;
  return slots.findIndex(({ prog }) => belongings.versions[prog] === version);
}

/** Whether a program, or another version of it, is there and is where it was wanted. */
function fulfilled(lists: Lists, belongings: Belongings, { hook, prog, wish }: Placement): boolean {
  const place = (name: string) => placeOf(lists, belongings, hook, name);
  const at = place(prog);
  if (at === -1) return false;
  switch (wish.is) {
    case 'anywhere':
      return true;
    case 'first':
      return at === 0;
    case 'last':
      return at === slotsAt(lists, hook).length - 1;
    case 'before':
      return place(wish.other) === -1 || at < place(wish.other);
    case 'after':
      return at > place(wish.other);
  }
}

/** What holds, or should, when several agents share a hook. */
export const RACE_PROPERTIES = [
  {
    kind: 'race',
    id: 'acts-on-seen-list',
    sentence: 'With an expected revision no agent acts on a list that it did not see.',
    source:
      'message of commit 053c8e1f235d (bpf_mprog): a revision is passed along to assert the state that was queried',
    tested: changedAsExpected,
    holds: (fact) => {
      if (!changedAsExpected(fact)) return true;
      return sameSlots(shown(fact.seen), shown(fact.before[hookOf(fact)!]));
    },
  },
  {
    kind: 'race',
    id: 'acts-on-what-ran',
    sentence: 'With an expected revision no agent changes a cgroup where other programs run than it saw.',
    why: 'who acts on what runs at a cgroup takes the revision of that cgroup for its version: no other one is told',
    tested: (fact) => changedAsExpected(fact) && fact.seen.effective !== undefined,
    holds: (fact) => {
      if (!changedAsExpected(fact) || fact.seen.effective === undefined) return true;
      return String(fact.seen.effective) === String(runsAt(fact.before, hookOf(fact)!));
    },
  },
  {
    kind: 'race',
    id: 'removes-what-was-meant',
    sentence: 'A detach or a replace takes away the program that its agent meant, or nothing.',
    why: 'who takes a program away by name, or by the place where it saw it, does not expect another one to go',
    tested: (fact) => fact.is === 'move' && fact.meant !== undefined && changed(fact),
    holds: (fact) =>
      fact.is !== 'move' ||
      fact.meant === undefined ||
      fates(fact).every(({ slot, kept }) => kept || slot.prog === fact.meant),
  },
  {
    kind: 'race',
    id: 'lands-where-wanted',
    sentence: 'When a request has succeeded, the program stands where its agent wanted it.',
    why: 'success is all the answer there is: nobody looks again at once',
    tested: (fact) => fact.is === 'move' && fact.placed !== undefined && fact.placed.wish.is !== 'anywhere',
    holds: (fact) =>
      fact.is !== 'move' || fact.placed === undefined || fulfilled(fact.after, fact.belongings, fact.placed),
  },
  {
    kind: 'race',
    id: 'ends-where-wanted',
    sentence: 'In the end every program is attached, and stands where its agent wanted it, unless the agent was told.',
    why: 'an order that was asked for and granted is taken to stay',
    tested: (fact) => fact.is === 'end' && fact.agents.some(({ placements }) => placements.length > 0),
    holds: (fact) =>
      fact.is !== 'end' ||
      fact.agents.every(({ placements }) =>
        placements.every((placement) => fulfilled(fact.lists, fact.belongings, placement)),
      ),
  },
  {
    kind: 'race',
    id: 'links-are-left-alone',
    sentence: 'What is attached through a link is changed, or kept from running, by its owner alone.',
    source: 'message of commit e420bed02507 (tcx): only requests without link replace each other',
    tested: (fact) => fact.is === 'move' && asksForChange(fact) && others(fact, true).length > 0,
    holds: (fact) =>
      fact.is !== 'move' || others(fact, true).every(({ slot, kept }) => leftAlone(fact, slot.prog, kept)),
  },
  {
    kind: 'race',
    id: 'programs-are-left-alone',
    sentence: 'What is attached without a link is changed, or kept from running, by its owner alone.',
    why: 'the incident told in the message of commit e420bed02507 (tcx) is what follows where it does not hold',
    tested: (fact) => fact.is === 'move' && asksForChange(fact) && others(fact, false).length > 0,
    holds: (fact) =>
      fact.is !== 'move' || others(fact, false).every(({ slot, kept }) => leftAlone(fact, slot.prog, kept)),
  },
  {
    kind: 'race',
    id: 'crash-leaves-only-pins',
    sentence: 'Of an agent that crashed nothing stays attached but what it pinned.',
    source: 'message of commit e420bed02507 (tcx): links against incidents through stale leftover programs',
    tested: (fact) => fact.is === 'move' && fact.crash === 'crashed',
    holds: (fact) =>
      fact.is !== 'move' ||
      fact.crash !== 'crashed' ||
      hooksOf(fact.after).every((hook) =>
        slotsAt(fact.after, hook).every(({ prog, link }) => link !== 'none' || !fact.programs.includes(prog)),
      ),
  },
  {
    kind: 'race',
    id: 'crash-takes-only-own',
    sentence: 'A crash takes nothing away that another agent attached.',
    source: 'message of commit e420bed02507 (tcx): a model of safe ownership and detachment',
    tested: (fact) => fact.is === 'move' && fact.crash !== 'none' && changed(fact),
    holds: (fact) =>
      fact.is !== 'move' ||
      fact.crash === 'none' ||
      fates(fact).every(({ slot, kept }) => kept || fact.belongings.owners[slot.prog] === fact.party),
  },
  {
    kind: 'race',
    id: 'one-version',
    sentence: 'No two versions of one program are attached at once.',
    source: 'message of commit 7dd68b3279f1 (BPF_F_REPLACE): two versions that work at once may not be acceptable',
    tested: (fact) => fact.is === 'move' && changed(fact) && someVersionsBesides(fact),
    holds: (fact) =>
      fact.is !== 'move' ||
      hooksOf(fact.after).every((hook) => {
        const versions = versionsIn(fact.after, fact.belongings, hook);
        return new Set(versions).size === versions.length;
      }),
  },
  {
    kind: 'race',
    id: 'no-gap',
    sentence: 'What is attached and will be again is attached all the while.',
    source: 'message of commit 7dd68b3279f1 (BPF_F_REPLACE): an interruption may not be acceptable',
    tested: (fact) => fact.is === 'move' && fact.placed !== undefined && someVersionsBesides(fact),
    holds: (fact) =>
      fact.is !== 'move' ||
      hooksOf(fact.after).every((hook) =>
        versionsIn(fact.after, fact.belongings, hook).every(
          (version) => !fact.gone.some((absence) => absence.hook === hook && absence.version === version),
        ),
      ),
  },
  {
    kind: 'race',
    id: 'gets-through',
    sentence: 'An agent that asks again after ESTALE, as often as it was told to, gets through in the end.',
    why: 'every ESTALE is the success of another agent, so that as many attempts as others make changes, and one, are enough',
    tested: (fact) => fact.is === 'end' && fact.agents.some(({ retries }) => retries),
    holds: (fact) => fact.is !== 'end' || fact.agents.every(({ retries, told }) => !retries || told !== 'ESTALE'),
  },
] as const satisfies readonly RaceProperty[];

/** Whether anything of what a move is about has several versions. */
function someVersionsBesides({ belongings }: Move): boolean {
  const versions = Object.values(belongings.versions);
  return new Set(versions).size < versions.length;
}

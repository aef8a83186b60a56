import type * as generic from '../../../race.ts';
import { verdictName } from '../verdicts.ts';
import { filteringIn, type Observation, type Slot } from '../vocabulary/index.ts';
import { sameSlots } from './laws.ts';
import { slotsSeen } from './property.ts';
import type { Belongings, End, Lists, Move, Placement, RaceFact } from './race-facts.ts';

/** Holds for every fact of every interleaving. */
export type RaceProperty = generic.RaceProperty<RaceFact>;

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

/** What is done to a cgroup itself. */
const TARGET_OPS: ReadonlySet<string> = new Set(['cgroup_remove', 'cgroup_create']);

const changed = ({ before, after }: Move) =>
  hooksOf(before).some((hook) => !sameSlots(slotsAt(before, hook), slotsAt(after, hook)));

/**
 * Whether a move could disturb others: not what is done to the device or cgroup of the hooks, and not the close of the last fd of a
 * link, which its owner has given up by then. To remove the pin of another's link is a disturbance.
 */
const isOfAgent = ({ request, pinned }: Move) =>
  !(request !== undefined && ('device' in request || TARGET_OPS.has(request.op))) &&
  (request?.op !== 'link_close' || pinned.includes(request.link));

/** What a move says about the revision that its agent saw: it passed it, and the hook granted or refused it. */
function expectedSeen(fact: RaceFact): fact is Move & { seen: Observation & { is: 'list' } } {
  return (
    fact.is === 'move' &&
    fact.expecting &&
    fact.seen?.is === 'list' &&
    (fact.outcome === 'ESTALE' || (fact.outcome === 'ok' && changed(fact)))
  );
}

const hookOf = ({ request }: Move) => (request !== undefined && 'hook' in request ? request.hook : undefined);

/** Whether the list is the one that the agent saw. */
const sawList = (fact: Move) => sameSlots(shown(fact.seen), shown(fact.before[hookOf(fact)!]));

/** Whether the effective list is the one that the agent saw, if it looked at that. */
const sawWhatRuns = (fact: Move) =>
  fact.seen?.is !== 'list' ||
  fact.seen.effective === undefined ||
  String(fact.seen.effective) === String(runsAt(fact.before, hookOf(fact)!));

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

/** Whether a move is about a slot: it names its program or link, was denied an fd of it, or detaches by place. */
function isAbout({ request, meant, denied }: Move, { prog, link }: Slot): boolean {
  if (meant === prog || denied === prog || (denied !== undefined && denied === link)) return true;
  if (request?.op === 'link_update' || request?.op === 'link_detach')
    return link !== 'none' && request.link.is === 'link' && request.link.name === link;
  return request?.op === 'prog_detach' && request.prog.is === 'none';
}

/** Whether a move asks for something that could change the slots of others: it is about one, or changes its list. */
function disturbs(fact: RaceFact, linked: boolean): boolean {
  if (fact.is !== 'move' || !isOfAgent(fact)) return false;
  const { before, after } = fact;
  const changes = (hook: string) =>
    !sameSlots(slotsAt(before, hook), slotsAt(after, hook)) ||
    String(runsAt(before, hook)) !== String(runsAt(after, hook));
  return others(fact, linked).some(({ hook, slot }) => isAbout(fact, slot) || changes(hook));
}

/** Whether no slot of others, with a link or without, is changed or kept from running by an agent. */
const leavesAlone = (fact: RaceFact, linked: boolean) =>
  fact.is !== 'move' ||
  !isOfAgent(fact) ||
  others(fact, linked).every(({ slot, kept }) => leftAlone(fact, slot.prog, kept));

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

/** Whether a program, or another version of it, is there and is where it was wanted; of a program in two slots that of its own. */
function fulfilled(lists: Lists, belongings: Belongings, { hook, prog, link, wish }: Placement): boolean {
  const place = (name: string) => placeOf(lists, belongings, hook, name);
  const own = slotsAt(lists, hook).findIndex((slot) => slot.prog === prog && slot.link === link);
  const at = own === -1 ? place(prog) : own;
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

/** The slots of the programs that the agent itself loaded, but for those of links that others made. */
const ownSlots = ({ programs, party, belongings }: Move, lists: Lists) =>
  hooksOf(lists)
    .flatMap((hook) => slotsAt(lists, hook))
    .filter(({ prog, link }) => programs.includes(prog) && (link === 'none' || belongings.owners[link] === party));

/** Whether a program that is placed is one of several versions. */
function hasOtherVersions({ belongings: { versions } }: Move, { prog }: Placement): boolean {
  return Object.keys(versions).some((other) => other !== prog && versions[other] === versions[prog]);
}

/** Whether a program that is placed, or another version of it, was attached there before. */
function comesBack({ before, belongings, gone }: Move, { hook, prog }: Placement): boolean {
  const version = belongings.versions[prog] ?? prog;
  return (
    versionsIn(before, belongings, hook).includes(version) ||
    gone.some((absence) => absence.hook === hook && absence.version === version)
  );
}

/** The programs that are to see packets in the end, each with the agent that wants it. */
const wanted = (fact: RaceFact) =>
  fact.is === 'end' ? fact.agents.flatMap(({ agent, sees }) => sees.map((prog) => ({ agent, prog }))) : [];

/** What becomes of a packet at the hook that a program is at: of the only one, where it is attached to none. */
function packetFor({ agents, packets }: End, prog: string) {
  const placed = agents.flatMap(({ placements }) => placements).find((each) => each.prog === prog);
  const hook = placed?.hook ?? Object.keys(packets)[0]!;
  return { hook, ran: packets[hook]?.ran ?? [] };
}

/** Who keeps a program from seeing a packet, and what it says: a program of the list, for a filter the last that ran. */
function hider(end: End, { agent, prog }: { readonly agent: string; readonly prog: string }): string {
  const { hook, ran } = packetFor(end, prog);
  const attached = slotsAt(end.lists, hook).map((slot) => slot.prog);
  const isFilter = filteringIn(end.universe).includes(prog);
  const none = `${prog} (${agent}) sees no packet`;
  if (!isFilter && !attached.includes(prog)) return `${none}: it is not attached any more`;
  const last = isFilter ? ran.at(-1) : ran.findLast((each) => attached.includes(each));
  if (last === undefined) return `${none}: none gets there`;
  const said = verdictName(end.universe, last, attached.includes(last) ? 'slot' : 'filter');
  return `${none}: ${last} (${end.belongings.owners[last]}) ends the walk with ${said}`;
}

/** What an agent wants whose programs are there for packets. */
export const SEES_PACKETS = {
  kind: 'race',
  id: 'ends-seeing-packets',
  sentence: 'In the end every program sees packets that its agent wants to see them, unless the agent got an error.',
  why: 'a program behind one that ends the walk is attached, and sees nothing: microsoft/retina issue 252, DataDog/datadog-agent pull 13692',
  sometimes: (fact) => wanted(fact).length > 0,
  holds: (fact) => fact.is !== 'end' || wanted(fact).every(({ prog }) => packetFor(fact, prog).ran.includes(prog)),
  because: (fact) =>
    fact.is !== 'end'
      ? []
      : wanted(fact)
          .filter(({ prog }) => !packetFor(fact, prog).ran.includes(prog))
          .map((each) => hider(fact, each)),
} as const satisfies RaceProperty;

/** What holds, or should, when several agents share a hook. */
export const RACE_PROPERTIES = [
  {
    kind: 'race',
    id: 'acts-on-seen-list',
    sentence: 'With an expected revision no agent acts on a list that it did not see.',
    source:
      'message of commit 053c8e1f235d (bpf_mprog): a revision is passed along to assert the state that was queried',
    sometimes: (fact) => expectedSeen(fact) && !sawList(fact),
    holds: (fact) => !expectedSeen(fact) || fact.outcome !== 'ok' || sawList(fact),
  },
  {
    kind: 'race',
    id: 'acts-on-what-ran',
    sentence:
      'With an expected revision no agent changes a cgroup whose effective list differs from the list that it saw.',
    why: 'a user of an effective list takes the revision of the cgroup as its version: a query reports no other',
    sometimes: (fact) => expectedSeen(fact) && !sawWhatRuns(fact),
    holds: (fact) => !expectedSeen(fact) || fact.outcome !== 'ok' || sawWhatRuns(fact),
  },
  {
    kind: 'race',
    id: 'removes-what-was-meant',
    sentence: 'A detach or a replacement removes the program that its agent meant, or none.',
    why: 'an agent that removes a program by name, or by the place where it saw it, does not expect to remove another',
    sometimes: (fact) => fact.is === 'move' && fact.meant !== undefined && changed(fact),
    holds: (fact) =>
      fact.is !== 'move' ||
      fact.meant === undefined ||
      fates(fact).every(({ slot, kept }) => kept || slot.prog === fact.meant),
  },
  {
    kind: 'race',
    id: 'lands-where-wanted',
    sentence: 'When a request has succeeded, the program is where its agent wanted it.',
    why: 'success is the whole answer: agents do not query again at once',
    sometimes: (fact) => fact.is === 'move' && fact.placed !== undefined && fact.placed.wish.is !== 'anywhere',
    holds: (fact) =>
      fact.is !== 'move' || fact.placed === undefined || fulfilled(fact.after, fact.belongings, fact.placed),
  },
  {
    kind: 'race',
    id: 'ends-where-wanted',
    sentence: 'In the end every program is attached where its agent wanted it, unless its agent got an error.',
    why: 'users expect an order to stay once the request for it has succeeded',
    sometimes: (fact) => fact.is === 'end' && fact.agents.some(({ placements }) => placements.length > 0),
    holds: (fact) =>
      fact.is !== 'end' ||
      fact.agents.every(({ placements }) =>
        placements.every((placement) => fulfilled(fact.lists, fact.belongings, placement)),
      ),
  },
  {
    kind: 'race',
    id: 'links-are-left-alone',
    sentence: 'A program attached through a link is changed, or kept from running, only by its owner.',
    source: 'message of commit e420bed02507 (tcx): only requests without link replace each other',
    sometimes: (fact) => disturbs(fact, true),
    holds: (fact) => leavesAlone(fact, true),
  },
  {
    kind: 'race',
    id: 'programs-are-left-alone',
    sentence: 'A program attached without a link is changed, or kept from running, only by its owner.',
    why: 'the incident described in the message of commit e420bed02507 (tcx) follows where this does not hold',
    sometimes: (fact) => disturbs(fact, false),
    holds: (fact) => leavesAlone(fact, false),
  },
  {
    kind: 'race',
    id: 'crash-leaves-only-pins',
    sentence: 'After an agent has crashed, only what it pinned stays attached.',
    source: 'message of commit e420bed02507 (tcx): links against incidents through stale leftover programs',
    sometimes: (fact) => fact.is === 'move' && fact.crash === 'crashed' && ownSlots(fact, fact.before).length > 0,
    holds: (fact) =>
      fact.is !== 'move' ||
      fact.crash !== 'crashed' ||
      ownSlots(fact, fact.after).every(({ link }) => fact.pinned.includes(link)),
  },
  {
    kind: 'race',
    id: 'crash-takes-only-own',
    sentence: 'A crash removes nothing that another agent attached.',
    source: 'message of commit e420bed02507 (tcx): a model of safe ownership and detachment',
    sometimes: (fact) =>
      fact.is === 'move' &&
      fact.crash !== 'none' &&
      changed(fact) &&
      fates(fact).some(({ slot }) => fact.belongings.owners[slot.prog] !== fact.party),
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
    sometimes: (fact) => fact.is === 'move' && fact.placed !== undefined && hasOtherVersions(fact, fact.placed),
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
    sentence: 'A program that is attached, and attached again later, is attached all the time between.',
    source: 'message of commit 7dd68b3279f1 (BPF_F_REPLACE): an interruption may not be acceptable',
    sometimes: (fact) => fact.is === 'move' && fact.placed !== undefined && comesBack(fact, fact.placed),
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
    sentence: 'An agent that retries after ESTALE succeeds within the number of tries that the scenario gives it.',
    why: 'every ESTALE is caused by the success of another agent: one attempt more than the others make changes is enough',
    sometimes: (fact) => fact.is === 'move' && fact.outcome === 'ESTALE' && fact.again,
    holds: (fact) => fact.is !== 'end' || fact.agents.every(({ retries, told }) => !retries || told !== 'ESTALE'),
  },
  SEES_PACKETS,
] as const satisfies readonly RaceProperty[];

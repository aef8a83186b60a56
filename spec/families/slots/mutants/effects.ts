import { P } from 'ts-pattern';
import { type Mutant, type Operator, withTable } from '../../../mutants/mutant.ts';
import type { Profile } from '../../../profile.ts';
import type { Decision, Rule, RuleTable, When } from '../../../rule.ts';
import { applyChange, type Change } from '../effect.ts';
import type { Effect } from '../effects.ts';
import { lineage } from '../hierarchy.ts';
import { type HookState, type Keeping, nextRevision, type State, slotsOf, statusOf } from '../state.ts';
import { view } from '../view.ts';
import { type HookName, isUndefined, type Observation, type Request } from '../vocabulary/index.ts';

/** A deliberate mistake in what a rule does. */
interface Tampering {
  after?(before: State, change: Change, request: Request): State;
  view?(view: Observation, state: State, request: Request): Observation;
}

const keepingOf = ({ keeping }: Profile) => keeping as Keeping;

/** The hook that a change is made to; none where it is made to no list. */
function hookOf(before: State, change: Change): HookName | undefined {
  if ('hook' in change) return change.hook;
  if (!('link' in change)) return undefined;
  const status = statusOf(before, change.link);
  return status.is === 'attached' ? status.hook : undefined;
}

function withHooks(state: State, change: (hook: HookState, name: HookName) => HookState): State {
  const hooks = Object.fromEntries(Object.entries(state.hooks).map(([name, hook]) => [name, change(hook, name)]));
  return { ...state, hooks };
}

/** A change made at another place, as far as the list has one. */
function movedBy(distance: number): Tampering {
  return {
    after: (before, change) => {
      if (!('at' in change)) return applyChange(before, change);
      const slots = slotsOf(before, change.hook).length;
      const last = change.is === 'insert' ? slots : slots - 1;
      return applyChange(before, { ...change, at: Math.min(Math.max(change.at + distance, 0), last) });
    },
  };
}

/** A change at the other end of the list, where a request names an end by BEFORE or AFTER without a relative. */
const endsExchanged: Tampering = {
  after: (before, change, request) => {
    if (!('at' in change) || !('relative' in request) || request.relative.is !== 'none')
      return applyChange(before, change);
    const has = (flag: 'BEFORE' | 'AFTER') => request.flags.includes(flag);
    if (has('BEFORE') === has('AFTER')) return applyChange(before, change);
    const slots = slotsOf(before, change.hook).length;
    return applyChange(before, { ...change, at: has('AFTER') ? 0 : change.is === 'insert' ? slots : slots - 1 });
  },
};

/** A change after which some effective lists are what they were. */
function keepingEffective(which: (before: State, name: HookName, changed: HookName) => boolean): Tampering {
  return {
    after: (before, change) => {
      const changed = hookOf(before, change);
      const after = applyChange(before, change);
      if (changed === undefined) return after;
      return withHooks(after, (hook, name) =>
        which(before, name, changed) ? { ...hook, effective: before.hooks[name]!.effective } : hook,
      );
    },
  };
}

const revisionKept: Tampering = {
  after: (before, change) => {
    const changed = hookOf(before, change);
    return withHooks(applyChange(before, change), (hook, name) =>
      name === changed && hook.slots.length > 0 ? { ...hook, revision: before.hooks[name]!.revision } : hook,
    );
  },
};

/** One revision more of the hook that a request names, or else of the first one. */
const counting: Tampering = {
  after: (before, _change, request) => {
    const hook = 'hook' in request ? request.hook : Object.keys(before.hooks)[0]!;
    return withHooks(before, (each, name) =>
      name === hook ? { ...each, revision: nextRevision(before.keeping, each.revision) } : each,
    );
  },
};

const withFlags = (flags: 'lost' | 'kept'): Tampering => ({
  after: (before, change) => {
    if (change.is === 'insert') {
      const { prog, link } = change.slot;
      return applyChange(before, { ...change, slot: { prog, link } });
    }
    if (change.is !== 'replace') return applyChange(before, change);
    const had = slotsOf(before, change.hook)[change.at]!.flags ?? [];
    return applyChange(before, { ...change, flags: flags === 'kept' ? had : [] });
  },
});

const modeLost: Tampering = {
  after: (before, change) => applyChange(before, change.is === 'insert' ? { ...change, mode: 'NONE' } : change),
};

const seeing = (change: (view: Observation & { is: 'list' }) => Observation): Tampering => ({
  view: (view) => (view.is === 'list' ? change(view) : view),
});

/** What can be done otherwise where a rule has an effect; the last column says where it makes sense. */
const TAMPERINGS: readonly (readonly [Operator, Tampering, (effect: Effect, semantics: Profile) => boolean])[] = [
  ['place-one-later', movedBy(1), isPlaced],
  ['place-one-earlier', movedBy(-1), isPlaced],
  ['ends-exchanged', endsExchanged, (effect) => effect.startsWith('insert') || effect === 'remove'],
  ['flags-lost', withFlags('lost'), (effect, semantics) => keepsFlags(effect) && hasSlotFlags(semantics)],
  ['flags-kept', withFlags('kept'), (effect, semantics) => effect === 'replace' && hasSlotFlags(semantics)],
  ['mode-lost', modeLost, (effect, semantics) => effect.startsWith('insert') && isHierarchy(semantics)],
  ['effective-kept', keepingEffective(() => true), changesList],
  [
    'effective-below-kept',
    keepingEffective((before, name, changed) => name !== changed && lineage(before, name).includes(changed)),
    changesList,
  ],
  [
    'revision-kept',
    revisionKept,
    (effect, semantics) => keepingOf(semantics).revisionBits > 0 && LIST_EFFECTS.has(effect),
  ],
];

const LIST_EFFECTS: ReadonlySet<Effect> = new Set([
  ...(['insert', 'insert-link', 'replace', 'remove', 'update-link', 'update-link-by-count'] as const),
  ...(['detach-link', 'close-link', 'commit'] as const),
]);

function isPlaced(effect: Effect): boolean {
  return effect.startsWith('insert') || effect === 'replace' || effect === 'remove';
}

function keepsFlags(effect: Effect): boolean {
  return effect.startsWith('insert') || effect === 'replace';
}

const hasSlotFlags = (semantics: Profile) => keepingOf(semantics).slotFlags.length > 0;
const isHierarchy = ({ uapi }: Profile) => uapi.hook === 'cgroup';

function changesList(effect: Effect, semantics: Profile): boolean {
  return isHierarchy(semantics) && LIST_EFFECTS.has(effect);
}

/** Effects that are easily taken for one another. */
const EXCHANGES: readonly (readonly [Operator, Effect, Effect, (semantics: Profile) => boolean])[] = [
  ['update-by-count', 'update-link', 'update-link-by-count', isHierarchy],
  ['link-freed', 'detach-link', 'close-link', () => true],
  ['link-kept', 'close-link', 'detach-link', () => true],
];

const VIEWS: readonly (readonly [Operator, Tampering])[] = [
  ['query-one-fewer', seeing((view) => ({ ...view, slots: view.slots.slice(0, -1) }))],
  ['query-count-one-more', seeing((view) => ({ ...view, count: view.count + 1 }))],
  ['query-revision-zero', seeing((view) => ({ ...view, revision: 0 }))],
];

/** Every slot, whatever the buffer has room for. */
const PAST_BUFFER: Tampering = {
  view: (seen, state, request) => {
    if (seen.is !== 'list' || request.op !== 'prog_query') return seen;
    const all = view('slots', state, { ...request, buffer: ALL }, () => undefined as never);
    return all.is === 'list' ? { ...seen, slots: all.slots } : seen;
  },
};

/** What there is nothing behind: rules of a query that show every slot, or nothing. */
const SHOWS_ALL: ReadonlySet<string> = new Set(['nothing', 'slots', 'bare-slots']);

/** Room for more ids than there are slots. */
const ALL = 4_096;

function* decisions(semantics: Profile, table: RuleTable, index: number): Generator<readonly [Operator, Decision]> {
  const { then } = table.rules[index]!;
  for (const [operator, tampered, applies] of TAMPERINGS)
    if (applies(then.effect as Effect, semantics)) yield [operator, { ...then, tampered }];
  for (const [operator, from, effect, applies] of EXCHANGES)
    if (then.effect === from && applies(semantics)) yield [operator, { ...then, effect }];
  if (then.show !== 'nothing') for (const [operator, tampered] of VIEWS) yield [operator, { ...then, tampered }];
  if (table.op === 'prog_query' && !SHOWS_ALL.has(then.show))
    yield ['query-past-buffer', { ...then, tampered: PAST_BUFFER }];
  if (nothingToSee(table.rules[index]!)) return;
  const isIdle = then.effect === 'nothing' && table.op !== 'prog_query' && table.op !== 'prog_close';
  if (isIdle && keepingOf(semantics).revisionBits > 0) yield ['refusal-counts', { ...then, tampered: counting }];
}

/** Whether a rule speaks of a hook whose device or cgroup is gone: what is done there, nobody can see. */
const nothingToSee = ({ when }: Rule) => when.device === 'gone' || when.cgroup === 'gone';

/** A refusal that does what the next rule in the same situation would do: the rule once for each rule behind it. */
function acting(table: RuleTable, index: number): readonly Rule[] | undefined {
  const rule = table.rules[index]!;
  const behind = table.rules.slice(index + 1);
  const isRefusal = rule.then.outcome !== 'ok' && !isUndefined(rule.then.outcome);
  if (!isRefusal || nothingToSee(rule) || !behind.some(({ then }) => then.effect !== 'nothing')) return undefined;
  const split = behind.map((next): Rule => {
    const id = `${rule.id}/then/${next.id}`;
    const then: Decision = { ...rule.then, effect: next.then.effect };
    return { ...rule, id, when: both(rule.when, next.when), then };
  });
  return table.rules.toSpliced(index, 0, ...split);
}

/** The situations of which two patterns speak. */
function both(one: When, other: When): When {
  const shared = Object.keys(one).filter((field) => field in other);
  const patterns = shared.map((field) => [field, P.intersection(one[field] as never, other[field] as never)]);
  return { ...one, ...other, ...Object.fromEntries(patterns) };
}

/** Every mutant of what the rules of a semantics do and show. */
export function* effectMutants(semantics: Profile): Generator<Mutant> {
  for (const table of semantics.tables)
    for (const [index, rule] of table.rules.entries()) {
      const mutant = (operator: Operator, rules: readonly Rule[]): Mutant => ({
        id: `${operator} ${rule.id}`,
        operator,
        at: rule.id,
        profile: withTable(semantics, { ...table, rules }),
      });
      for (const [operator, then] of decisions(semantics, table, index))
        yield mutant(operator, table.rules.with(index, { ...rule, then }));
      const rules = acting(table, index);
      if (rules !== undefined) yield mutant('refusal-acts', rules);
    }
}

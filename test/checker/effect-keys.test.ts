import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { FrameDesignation } from '../../checker/decide/frame-designation.ts';
import { requestsIn } from '../../checker/requests/enumerate.ts';
import {
  type Derivation,
  derive,
  type Fact,
  fail,
  type Insertion,
  P,
  rule,
  slotsOf,
  succeed,
  tcx,
} from '../../index.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import type { Effect } from '../../spec/families/slots/effects.ts';
import { initialState } from '../../spec/families/slots/initial-state.ts';
import { SlotRequests } from '../../spec/families/slots/scopes/requests.ts';
import { type Scope, universeOf } from '../../spec/families/slots/scopes/scope.ts';
import { scopesOf } from '../../spec/families/slots/scopes/scopes.ts';
import { keyOf, labelling } from '../../spec/families/slots/scopes/symmetry.ts';
import type { Keeping, State } from '../../spec/families/slots/state.ts';
import type { Profile } from '../../spec/profile.ts';
import { ProposalError } from '../../spec/proposal-error.ts';
import { type Decision, UndecidedError } from '../../spec/rule.ts';
import { withCount } from '../support/cases.ts';
import { ROOT } from '../support/command.ts';
import { step } from '../support/plain-step.ts';
import { ran } from '../support/room.ts';

/** How far both searches go: the states of the last step are found, and not expanded. */
const DEPTH = 2;

/**
 * What a search found: the keys of its states, or that it met a situation that no rule decides, or an effect that cannot be
 * had (a replacement of nothing).
 */
type Seen = { readonly keys: readonly string[] } | 'undecided' | 'impossible';

/** A plain breadth-first search: every request there is, each taken by the rules alone. */
function plainly(semantics: Profile, scope: Scope): Seen {
  const universe = new SlotRequests(scope, semantics.uapi);
  const keyIn = (state: State) => keyOf(universe.cast, state, labelling(universe.cast, state));
  const first = initialState(universeOf(scope), semantics.keeping as Keeping);
  const found = new Set([keyIn(first)]);
  let level = [first];
  try {
    for (let depth = 0; depth < DEPTH; depth += 1) {
      const next: State[] = [];
      for (const state of level)
        for (const request of requestsIn(universe, state, labelling(universe.cast, state))) {
          const after = step(semantics, state, request).after as State;
          const key = keyIn(after);
          if (found.has(key)) continue;
          found.add(key);
          next.push(after);
        }
      level = next;
    }
  } catch (error) {
    return error instanceof UndecidedError ? 'undecided' : 'impossible';
  }
  return { keys: [...found].toSorted() };
}

function checked(semantics: Profile, scope: Scope): Seen {
  let explored: ReturnType<typeof checkAll>['explored'];
  try {
    explored = checkAll(semantics, undefined, scope, { limits: { depth: DEPTH } }).explored;
  } catch {
    return 'impossible';
  }
  const { ending } = explored;
  if (ending.is === 'failed') {
    expect(ending.failure.is).toBe('undecided');
    return 'undecided';
  }
  const keys = explored.keys().map((key) => key.split(' § ')[0]!);
  return { keys: keys.toSorted() };
}

/** The effects that a request of each operation can have. */
const EFFECTS: Readonly<Record<string, readonly Effect[]>> = {
  prog_attach: ['insert', 'replace'],
  link_create: ['insert-link'],
  link_update: ['update-link'],
  link_detach: ['detach-link'],
  link_close: ['close-link'],
};

/** What may be changed in a profile; numbers choose among what it has. */
interface Recipe {
  readonly base: string;
  readonly flags: number;
  readonly kept: readonly boolean[];
  readonly removed: readonly number[];
  readonly replaced: readonly (readonly [number, 'EBUSY' | 'EPERM' | 'ok'])[];
  readonly fact: readonly [number, 'flags' | 'list', boolean];
}

const recipe: fc.Arbitrary<Recipe> = fc.record({
  base: fc.constantFrom('tcx', 'mprog-first-merge', 'cgroup', 'cgroup-5.6', 'rfc-v2'),
  flags: fc.integer({ min: 0, max: 4 }),
  kept: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  removed: fc.array(fc.nat(), { maxLength: 2 }),
  replaced: fc.array(fc.tuple(fc.nat(), fc.constantFrom('EBUSY', 'EPERM', 'ok')), { maxLength: 2 }),
  fact: fc.tuple(fc.nat(), fc.constantFrom('flags', 'list'), fc.boolean()),
});

/** A refusal that inserts all the same: no proposal may say so. */
const WRONG: Decision = { outcome: 'EPERM', effect: 'insert', show: 'nothing' };

const NEW = ['SA', 'SB', 'SC', 'SD'] as const;

/** One more thing to ask: how many flags a request sets, or how long the list is. */
const factOf = (kind: 'flags' | 'list'): Fact => ({
  of: ['prog_attach'],
  field: 'fact',
  values: ['none', 'one', 'more'],
  reads: kind === 'flags' ? ['flags'] : ['hook'],
  tell: (state, { hook, flags }) => {
    const count = kind === 'flags' ? flags.length : slotsOf(state, hook).length;
    return count === 0 ? 'none' : count === 1 ? 'one' : 'more';
  },
});

function derivationOf(base: Profile, { flags, kept, removed, replaced, fact }: Recipe): Derivation {
  const changing = base.tables.filter(({ op }) => EFFECTS[op] !== undefined && base.uapi.fields[op] !== undefined);
  const rules = changing.flatMap((table) => table.rules.map((each) => ({ op: table.op, ...each })));
  const pick = (number: number) => rules[number % rules.length]!;
  const names = NEW.slice(0, flags);
  const [where, kind, refuses] = fact;
  const attaches = rules.filter(({ op }) => op === 'prog_attach');
  const anchor = attaches[where % attaches.length]!;
  const insertion: Insertion = {
    before: anchor.id,
    rules: [
      rule(
        'attach/fact',
        'A rule for the fact.',
        { ...anchor.when, fact: 'one' },
        refuses ? fail('EPERM') : succeed('insert'),
      ),
    ],
  };
  const replace = replaced.map(([number, outcome]) => {
    const { id, op, when } = pick(number);
    const then = outcome === 'ok' ? succeed(EFFECTS[op]![number % EFFECTS[op]!.length]!) : fail(outcome);
    return [id, rule(`${id}/changed`, 'A changed rule.', when, then)] as const;
  });
  const taken = [...replace.map(([id]) => id), anchor.id];
  return {
    name: 'random',
    title: 'a random proposal',
    flags: Object.fromEntries(names.map((flag) => [flag, ['prog_attach', 'link_create']])),
    slotFlags: names.filter((_, index) => kept[index]),
    remove: [...new Set(removed.map((number) => pick(number).id))].filter((id) => !taken.includes(id)),
    replace: Object.fromEntries(replace),
    facts: [factOf(kind)],
    insert: [insertion],
  };
}

const scopeFor = (semantics: Profile): Scope => {
  const { default: usual } = scopesOf(semantics);
  const links = semantics.uapi.fields.link_create === undefined ? 0 : 1;
  const few = usual.kind === 'cgroup' ? { programs: 1, links: 0 } : { programs: 2, links };
  return { ...usual, ...few, flagsAtOnce: 2, foreign: 0, hooks: 1, retired: 1, capacity: 2, badInput: [] };
};

describe('the states that check finds without a model', () => {
  test('are those of a plain search, for random proposals', () => {
    const seen = { states: 0, kept: 0 };
    fc.assert(
      fc.property(recipe, (each) => {
        const base = profileNamed(each.base);
        let semantics: Profile;
        try {
          semantics = { ...derive(base, derivationOf(base, each)), properties: [] };
        } catch (error) {
          if (error instanceof ProposalError) fc.pre(false);
          throw error;
        }
        const scope = scopeFor(semantics);
        const expected = plainly(semantics, scope);
        expect(checked(semantics, scope)).toEqual(expected);
        if (typeof expected === 'object') {
          seen.states += expected.keys.length;
          if (expected.keys.some((key) => /!\S*S[ABCD]/.test(key))) seen.kept += 1;
        }
      }),
      { numRuns: 8, seed: 2026, maxSkipsPerRun: 50 },
    );
    // The search was about something.
    expect(seen.states).toBeGreaterThan(200);
    expect(seen.kept).toBeGreaterThan(3);
  });

  const kept = (count: number): Profile => {
    const names = ['SA', 'SB', 'SC', 'SD', 'SE'].slice(0, count);
    const base = profileNamed('cgroup');
    const derived = derive(base, {
      name: 'kept-flags',
      title: 'cgroup with more flags that slots keep',
      flags: Object.fromEntries(names.map((flag) => [flag, ['prog_attach']])),
      slotFlags: names,
      replace: {
        'attach/replace-the-one': rule(
          'attach/one-is-there',
          'The one program stays.',
          { mode: P.union('NONE', 'OVERRIDE'), list: 'same-mode' },
          fail('EBUSY'),
        ),
      },
    });
    return { ...derived, properties: [] };
  };
  test.each([
    [3, 49],
    [4, 97],
    [5, 193],
  ])('keep every set of %i flags of one slot apart: %i states', (count, states) => {
    const semantics = kept(count);
    const scope = { ...scopesOf(semantics).single!, programs: 1, links: 0, foreign: 0, retired: 0, badInput: [] };
    expect(checkAll(semantics, undefined, scope).explored.states).toBe(states);
  });
});

describe('requests with the same effect', () => {
  test('are told apart by their outcome: a refusal that does what a success does is found', () => {
    const wrong = rule('attach/wrong', 'Wrong.', { BEFORE: true }, WRONG);
    const tables = tcx.tables.map((table) =>
      table.op === 'prog_attach' ? { ...table, rules: [wrong, ...table.rules] } : table,
    );
    const scope: Scope = { ...scopesOf(tcx).default, programs: 1, links: 0, foreign: 0, badInput: [] };
    const { ending } = checkAll({ ...tcx, tables }, undefined, scope).explored;
    expect(ending).toMatchObject({ is: 'failed', failure: { is: 'property', property: 'refusal-changes-nothing' } });
  });
});

describe('fields that name a place and that nobody looked at', () => {
  // Two fields of three options each (bits 1 and 2), after the level of the flags: without flags the index is that of the second.
  const made = () =>
    new FrameDesignation(
      0,
      [
        { level: 1, bit: 1, of: [-3, -2, 0] },
        { level: 2, bit: 2, of: [-2, 0, 0] },
      ],
      (flags, [one, other]) => ({ code: 0, at: flags === 0 ? other! : flags === 1 ? 7 : one! * other!, still: 0 }),
    );
  test.each<[string, number, number, number]>([
    ['are tried, where the index depends on them', 0, 1, 2],
    ['are left, where the index depends on others', 0, 2, 0],
    ['are left, where the index is always the same', 1, 0, 0],
    ['are tried, where only both together move the index', 2, 0, 3],
    ['are left, where all were looked at', 0, 3, 0],
  ])('%s', (_, flags, reads, unseen) => {
    const designation = made();
    const chosen = [flags, 2, 1];
    for (const _again of [1, 2]) expect(designation.unseen(designation.pointed(chosen), chosen, reads)).toBe(unseen);
  });
  test('are told apart by their places, whatever numbers these are', () => {
    const designation = made();
    const at = [0, 1, 2].flatMap((one) => [0, 1, 2].map((other) => designation.pointed([2, one, other]).at + 0));
    expect(at).toEqual([6, 0, 0, 4, 0, 0, 0, 0, 0]);
  });
});

describe('a proposal whose slots keep more than three flags', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mprog-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const SCOPE = ['--scope', 'single', '--programs', '1', '--links', '0', '--foreign', '0'];
  test.each([3, 4, 5])('is found to break a property of one flag, with %i flags of its own', async (N) => {
    const file = withCount(directory, 'four-slot-flags.mjs', N);
    const { status, stdout } = await ran(ROOT, 'check', file, ...SCOPE, '--no-write', '--json');
    expect(status).toBe(1);
    const { counterexample } = JSON.parse(stdout);
    expect(counterexample.failure).toMatchObject({ is: 'property', property: 'no-third-flag' });
    expect(counterexample.steps.map(({ request }: { request: { flags: string[] } }) => request.flags)).toEqual([
      ['SC'],
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Commuted, commute } from '../../checker/commute/commute.ts';
import { commutingOf } from '../../checker/commute/commuting.ts';
import { COMMUTED } from '../../cli/pages/docs.ts';
import { SpecMachine } from '../../library/typed.ts';
import { cgroup, freplace, tcx } from '../../spec/families/profiles.ts';
import { requestsIn } from '../../spec/families/slots/commute/kinds.ts';
import { commuteScopes } from '../../spec/families/slots/scopes/commute-scopes.ts';
import { universeOf } from '../../spec/families/slots/scopes/scope.ts';
import type { Request, Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { worldOfSpec } from '../../spec/families/slots/world.ts';
import { type Profile, withOutcome } from '../../spec/profile.ts';
import { SEARCHED } from '../support/searched.ts';

function compared(semantics: Profile): Commuted {
  const run = commute(semantics, commutingOf(semantics).scopes(semantics));
  for (;;) {
    const next = run.next();
    if (next.done) return next.value;
  }
}

const OF_TCX = compared(tcx);
const OF_CGROUP = compared(cgroup);

/** The effects of two kinds in a situation. */
function effects({ cells }: Commuted, a: string, b: string, situation: string): readonly string[] {
  const cell = cells.find(
    ({ kinds, situation: found }) => kinds[0] === a && kinds[1] === b && (situation as string) === found,
  );
  return [...(cell?.effects.keys() ?? [])].toSorted();
}

describe('what is known of two requests', () => {
  test.each([
    ['attach', 'attach', 'otherwise', ['order']],
    ['attach', 'attach BEFORE', 'otherwise', ['commutes']],
    ['attach BEFORE', 'attach BEFORE', 'otherwise', ['order']],
    ['attach', 'attach', 'one subject', ['conflict']],
    ['attach', 'attach', 'other hook', ['commutes']],
    ['attach', 'attach', 'room for one', ['conflict']],
    ['attach REPLACE x', 'attach REPLACE x', 'one landmark', ['conflict']],
    ['attach BEFORE x', 'detach x', 'one names the other', ['disables']],
    ['detach x', 'detach x', 'one subject', ['conflict']],
    ['detach x', 'detach x', 'otherwise', ['commutes']],
    // With the last slot the revision goes: in one order it starts over, in the other it counts on.
    ['attach', 'detach x', 'at most one slot', ['revision']],
  ])('tcx: %s and %s, %s: %j', (a, b, situation, found) => {
    expect(effects(OF_TCX, a, b, situation)).toEqual(found);
  });
  test.each([
    ['attach', 'detach x', 'at most one slot', ['commutes', 'enables', 'order']],
    ['attach', 'attach in NONE mode', 'other hook', ['disables', 'commutes'].toSorted()],
    ['attach', 'attach in NONE mode', 'at most one slot', ['conflict']],
  ])('cgroup: %s and %s, %s', (a, b, situation, found) => {
    const seen = effects(OF_CGROUP, a, b, situation);
    expect(seen.length).toBeGreaterThan(0);
    for (const each of seen) expect(found).toContain(each);
  });
  test('an expected revision tells of every conflict over one place in a list of tcx', () => {
    const cell = OF_TCX.cells.find(
      ({ kinds, situation }) => kinds.join() === 'attach,attach' && situation === 'otherwise',
    );
    expect(cell?.effects.get('order')).toMatchObject({ pairs: cell!.pairs, told: cell!.pairs });
  });
  test('is counted the same way each time', () => {
    const { states, pairs } = compared(tcx);
    expect([states, pairs]).toEqual([OF_TCX.states, OF_TCX.pairs]);
    expect([states, pairs]).toEqual([91, 13_891]);
    expect([OF_CGROUP.states, OF_CGROUP.pairs]).toEqual([403, 32_791]);
  });
  test('changes with the rules', () => {
    const first = compared(withOutcome(tcx, 'attach/insert-before', 'EBUSY'));
    expect(effects(first, 'attach BEFORE', 'attach BEFORE', 'otherwise')).toEqual([]);
  });
});

/** What a machine says to some requests after others, and what it looks like then. */
function run(semantics: Profile, universe: Universe, path: readonly Request[]) {
  const machine = new SpecMachine(semantics);
  machine.reset(universe);
  const outcomes = path.map((request) => machine.apply(request).outcome);
  const look = Object.keys(universe.hooks).map((hook) => {
    const seen = machine.look(hook);
    return seen.is === 'list' ? { ...seen, revision: 0 } : seen;
  });
  return { outcomes, look: JSON.stringify(look) };
}

/** A witness, as hooks with slots have it. */
interface Told {
  readonly universe: Universe;
  readonly path: readonly Request[];
  readonly requests: readonly [Request, Request];
}

describe.each([
  [tcx, OF_TCX],
  [cgroup, OF_CGROUP],
])('the witnesses', (semantics, { cells }) => {
  test(`of ${semantics.name} are what another machine says, in either order`, () => {
    let witnesses = 0;
    for (const { effects: all } of cells)
      for (const [effect, { witness }] of all) {
        const { universe, path, requests, outcomes } = witness as typeof witness & Told;
        const [one, other] = requests;
        const inOrder = run(semantics, universe, [...path, one, other]);
        const reversed = run(semantics, universe, [...path, other, one]);
        expect(inOrder.outcomes.slice(-2)).toEqual([...outcomes.inOrder]);
        expect(reversed.outcomes.slice(-2)).toEqual([...outcomes.reversed].toReversed());
        expect(inOrder.look === reversed.look && effect === 'order').toBe(false);
        if (effect === 'commutes' || effect === 'revision') expect(inOrder.look).toBe(reversed.look);
        witnesses += 1;
      }
    expect(witnesses).toBeGreaterThan(200);
  });
});

test('two requests of different agents at different hooks of tcx always commute', () => {
  const { scope } = commuteScopes(tcx).find((ground) => ground.scope.hooks === 2)!;
  const universe = universeOf(scope);
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 4 }), fc.nat(), fc.nat(), (choices, first, second) => {
      const machine = new SpecMachine(tcx);
      machine.reset(universe);
      const path: Request[] = [];
      const choose = (choice: number, hook?: string) => {
        const all = requestsIn(worldOfSpec(machine.state), tcx.uapi).map(({ request }) => request);
        const some = hook === undefined ? all : all.filter((request) => 'hook' in request && request.hook === hook);
        return some[choice % some.length]!;
      };
      for (const choice of choices) {
        path.push(choose(choice));
        machine.apply(path.at(-1)!);
      }
      const [one, other] = [choose(first, 'ingress'), choose(second, 'egress')];
      if (one.op === 'link_create' && other.op === 'link_create') return;
      const both = [run(tcx, universe, [...path, one, other]), run(tcx, universe, [...path, other, one])];
      expect(both[0]!.look).toBe(both[1]!.look);
      expect(both[0]!.outcomes.slice(-2)).toEqual(both[1]!.outcomes.slice(-2).toReversed());
    }),
    { numRuns: 300 },
  );
});

/** Of the others, docs/commute has every cell. */
const UNSHOWN = SEARCHED.filter((each) => each === tcx || !COMMUTED.some((name) => name === each.name));

describe('every profile', () => {
  test.each(UNSHOWN)('$name has pairs that commute and pairs that do not', (semantics) => {
    const { cells, complete } = semantics === tcx ? OF_TCX : compared(semantics);
    const found = new Set(cells.flatMap((cell) => [...cell.effects.keys()]));
    expect(complete).toBe(true);
    const all = ['commutes', 'order', 'conflict', 'disables', 'enables'] as const;
    // In the place of a function there is at most one program, and none replaces it.
    const possible = semantics.family === freplace.family ? all.filter((effect) => effect !== 'order') : all;
    for (const effect of possible) expect([effect, found.has(effect)]).toEqual([effect, true]);
  });
});

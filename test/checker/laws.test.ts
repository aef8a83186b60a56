import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { knownOf } from '../../checker/promises/register.ts';
import { SpecMachine } from '../../library/typed.ts';
import { TcxModel } from '../../model/mprog/tcx-model.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { INVARIANTS } from '../../spec/families/slots/properties/invariants.ts';
import { LAWS } from '../../spec/families/slots/properties/laws.ts';
import { type Request, request, type Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { worldOfMachine, worldOfSpec } from '../../spec/families/slots/world.ts';
import { BOTH, filled, kernelMissing, MACHINES } from '../support/machines.ts';

const progs = fc.constantFrom('A', 'B', 'C', 'X').map((name) => ({ is: 'prog', name }));
const bad = fc.constantFrom({ is: 'closed-fd' }, { is: 'wrong-kind-fd' });
const prog = fc.oneof({ weight: 9, arbitrary: progs }, bad);
const optional = fc.oneof({ weight: 3, arbitrary: prog }, fc.constant({ is: 'none' }));
const link = fc.constantFrom('L1', 'L2');
const linkRef = fc.oneof({ weight: 5, arbitrary: link.map((name) => ({ is: 'link', name })) }, bad);
const as = fc.constantFrom('prog', 'link');
const relative = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ is: 'none' }) },
  {
    weight: 6,
    arbitrary: fc.record({
      is: fc.constant('prog'),
      name: fc.constantFrom('A', 'B', 'C', 'X'),
      by: fc.constantFrom('fd', 'id'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('link'),
      name: fc.constantFrom('L1', 'L2', 'N'),
      by: fc.constantFrom('fd', 'id'),
    }),
  },
  fc.record({ is: fc.constantFrom('closed-fd', 'wrong-kind-fd', 'unknown-id'), as }),
  fc.constantFrom(
    { is: 'zero', as: 'prog', by: 'id' },
    { is: 'zero', as: 'link', by: 'fd' },
    { is: 'zero', as: 'link', by: 'id' },
  ),
);
const flags = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom([], ['BEFORE'], ['AFTER'], ['REPLACE']) },
  fc.subarray(['REPLACE', 'BEFORE', 'AFTER', 'UNKNOWN']),
);
const revision = fc.oneof({ weight: 4, arbitrary: fc.constant('none') }, fc.constantFrom('current', 'stale'));
const hook = fc.constantFrom('ingress', 'ingress', 'egress');
const op = <T extends string>(name: T) => fc.constant(name);

const requests = fc
  .oneof(
    {
      weight: 5,
      arbitrary: fc.record({ op: op('prog_attach'), hook, prog, flags, relative, replace: optional, revision }),
    },
    { weight: 4, arbitrary: fc.record({ op: op('link_create'), hook, link, prog, flags, relative, revision }) },
    { weight: 4, arbitrary: fc.record({ op: op('prog_detach'), hook, prog: optional, flags, relative, revision }) },
    { weight: 3, arbitrary: fc.record({ op: op('link_update'), link: linkRef, prog, old: optional, flags }) },
    { weight: 2, arbitrary: fc.record({ op: op('link_detach'), link: linkRef }) },
    { weight: 2, arbitrary: fc.record({ op: op('link_close'), link }) },
    fc.record({ op: op('prog_close'), prog: fc.constantFrom('A', 'B', 'C', 'X') }),
    fc.record({ op: op('prog_query'), hook, buffer: fc.constantFrom(0, 1, 2, 3, 70, 'none') }),
  )
  .map((input) => request(input as Parameters<typeof request>[0]));

/** A detach without a program, which removes the program that it names as its relative. */
const removesItsRelative = [
  { op: 'prog_attach', hook: 'egress', prog: { is: 'prog', name: 'B' } },
  { op: 'prog_detach', hook: 'egress', flags: ['AFTER'], relative: { is: 'prog', name: 'B', by: 'fd' } },
].map((input) => request(input as Parameters<typeof request>[0]));

/** A device is removed at most at the end: what follows is the same for every history. */
const histories = fc.array(requests, { maxLength: 30 });

/** Requests that make sense: a name is given to a link only while no link has it. */
function sensible(machine: TcxModel, each: Request): boolean {
  return each.op !== 'link_create' || machine.linkState(each.link) === 'absent';
}

/** The semantics itself breaks those on record, and random histories come to them now and then. */
const onRecord = knownOf(profileNamed('tcx'));
const kept = LAWS.filter(({ id }) => !onRecord.includes(id));

const universes: readonly Universe[] = [BOTH, { ...filled(62), hooks: BOTH.hooks }];

describe.each(universes.map((universe) => [Object.keys(universe.programs).length, universe] as const))(
  'random histories over %i programs',
  (_, universe) => {
    test('come to the same in spec and model, and keep every property that is not broken on record', () => {
      fc.assert(
        fc.property(histories, (history) => {
          const spec = new SpecMachine('tcx');
          const model = new TcxModel();
          spec.reset(universe);
          model.reset(universe);
          let before = worldOfSpec(spec.state);
          for (const each of history) {
            if (!sensible(model, each)) continue;
            const expected = spec.apply(each);
            expect(model.apply(each)).toEqual(expected);
            const after = worldOfMachine(model, universe);
            expect(after).toEqual(worldOfSpec(spec.state));
            for (const invariant of INVARIANTS) expect(invariant.holds(after), invariant.id).toBe(true);
            for (const law of kept)
              expect(law.holds({ before, request: each, outcome: expected.outcome, after }), law.id).toBe(true);
            before = after;
          }
        }),
        { numRuns: 150, examples: [[removesItsRelative]] },
      );
    });

    test('can be taken back: a restored model goes on as if nothing had happened', () => {
      fc.assert(
        fc.property(histories, histories, (history, other) => {
          const model = new TcxModel();
          model.reset(universe);
          for (const each of history) if (sensible(model, each)) model.apply(each);
          const saved = model.save();
          const key = model.key((name) => name);
          for (const each of other) if (sensible(model, each)) model.apply(each);
          model.restore(saved);
          expect(model.same(saved)).toBe(true);
          expect(model.key((name) => name)).toBe(key);
        }),
        { numRuns: 100 },
      );
    });
  },
);

const [, , kernel] = MACHINES;
describe.skipIf(kernelMissing !== undefined)(`random histories on the ${kernel!.name}`, () => {
  test('come to what the spec says', () => {
    const { machine, close } = kernel!.open();
    try {
      fc.assert(
        fc.property(histories, (history) => {
          const spec = new SpecMachine('tcx');
          const model = new TcxModel();
          for (const each of [spec, model, machine]) each.reset(BOTH);
          for (const each of history) {
            if (!sensible(model, each)) continue;
            model.apply(each);
            expect(machine.apply(each)).toEqual(spec.apply(each));
            for (const name of Object.keys(BOTH.hooks)) expect(machine.observe(name)).toEqual(spec.observe(name));
          }
        }),
        { numRuns: 25 },
      );
    } finally {
      close();
    }
  });
});

import { afterAll, describe, expect, test } from 'vitest';
import { openKernel } from '../../kernel/kernel-machine.ts';
import { SpecMachine } from '../../library/typed.ts';
import { TcxModel } from '../../model/mprog/tcx-model.ts';
import { type Machine, request, Universe, type UniverseInput } from '../../spec/families/slots/vocabulary/index.ts';
import { kernelMissing } from '../support/machines.ts';

/** NEXT, PASS, DROP, REDIRECT, and a value that tcx does not know. */
const VERDICTS = [-1, 0, 2, 7, 42];

type Lists = readonly (readonly number[])[];

const longer = (lists: Lists): Lists => lists.flatMap((list) => VERDICTS.map((each) => [...list, each]));
const ONE = longer([[]]);
const TWO = longer(ONE);

/** Every list of up to three verdicts. */
const LISTS: Lists = [[], ...ONE, ...TWO, ...longer(TWO)];

const HOOKS = {
  in: { kind: 'tcx', device: 'dev', direction: 'ingress' },
  out: { kind: 'tcx', device: 'dev', direction: 'egress' },
} as const satisfies UniverseInput['hooks'];

function universeOf(verdicts: readonly number[]): Universe {
  const names = verdicts.map((_, index) => 'ABC'[index]!);
  return Universe.parse({
    programs: Object.fromEntries(['S', ...names].map((name) => [name, 'sched_cls'])),
    verdicts: Object.fromEntries([['S', -1], ...names.map((name, index) => [name, verdicts[index]])]),
    hooks: HOOKS,
    prefill: { in: names, out: names },
  });
}

/** What becomes of a packet at each hook. */
function sent(machine: Machine, universe: Universe) {
  machine.reset(universe);
  return Object.keys(HOOKS).map((hook) => machine.apply(request({ op: 'run', hook })));
}

const title = `packets at tcx hooks${kernelMissing === undefined ? '' : ` (skipped: ${kernelMissing})`}`;
if (kernelMissing !== undefined) console.log(title);

describe.skipIf(kernelMissing !== undefined)(title, { timeout: 240_000 }, () => {
  const machine = kernelMissing === undefined ? openKernel() : undefined;
  afterAll(() => machine?.close());

  test('come out as the spec says, with every list of up to three verdicts, both ways', () => {
    expect(LISTS.length).toBe(1 + 5 + 25 + 125);
    const spec = new SpecMachine('tcx') as Machine;
    const wrong = new TcxModel({ fault: 'run/unknown-goes-on' });
    let differing = 0;
    for (const verdicts of LISTS) {
      const universe = universeOf(verdicts);
      const found = sent(machine!, universe);
      expect([verdicts, found]).toEqual([verdicts, sent(spec, universe)]);
      if (JSON.stringify(found) !== JSON.stringify(sent(wrong, universe))) differing += 1;
    }
    // A value that is not known, with something behind it.
    expect(differing).toBe(LISTS.filter((list) => endsAtUnknown(list)).length);
  });

  test('are not sent where nothing says what programs return, and that is said', () => {
    machine!.reset(Universe.parse({ programs: { A: 'sched_cls' }, hooks: HOOKS }));
    expect(() => machine!.apply(request({ op: 'run', hook: 'in' }))).toThrow('a universe without verdicts');
  });

  test('cannot be sent over a device that is gone', () => {
    machine!.reset(universeOf([-1]));
    expect(machine!.apply(request({ op: 'device_remove', device: 'dev' })).outcome).toBe('ok');
    for (const hook of Object.keys(HOOKS))
      expect(machine!.apply(request({ op: 'run', hook })).outcome).toBe('ENETUNREACH');
  });
});

/** Whether the walk ends at a value that is not known, in front of another slot. */
function endsAtUnknown(list: readonly number[]): boolean {
  const end = list.findIndex((verdict) => verdict !== -1);
  return list[end] === 42 && end < list.length - 1;
}

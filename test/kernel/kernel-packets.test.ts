import { afterAll, describe, expect, test } from 'vitest';
import { openKernel } from '../../kernel/kernel-machine.ts';
import { SpecMachine } from '../../library/typed.ts';
import { TcxModel } from '../../model/mprog/tcx-model.ts';
import {
  type Machine,
  type Request,
  request,
  Universe,
  type UniverseInput,
} from '../../spec/families/slots/vocabulary/index.ts';
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

/** A program for each verdict at each place. */
const programAt = (place: number, verdict: number) => `${'ABC'[place]}${VERDICTS.indexOf(verdict)}`;
const PLACED = [0, 1, 2].flatMap((place) => VERDICTS.map((verdict) => [programAt(place, verdict), verdict] as const));

const UNIVERSE = Universe.parse({
  programs: Object.fromEntries(['S', ...PLACED.map(([name]) => name)].map((name) => [name, 'sched_cls'])),
  verdicts: Object.fromEntries([['S', -1], ...PLACED]),
  hooks: HOOKS,
});

/** What makes one list of another that is no longer; a program that is replaced leaves its place to another. */
function change(hook: string, from: readonly number[], to: readonly number[]): readonly Request[] {
  return to.flatMap((verdict, place) => {
    const prog = { is: 'prog', name: programAt(place, verdict) } as const;
    const old = from[place];
    if (old === undefined) return [request({ op: 'prog_attach', hook, prog })];
    if (old === verdict) return [];
    const replace = { is: 'prog', name: programAt(place, old) } as const;
    return [request({ op: 'prog_attach', hook, prog, flags: ['REPLACE'], replace })];
  });
}

const title = `packets at tcx hooks${kernelMissing === undefined ? '' : ` (skipped: ${kernelMissing})`}`;
if (kernelMissing !== undefined) console.log(title);

const machine = kernelMissing === undefined ? openKernel() : undefined;
afterAll(() => machine?.close());

describe.skipIf(kernelMissing !== undefined)(title, { timeout: 240_000 }, () => {
  test('come out as the spec says, with every list of up to three verdicts, both ways', () => {
    expect(LISTS.length).toBe(1 + 5 + 25 + 125);
    const spec = new SpecMachine('tcx') as Machine;
    const wrong = new TcxModel({ fault: 'run/unknown-goes-on' });
    const all = [machine!, spec, wrong];
    for (const each of all) each.reset(UNIVERSE);
    let differing = 0;
    for (const [at, verdicts] of LISTS.entries()) {
      const found = Object.keys(HOOKS).map((hook) => {
        for (const each of change(hook, LISTS[at - 1] ?? [], verdicts))
          expect(all.map((one) => one.apply(each).outcome)).toEqual(['ok', 'ok', 'ok']);
        return all.map((one) => one.apply(request({ op: 'run', hook })));
      });
      expect([verdicts, found.map(([kernel]) => kernel)]).toEqual([verdicts, found.map(([, ofSpec]) => ofSpec)]);
      if (found.some(([kernel, , ofWrong]) => JSON.stringify(kernel) !== JSON.stringify(ofWrong))) differing += 1;
    }
    // A value that is not known, with something behind it.
    expect(differing).toBe(LISTS.filter((list) => endsAtUnknown(list)).length);
  });

  test('are not sent where nothing says what programs return, and that is said', () => {
    machine!.reset(Universe.parse({ programs: { A: 'sched_cls' }, hooks: HOOKS }));
    expect(() => machine!.apply(request({ op: 'run', hook: 'in' }))).toThrow('a universe without verdicts');
  });

  test('cannot be sent over a device that is gone', () => {
    machine!.reset(UNIVERSE);
    for (const hook of Object.keys(HOOKS)) for (const each of change(hook, [], [-1])) machine!.apply(each);
    expect(machine!.apply(request({ op: 'device_remove', device: 'dev' })).outcome).toBe('ok');
    for (const hook of Object.keys(HOOKS))
      expect(machine!.apply(request({ op: 'run', hook })).outcome).toBe('ENETUNREACH');
  });
});

/** What a program does with a packet besides: it says NEXT or REDIRECT, and asks for a hook, for none that exists, or for nothing. */
const DOES = [
  [-1, undefined],
  [7, undefined],
  [7, 'in2'],
  [7, 'out2'],
  [-1, 'in2'],
  [7, 'none'],
] as const;

describe.skipIf(kernelMissing !== undefined)('packets that are redirected', { timeout: 240_000 }, () => {
  test('come out as spec and model say, with every list of up to two that ask and say so, both ways', () => {
    const doers = DOES.flatMap(([verdict, to], index) =>
      ['A', 'B'].map((place) => ({ name: `${place}${index}`, verdict, to })),
    );
    const there = [
      { name: 'T', verdict: -1, to: undefined },
      { name: 'U', verdict: 2, to: undefined },
    ];
    const all = [...doers, ...there];
    const universe = Universe.parse({
      programs: Object.fromEntries(all.map(({ name }) => [name, 'sched_cls'])),
      verdicts: Object.fromEntries(all.map(({ name, verdict }) => [name, verdict])),
      redirects: Object.fromEntries(all.flatMap(({ name, to }) => (to === undefined ? [] : [[name, to]]))),
      hooks: {
        ...HOOKS,
        in2: { kind: 'tcx', device: 'dev2', direction: 'ingress' },
        out2: { kind: 'tcx', device: 'dev2', direction: 'egress' },
        far: { kind: 'tcx', device: 'dev3', direction: 'ingress', peer: 'dev2' },
      },
      prefill: { in2: ['T'], out2: ['T'], far: ['T', 'U'] },
    });
    const machines: readonly Machine[] = [machine!, new SpecMachine('tcx') as Machine, new TcxModel()];
    const wrong = new TcxModel({ fault: 'run/target-of-a-slot' });
    for (const each of [...machines, wrong]) each.reset(universe);
    const lists = [[], ...DOES.map((_, a) => [a]), ...DOES.flatMap((_, a) => DOES.map((__, b) => [a, b]))];
    let differing = 0;
    for (const list of lists)
      for (const hook of Object.keys(HOOKS)) {
        const attached = list.map((which, place) => ({ is: 'prog' as const, name: `${'AB'[place]}${which}` }));
        const made = [
          ...attached.map((prog) => request({ op: 'prog_attach', hook, prog })),
          request({ op: 'run', hook }),
          ...attached.map((prog) => request({ op: 'prog_detach', hook, prog })),
        ];
        const [kernel, spec, model] = machines.map((each) => made.map((one) => each.apply(one)));
        expect([list, hook, kernel, model]).toEqual([list, hook, spec, spec]);
        const other = made.map((one) => wrong.apply(one));
        if (JSON.stringify(other) !== JSON.stringify(model)) differing += 1;
      }
    // The first asks and says NEXT, the second says REDIRECT and asks for nothing: both ways.
    expect(differing).toBe(2);
  });

  test('are not sent in circles, nor from where they cannot come', () => {
    const spec = new SpecMachine('tcx');
    const hooks = { ...HOOKS, far: { kind: 'tcx', device: 'dev2', direction: 'ingress', peer: 'dev' } } as const;
    const programs = { A: 'sched_cls' } as const;
    spec.reset(Universe.parse({ programs, hooks, verdicts: { A: 7 }, redirects: { A: 'out' } }));
    spec.apply(request({ op: 'prog_attach', hook: 'out', prog: { is: 'prog', name: 'A' } }));
    expect(() => spec.apply(request({ op: 'run', hook: 'out' }))).toThrow('it would come to out again');
    expect(() => spec.apply(request({ op: 'run', hook: 'far' }))).toThrow('leaves a device at out: expected that hook');
  });
});

/** Whether the walk ends at a value that is not known, in front of another slot. */
function endsAtUnknown(list: readonly number[]): boolean {
  const end = list.findIndex((verdict) => verdict !== -1);
  return list[end] === 42 && end < list.length - 1;
}

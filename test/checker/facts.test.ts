import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KernelUnavailable } from '../../kernel/failure.ts';
import { notDriven, type OpenKernel, openKernelFor } from '../../kernel/targets.ts';
import { SpecMachine } from '../../library/typed.ts';
import { MODELS, modelNamed } from '../../model/index.ts';
import { TcxModel } from '../../model/mprog/tcx-model.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { readTraceFiles } from '../../traces/files.ts';
import { replayTrace } from '../../traces/replay.ts';
import { ROOT } from '../support/command.ts';

/** `X1` to `X9`. */
const from = (letter: string, last: number) => Array.from({ length: last }, (_, index) => `${letter}${index + 1}`);

/** `X001` to `X122`. */
const numbered = (letter: string, last: number) =>
  Array.from({ length: last }, (_, index) => `${letter}${String(index + 1).padStart(3, '0')}`);

/** The facts of one folder: all there are, and how many of them are told by a trace, and how many cannot be. */
interface Facts {
  readonly all: readonly string[];
  readonly counted: readonly [told: number, untold: number];
}

/** Every fact that was asked of kernels, by the folder of its traces. */
const FACTS: Readonly<Record<string, Facts>> = {
  tcx: { all: [...from('T', 12), ...from('W', 6), ...from('R', 7), ...from('C', 12), 'P1', 'P2'], counted: [26, 13] },
  netkit: {
    all: [...from('N', 7), ...from('V', 6), ...from('A', 8), ...from('D', 5), ...from('X', 9)],
    counted: [25, 10],
  },
  cgroup: { all: [...from('G', 17), ...from('E', 9), ...from('H', 11), 'P3'], counted: [28, 10] },
  xdp: { all: numbered('X', 122), counted: [116, 6] },
  freplace: { all: numbered('F', 161), counted: [135, 26] },
};

/** Why no request tells a fact, by folder and id. */
const UNTOLD: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
  readFileSync(join(ROOT, 'docs/facts-untold.json'), 'utf8'),
);

const FOLDER = join(ROOT, 'traces/facts');

/** The specification, and the model where there is one. */
function machinesOf(profile: string) {
  return [new SpecMachine(profile), ...(Object.hasOwn(MODELS, profile) ? [modelNamed(profile).create()] : [])];
}

/** The running kernel for a profile, or why it cannot be asked. */
function opened(profile: string): OpenKernel | string {
  const asked = profileNamed(profile);
  const why = notDriven(asked);
  if (why !== undefined) return why;
  try {
    return openKernelFor(asked);
  } catch (error) {
    if (error instanceof KernelUnavailable) return error.reason;
    throw error;
  }
}

test('a packet that comes out otherwise is a difference', () => {
  const { traces } = readTraceFiles([join(FOLDER, 'tcx/T5.json')]);
  const { steps } = replayTrace(traces[0]!.trace as never, new TcxModel({ fault: 'run/unknown-drops' }));
  const [difference] = steps.flatMap(({ differences }) => differences);
  expect(difference).toBe('the query shows: expected U1 ran, delivered, found U1 ran, dropped');
});

test('there are facts of nothing else', () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual(Object.keys(FACTS).toSorted());
  expect(Object.keys(UNTOLD).toSorted()).toEqual(Object.keys(FACTS).toSorted());
});

test('there is a model for the facts of every folder, but for extension programs', () => {
  expect(Object.keys(FACTS).filter((folder) => !Object.hasOwn(MODELS, folder) && folder !== 'freplace')).toEqual([]);
});

describe.each(Object.entries(FACTS))('the facts of %s', (folder, { all, counted }) => {
  const { traces } = readTraceFiles([join(FOLDER, folder)]);
  const named = traces.map(({ path, trace }) => ({ id: basename(path, '.json'), trace }));
  const untold = Object.keys(UNTOLD[folder] ?? {});

  let kernel: OpenKernel | string;
  beforeAll(() => {
    kernel = opened(folder);
  });
  afterAll(() => {
    if (typeof kernel !== 'string') kernel.close();
  });

  test('are each told by a trace, or it is said what no request can tell', () => {
    // One fact may be told by several traces: C6-OK, C6-SHOT.
    const told = [...new Set(named.map(({ id }) => id.split('-')[0]!))];
    expect([...told, ...untold].toSorted()).toEqual(all.toSorted());
    expect([told.length, untold.length]).toEqual(counted);
  });
  test.each(named)('come out on spec and model: $id', ({ id, trace }) => {
    expect(trace.title.startsWith(`${id}: `)).toBe(true);
    for (const machine of machinesOf(trace.profile))
      expect(replayTrace(trace as never, machine as never).steps.flatMap(({ differences }) => differences)).toEqual([]);
  });
  for (const { id, trace } of named)
    test(`come out on the kernel, where it has the hook: ${id}`, (context) => {
      if (typeof kernel === 'string') return context.skip(kernel);
      try {
        const { steps } = replayTrace(trace as never, kernel as never);
        expect(steps.flatMap(({ differences }) => differences)).toEqual([]);
      } catch (error) {
        if (!(error instanceof KernelUnavailable)) throw error;
        context.skip(error.reason);
      }
    });
});

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KernelUnavailable } from '../../kernel/failure.ts';
import { type OpenKernel, openKernelFor } from '../../kernel/targets.ts';
import { SpecMachine } from '../../library/typed.ts';
import { modelNamed } from '../../model/index.ts';
import { TcxModel } from '../../model/mprog/tcx-model.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { readTraceFiles } from '../../traces/files.ts';
import { replayTrace } from '../../traces/replay.ts';
import { ROOT } from '../support/command.ts';

/** The facts of one folder. */
interface Facts {
  readonly told: readonly string[];
  readonly untold: Readonly<Record<string, readonly string[]>>;
}

/** So many ids of three digits, but for some. */
const numbered = (letter: string, count: number, without: readonly string[]) =>
  Array.from({ length: count }, (_, index) => `${letter}${String(index + 1).padStart(3, '0')}`).filter(
    (id) => !without.includes(id),
  );

/** The facts of each family of facts that a trace tells, and those that no request can tell yet. */
const FACTS = {
  tcx: {
    told: ['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8', 'T11', 'C1', 'C3', 'C5', 'C6', 'C7', 'C8', 'P1', 'P2'],
    untold: {
      'what a program sees of a packet': ['T9', 'T10', 'T12'],
      'the way over several hooks': ['W1', 'W2', 'W3', 'W4', 'W5', 'W6'],
      'a redirect with a target': ['R2', 'R3', 'R4', 'R5', 'R6', 'R7'],
      'qdiscs that come and go': ['C2'],
      'several programs in a filter, chains and actions': ['C4', 'C9', 'C10', 'C11', 'C12'],
    },
  },
  netkit: {
    told: [
      'N1',
      'N2',
      'N3',
      'V1',
      'V2',
      'V3',
      'V4',
      'V5',
      'V6',
      'A1',
      'A2',
      'A3',
      'A4',
      'A5',
      'A6',
      'A7',
      'D2',
      'D3',
      'D4',
    ],
    untold: {
      'another network namespace': ['N4', 'N5'],
      'a device without peer, of 7.3': ['N6', 'N7'],
      'the mode of a pair': ['A8'],
      'what a link tells of itself': ['D1'],
      'references of programs': ['D5'],
      'what a packet sees': ['X1', 'X2', 'X3', 'X4', 'X5', 'X6', 'X7', 'X8', 'X9'],
    },
  },
  cgroup: {
    told: [
      ...['G1', 'G2', 'G3', 'G4', 'G5', 'G7', 'G8', 'G9', 'G10', 'G11', 'G12', 'G13', 'G14'],
      ...['E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'H1', 'H2', 'H3', 'H6', 'H7', 'P3'],
    ],
    untold: {
      'what the verifier refuses (test/kernel/kernel-cgroup-runs.test.ts)': ['G6', 'E7', 'H5', 'H9'],
      'a program that is loaded for another attach type': ['E8', 'H11'],
      'a process or cgroup that comes and goes while a socket lives': ['G15', 'G16'],
      'sockets of other families': ['G17'],
      'what a program sees of a packet': ['E9'],
      'a value that depends on the point release': ['H4'],
      'other attach types': ['H8', 'H10'],
    },
  },
  xdp: {
    told: numbered('X', 122, ['X019', 'X020', 'X021', 'X094', 'X120', 'X121']),
    untold: {
      'an ifindex that is 0': ['X019'],
      'commands that no place of XDP takes': ['X020', 'X021'],
      'the load of a program': ['X094', 'X120'],
      'what a process is': ['X121'],
    },
  },
} as const satisfies Readonly<Record<string, Facts>>;

const FOLDER = join(ROOT, 'traces/facts');

/** The running kernel for a profile, or why it cannot be asked. */
function opened(profile: string): OpenKernel | string {
  try {
    return openKernelFor(profileNamed(profile));
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
});

describe.each(Object.entries(FACTS))('the facts of %s', (folder, { told, untold }) => {
  const { traces } = readTraceFiles([join(FOLDER, folder)]);
  const named = traces.map(({ path, trace }) => ({ id: basename(path, '.json'), trace }));

  let kernel: OpenKernel | string;
  beforeAll(() => {
    kernel = opened(folder);
  });
  afterAll(() => {
    if (typeof kernel !== 'string') kernel.close();
  });

  test('are told by a trace each, and by none where no request tells them', () => {
    // One fact may be told by several traces: C6-OK, C6-SHOT.
    expect([...new Set(named.map(({ id }) => id.split('-')[0]))].toSorted()).toEqual([...told].toSorted());
    const others: readonly string[] = Object.values(untold).flat();
    expect(told.filter((id) => others.includes(id))).toEqual([]);
  });
  test.each(named)('come out on spec and model: $id', ({ id, trace }) => {
    expect(trace.title.startsWith(`${id}: `)).toBe(true);
    for (const machine of [new SpecMachine(trace.profile), modelNamed(trace.profile).create()])
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

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { ATTACH_TYPE } from '../../kernel/cgroup-directory.ts';
import { CallFailed } from '../../kernel/failure.ts';
import { LOG, loggingAtCgroup } from '../../kernel/instructions.ts';
import { openKernel } from '../../kernel/kernel-machine.ts';
import { createMap, loadProgram } from '../../kernel/programs.ts';
import { System } from '../../kernel/syscalls.ts';
import { SpecMachine } from '../../library/typed.ts';
import { modelNamed } from '../../model/index.ts';
import {
  CGROUP_ATTACH_TYPES,
  CgroupAttachType,
  type Machine,
  type ProgType,
  type Request,
  request,
  Universe,
  type Verdict,
} from '../../spec/families/slots/vocabulary/index.ts';
import { cgroupsMissing as missing } from '../support/machines.ts';

const CALL_VERDICTS: readonly Verdict[] = [
  1,
  0,
  { returns: 1, retval: 'ok' },
  { returns: 1, retval: 'EBUSY' },
  { returns: 0, retval: 'EACCES' },
];

/** Every verdict of a program of each attach type; of results that it may set two errnos stand for all. */
const VERDICTS: Readonly<Record<CgroupAttachType, readonly Verdict[]>> = {
  ingress: [0, 1],
  egress: [0, 1, 2, 3],
  sock_create: CALL_VERDICTS,
  connect4: CALL_VERDICTS,
  sendmsg4: CALL_VERDICTS,
  getsockopt: [...CALL_VERDICTS, { returns: 1, retval: 5 }],
  setsockopt: CALL_VERDICTS,
};

type Lists = readonly (readonly number[])[];

/** Every list of up to three verdicts, by their indices. */
function listsOf(verdicts: number): Lists {
  const longer = (lists: Lists): Lists =>
    lists.flatMap((list) => Array.from({ length: verdicts }, (_, each) => [...list, each]));
  const one = longer([[]]);
  const two = longer(one);
  return [[], ...one, ...two, ...longer(two)];
}

/** A program for each verdict at each place. */
const programAt = (place: number, verdict: number) => `${'ABC'[place]}${verdict}`;

function universeAt(attachType: CgroupAttachType): Universe {
  const { takes } = CGROUP_ATTACH_TYPES[attachType];
  const placed = [0, 1, 2].flatMap((place) =>
    VERDICTS[attachType].map((verdict, index) => [programAt(place, index), verdict] as const),
  );
  return Universe.parse({
    programs: Object.fromEntries(placed.map(([name]) => [name, takes])),
    verdicts: Object.fromEntries(placed),
    hooks: { top: { kind: 'cgroup', parent: 'none', attachType } },
  });
}

/** What makes one list of another that is no longer; a program that is replaced leaves its place to another. */
function change(from: readonly number[], to: readonly number[]): readonly Request[] {
  return to.flatMap((verdict, place) => {
    const prog = { is: 'prog', name: programAt(place, verdict) } as const;
    const old = from[place];
    const attach = { op: 'prog_attach', hook: 'top', prog } as const;
    if (old === undefined) return [request({ ...attach, flags: ['ALLOW_MULTI'] })];
    if (old === verdict) return [];
    const replace = { is: 'prog', name: programAt(place, old) } as const;
    return [request({ ...attach, flags: ['ALLOW_MULTI', 'REPLACE'], replace })];
  });
}

const title = `packets and calls at cgroups${missing === undefined ? '' : ` (skipped: ${missing})`}`;
if (missing !== undefined) console.log(title);

describe.skipIf(missing !== undefined)(title, { timeout: 240_000 }, () => {
  const machine = missing === undefined ? openKernel({ kind: 'cgroup' }) : undefined;
  afterAll(() => machine?.close());

  test.each(CgroupAttachType.options)(
    'come out as the spec says, with every list of up to three verdicts: %s',
    (attachType) => {
      const lists = listsOf(VERDICTS[attachType].length);
      const spec = new SpecMachine('cgroup') as Machine;
      const wrong = modelNamed('cgroup').create('run/stops-at-refusal') as Machine;
      const all = [machine!, spec, wrong];
      for (const each of all) each.reset(universeAt(attachType));
      const options = attachType.endsWith('sockopt') ? (['known', 'unknown'] as const) : (['known'] as const);
      let differing = 0;
      for (const [at, list] of lists.entries()) {
        for (const each of change(lists[at - 1] ?? [], list))
          expect(all.map((one) => one.apply(each).outcome)).toEqual(['ok', 'ok', 'ok']);
        for (const option of options) {
          const [kernel, ofSpec, ofWrong] = all.map((one) => one.apply(request({ op: 'run', hook: 'top', option })));
          expect([list, option, kernel]).toEqual([list, option, ofSpec]);
          if (!isDeepStrictEqual(kernel, ofWrong)) differing += 1;
        }
      }
      // Something behind a refusal: it runs, and the wrong model does not run it.
      expect(differing).toBe(options.length * lists.filter((list) => hasMoreBehindRefusal(list, attachType)).length);
    },
  );

  test('are made in a universe with verdicts only, and that is said', () => {
    machine!.reset(
      Universe.parse({ programs: { A: 'cgroup_skb' }, hooks: { top: { kind: 'cgroup', parent: 'none' } } }),
    );
    expect(() => machine!.apply(request({ op: 'run', hook: 'top' }))).toThrow('a universe without verdicts');
  });

  test('go on where children of this process end meanwhile, which interrupts what it waits for', () => {
    for (let round = 0; round < 20; round += 1) {
      for (let child = 0; child < 20; child += 1)
        spawn('sleep', [String(child / 1000)], { stdio: 'ignore' }).on('error', () => undefined);
      machine!.reset(universeAt('egress'));
      expect(machine!.apply(request({ op: 'run', hook: 'top', option: 'known' }))).toMatchObject({ outcome: 'ok' });
    }
  });

  test('are made through a process that ends when the machine is closed', async () => {
    machine!.reset(universeAt('egress'));
    expect(membersOf(process.pid).length).toBe(1);
    machine!.close();
    for (let waited = 0; membersOf(process.pid).length > 0 && waited < 100; waited += 1) await setTimeout(50);
    expect(membersOf(process.pid)).toEqual([]);
  });

  test('have programs of exactly those verdicts that the verifier loads', () => {
    const system = new System();
    const map = createMap(system, LOG.size);
    for (const attachType of CgroupAttachType.options) {
      const { takes } = CGROUP_ATTACH_TYPES[attachType];
      for (const verdict of [-1, 0, 1, 2, 3, 4, { returns: 0, retval: 'ok' }, { returns: 1, retval: 'ok' }] as const) {
        const { success } = Universe.safeParse({
          programs: { A: takes },
          verdicts: { A: verdict },
          hooks: { top: { kind: 'cgroup', parent: 'none', attachType } },
        });
        const [returns, retval] = typeof verdict === 'number' ? [verdict, undefined] : [verdict.returns, 0];
        const insns = loggingAtCgroup(returns, retval, 0, map);
        expect([attachType, verdict, loads(system, takes, insns, ATTACH_TYPE[attachType])]).toEqual([
          attachType,
          verdict,
          success,
        ]);
      }
    }
    system.close(map);
  });
});

/** The processes that a process started to make sockets in cgroups. */
function membersOf(pid: number): readonly string[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  const children = threads.flatMap((thread) => readIfThere(`/proc/${pid}/task/${thread}/children`).split(' '));
  return children.filter((child) => child !== '' && readIfThere(`/proc/${child}/cmdline`).includes('member-process'));
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function loads(system: System, type: ProgType, insns: Buffer, expected: number): boolean {
  try {
    system.close(loadProgram(system, type, { insns, expected_attach_type: expected }));
    return true;
  } catch (error) {
    if (!(error instanceof CallFailed) || error.errno !== 'EINVAL') throw error;
    return false;
  }
}

/** Whether a program that returns with bit 0 clear is not the last one. */
function hasMoreBehindRefusal(list: readonly number[], attachType: CgroupAttachType): boolean {
  return list.slice(0, -1).some((index) => {
    const verdict = VERDICTS[attachType][index]!;
    return ((typeof verdict === 'number' ? verdict : verdict.returns) & 1) === 0;
  });
}

import { afterAll, describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { CrossCheck } from '../../checker/live/cross-check.ts';
import { openKernel } from '../../kernel/kernel-machine.ts';
import { modelNamed } from '../../model/index.ts';
import { cgroup } from '../../spec/families/profiles.ts';
import { kernelScopesOf } from '../../spec/families/slots/scopes/scopes.ts';
import { type Machine, request, Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { KNOWN } from '../support/known.ts';
import { cgroupsMissing as missing } from '../support/machines.ts';

/** Every so many states of the scope are gone through: all of them take half a minute (`mprog kernel cgroup --scope sockets`). */
const EVERY = 26;

const scope = kernelScopesOf(cgroup)!.sockets!;
const { explored, verdict } = checkAll(cgroup, modelNamed('cgroup').create(), scope, KNOWN);
const paths = Array.from({ length: verdict.states }, (_, state) => explored.pathTo(state)).filter(
  (_, state) => state % EVERY === 0,
);

/** What is confirmed of the rules, and the first deviation. */
function visited(machine: Machine) {
  const check = new CrossCheck(cgroup, machine, scope);
  const confirmed = new Set<string>();
  for (const path of paths) {
    const { deviations, confirmed: rules } = check.visit(path as never);
    for (const rule of rules.keys()) confirmed.add(rule);
    if (deviations.length > 0) return { confirmed, deviation: deviations[0] };
  }
  return { confirmed, deviation: undefined };
}

test('a machine that releases a cgroup although a socket is open deviates', () => {
  const { deviation } = visited(modelNamed('cgroup').create('cgroup/released-at-once') as Machine);
  expect(deviation).toBeDefined();
});

const title = `sockets of cgroups${missing === undefined ? '' : ` (skipped: ${missing})`}`;
if (missing !== undefined) console.log(title);

describe.skipIf(missing !== undefined)(title, { timeout: 240_000 }, () => {
  const machine = missing === undefined ? openKernel({ kind: 'cgroup' }) : undefined;
  afterAll(() => machine?.close());

  test('outlive them as the spec says', () => {
    const { confirmed, deviation } = visited(machine!);
    expect(deviation).toBeUndefined();
    expect([...confirmed].filter((rule) => /^socket|dying|^run/.test(rule)).toSorted()).toEqual([
      'cgroup-remove/dying',
      'run/gone',
      'run/no-socket',
      'run/other-domain',
      'run/refused-out',
      'run/sent',
      'socket-close/close',
      'socket-close/closed',
      'socket-close/release',
      'socket-create/create',
      'socket-create/gone',
    ]);
  });

  test('are made in a universe without verdicts too', () => {
    machine!.reset(
      Universe.parse({
        programs: { A: 'cgroup_skb' },
        hooks: { top: { kind: 'cgroup', parent: 'none', attachType: 'egress' } },
        sockets: ['S1'],
      }),
    );
    for (const domain of ['unix', 'inet'] as const) {
      const outcomes = [
        request({ op: 'socket_create', hook: 'top', socket: 'S1', domain }),
        request({ op: 'cgroup_remove', hook: 'top' }),
        request({ op: 'socket_create', hook: 'top', socket: 'S1' }),
        request({ op: 'cgroup_create', hook: 'top' }),
        request({ op: 'socket_close', socket: 'S1' }),
        request({ op: 'socket_close', socket: 'S1' }),
      ].map((each) => machine!.apply(each).outcome);
      expect(outcomes).toEqual(['ok', 'ok', 'ENOENT', 'ok', 'ok', 'EBADF']);
    }
  });
});

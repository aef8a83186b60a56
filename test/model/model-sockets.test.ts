import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CgroupModel } from '../../model/cgroup/cgroup-model.ts';
import type { CgroupFaultId } from '../../model/cgroup/faults.ts';
import { type RequestInput, request, Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { readTraceFiles } from '../../traces/files.ts';
import { replayTrace } from '../../traces/replay.ts';
import { ROOT } from '../support/command.ts';

/** The first step of a fact that a model with a fault does otherwise. */
function differs(fact: string, fault?: CgroupFaultId): string | undefined {
  const { traces } = readTraceFiles([join(ROOT, `traces/facts/cgroup/${fact}.json`)]);
  const { steps } = replayTrace(traces[0]!.trace as never, new CgroupModel({ fault }));
  const at = steps.findIndex(({ differences }) => differences.length > 0);
  return at === -1 ? undefined : `step ${at + 1}: ${steps[at]!.differences[0]}`;
}

describe('a planted fault about sockets shows in a fact', () => {
  test.each<[CgroupFaultId, string, string]>([
    ['socket/process-decides', 'G15', 'step 5: the query shows: expected A ran, dropped, sender gets EPERM'],
    ['cgroup/released-at-once', 'G16', 'step 6: the query shows: expected B A ran, delivered, found nothing ran'],
    ['socket/name-decides', 'G16-links', 'step 15: the query shows: expected B C ran, delivered, found A C ran'],
    ['effective/dying-not-recomputed', 'G16-links', 'step 11: the query shows: expected B C ran, delivered, found B'],
    ['cgroup/never-released', 'G16-links', 'step 21: outcome: expected ENOLINK, found ok'],
    ['socket/every-domain-seen', 'G17', 'step 4: the query shows: expected nothing ran, delivered, found A ran'],
  ])('%s: %s', (fault, fact, said) => {
    expect(differs(fact)).toBeUndefined();
    expect(differs(fact, fault)?.slice(0, said.length)).toBe(said);
  });
});

describe('a cgroup that was removed', () => {
  const universe = Universe.parse({
    programs: { A: 'cgroup_skb', B: 'cgroup_skb' },
    links: ['L1'],
    hooks: { top: { kind: 'cgroup', parent: 'none' }, sub: { kind: 'cgroup', parent: 'top' } },
    sockets: ['S1', 'S2'],
  });
  const taking = (model: CgroupModel) => (input: RequestInput) => model.apply(request(input)).outcome;
  const start = () => {
    const model = new CgroupModel();
    model.reset(universe);
    return { model, take: taking(model) };
  };

  test('keeps its programs and links while its last socket is open', () => {
    const { model, take } = start();
    const prog = (name: string) => ({ is: 'prog', name }) as const;
    take({ op: 'prog_attach', hook: 'sub', prog: prog('A'), flags: ['ALLOW_MULTI'] });
    take({ op: 'link_create', hook: 'sub', link: 'L1', prog: prog('B') });
    for (const socket of ['S1', 'S2']) expect(take({ op: 'socket_create', hook: 'sub', socket })).toBe('ok');
    expect(take({ op: 'cgroup_remove', hook: 'sub' })).toBe('ok');
    const seen = () => [model.linkState('L1'), model.references('A'), model.references('B')];
    expect(seen()).toEqual(['dying', 2, 2]);
    expect(take({ op: 'socket_close', socket: 'S1' })).toBe('ok');
    expect(seen()).toEqual(['dying', 2, 2]);
    expect(take({ op: 'cgroup_remove', hook: 'top' })).toBe('ok');
    expect(take({ op: 'socket_close', socket: 'S2' })).toBe('ok');
    expect(seen()).toEqual(['defunct', 1, 2]);
    expect(take({ op: 'socket_close', socket: 'S2' })).toBe('EBADF');
  });
  test('is put back with its sockets, and told apart from the one that has its name', () => {
    const { model, take } = start();
    take({ op: 'socket_create', hook: 'sub', socket: 'S1' });
    const before = model.save();
    const key = model.key((name) => name);
    take({ op: 'cgroup_remove', hook: 'sub' });
    take({ op: 'cgroup_create', hook: 'sub' });
    expect(model.same(before)).toBe(false);
    expect(model.key((name) => name)).not.toBe(key);
    const later = model.save();
    take({ op: 'socket_close', socket: 'S1' });
    model.restore(later);
    expect(model.same(later)).toBe(true);
    model.restore(before);
    expect([model.same(before), model.key((name) => name)]).toEqual([true, key]);
    expect(take({ op: 'cgroup_create', hook: 'sub' })).toBe('EEXIST');
  });
});

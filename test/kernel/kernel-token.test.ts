import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { modelNamed } from '../../model/index.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import {
  type Caller,
  type Machine,
  type RequestInput,
  request,
  Universe,
} from '../../spec/families/slots/vocabulary/index.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';

const SCRIPT = fileURLToPath(new URL('../support/token-process.js', import.meta.url));

/** What comes of each command about one program. */
type Tried = Readonly<Record<'attach' | 'query' | 'detach' | 'link' | 'linkDetach', string>>;

interface Said {
  readonly skipped?: string;
  readonly loadsWithout: string;
  readonly cgroup: Readonly<Record<'outside' | 'token', Tried>>;
  readonly tcx: Readonly<Record<'outside' | 'token', Tried>>;
}

const { stdout, error } = spawnSync(process.execPath, [SCRIPT], { encoding: 'utf8', timeout: 60_000 });
const said: Said = JSON.parse(stdout || JSON.stringify({ skipped: error?.message ?? 'the process said nothing' }));
const title = `a caller in a user namespace, with a BPF token${said.skipped === undefined ? '' : ` (skipped: ${said.skipped})`}`;
if (said.skipped !== undefined) console.log(title);

const ALL = { attach: 'ok', query: 'ok', detach: 'ok', link: 'ok', linkDetach: 'ok' } as const;

describe.skipIf(said.skipped !== undefined)(title, () => {
  test('loads no program without it', () => {
    expect(said.loadsWithout).toBe('EPERM');
  });
  test('may attach to a cgroup what it loaded with the token, and take it back', () => {
    expect(said.cgroup.token).toEqual({ ...ALL, query: 'EPERM' });
  });
  test('is refused what was loaded outside, as everybody without CAP_NET_ADMIN', () => {
    expect(said.cgroup.outside).toEqual({
      attach: 'EINVAL',
      query: 'EPERM',
      detach: 'ENOENT',
      link: 'EPERM',
      linkDetach: 'EPERM',
    });
  });
  test('may query nothing, neither a cgroup nor tcx: a token says nothing of that', () => {
    expect([said.cgroup.token.query, said.tcx.token.query, said.tcx.outside.query]).toEqual([
      'EPERM',
      'EPERM',
      'EPERM',
    ]);
  });
  test('attaches to tcx what was loaded anywhere: an attach there asks for no capability', () => {
    expect([said.tcx.token, said.tcx.outside]).toEqual([
      { ...ALL, query: 'EPERM' },
      { ...ALL, query: 'EPERM' },
    ]);
  });
});

const HOOKS = {
  tcx: { kind: 'tcx', device: 'dev', direction: 'ingress' },
  cgroup: { kind: 'cgroup', parent: 'none', attachType: 'ingress' },
} as const;

/** The same commands as a machine answers them. */
function asked(kind: 'tcx' | 'cgroup', machine: Machine, caller: Caller): Tried {
  const type = kind === 'tcx' ? 'sched_cls' : 'cgroup_skb';
  machine.reset(Universe.parse({ hooks: { hook: HOOKS[kind] }, programs: { A: type }, links: ['L'] }));
  const prog = { is: 'prog', name: 'A' } as const;
  const at = (input: object) => machine.apply(request({ hook: 'hook', caller, ...input } as RequestInput)).outcome;
  const link = at({ op: 'link_create', link: 'L', prog });
  const named = { is: 'link', name: 'L' } as const;
  const taken = link === 'ok' ? machine.apply(request({ op: 'link_detach', link: named, caller })).outcome : link;
  if (link === 'ok') machine.apply(request({ op: 'link_close', link: 'L' }));
  return {
    attach: at({ op: 'prog_attach', prog, flags: kind === 'cgroup' ? ['ALLOW_MULTI'] : [] }),
    query: at({ op: 'prog_query', buffer: 'none' }),
    detach: at({ op: 'prog_detach', prog }),
    link,
    linkDetach: taken,
  };
}

describe.each(['tcx', 'cgroup'] as const)('a caller with a token at %s', (kind) => {
  const machines = {
    spec: new SpecMachine(profileNamed(kind)) as unknown as Machine,
    model: modelNamed(kind).create(),
  };
  test.each(['spec', 'model'] as const)('gets from the %s what the table of docs/tokens.md says', (which) => {
    expect(asked(kind, machines[which], 'token')).toEqual({ ...ALL, query: 'EPERM' });
  });
  test.skipIf(said.skipped !== undefined)('gets from the kernel what it gets from spec and model', () => {
    for (const machine of Object.values(machines)) {
      expect(asked(kind, machine, 'token')).toEqual(said[kind].token);
      expect(asked(kind, machine, 'bpf-only')).toEqual(said[kind].outside);
    }
  });
});

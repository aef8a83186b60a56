import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explain } from '../../checker/decide/explanation.ts';
import { searchProperties } from '../../checker/promises/property-search.ts';
import { SpecMachine } from '../../library/typed.ts';
import { derive } from '../../spec/derive.ts';
import { cgroup, cgroup61 } from '../../spec/families/profiles.ts';
import { drawing } from '../../spec/families/slots/drawing.ts';
import type { Change } from '../../spec/families/slots/effect.ts';
import { scopesOf } from '../../spec/families/slots/scopes/scopes.ts';
import type { State } from '../../spec/families/slots/state.ts';
import {
  type RequestInput,
  request,
  Universe,
  type UniverseInput,
} from '../../spec/families/slots/vocabulary/index.ts';
import type { Profile } from '../../spec/profile.ts';
import { rule } from '../../spec/proposal-rule.ts';
import { succeed } from '../../spec/rule.ts';
import { readTraceFiles } from '../../traces/files.ts';
import type { Trace } from '../../traces/format.ts';
import { parseTrace } from '../../traces/read.ts';
import { ROOT } from '../support/command.ts';
import { step } from '../support/plain-step.ts';

const TOP = { kind: 'cgroup', parent: 'none', attachType: 'egress' } as const;
const UNIVERSE: UniverseInput = {
  programs: { A: 'cgroup_skb' },
  hooks: { top: TOP },
  verdicts: { A: 0 },
  sockets: ['S1'],
};

function wrong(input: Partial<UniverseInput>): readonly string[] {
  const { error } = Universe.safeParse({ ...UNIVERSE, ...input });
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

describe('a universe with sockets', () => {
  test.each<[Partial<UniverseInput>, string]>([
    [{ sockets: ['A'] }, 'sockets.0: expected a name of its own, found "A", which a program has'],
    [{ sockets: ['S1', 'S1'] }, 'sockets.1: expected a name of its own, found "S1", which sockets.0 has'],
    [
      { programs: {}, verdicts: {}, hooks: { in: { kind: 'tcx', device: 'dev', direction: 'ingress' } } },
      'sockets: expected none at hooks of tcx, found 1',
    ],
    [
      { programs: {}, verdicts: {}, hooks: { top: { ...TOP, attachType: 'sock_create' } } },
      'sockets: expected none at hooks of sock_create, found 1',
    ],
  ])('is refused with one place: %j', (input, said) => {
    expect(wrong(input)).toEqual([said]);
  });
});

const traceOf = (steps: readonly RequestInput[], profile = 'cgroup') => ({
  format: 'mprog-trace',
  version: 1,
  profile,
  title: 'a',
  universe: { ...UNIVERSE, capacity: 64 },
  steps: steps.map((each) => ({ request: each, expect: { outcome: 'ok' } })),
});
const CREATE = { op: 'socket_create', hook: 'top', socket: 'S1' } as const;

describe('a trace with sockets', () => {
  test.each<[string, readonly RequestInput[], string]>([
    [
      'names those of its universe',
      [{ ...CREATE, socket: 'S2' }],
      'expected a socket of the universe (S1), found "S2"',
    ],
    ['names them in a run', [{ op: 'run', hook: 'top', socket: 'S2' }], 'expected a socket of the universe (S1)'],
    ['makes each once', [CREATE, CREATE], 'the one that step 1 makes and nothing closes'],
  ])('%s', (_, steps, said) => {
    expect(() => parseTrace('a', traceOf(steps))).toThrow(said);
  });
  test('makes one again that was closed', () => {
    expect(() => parseTrace('a', traceOf([CREATE, { op: 'socket_close', socket: 'S1' }, CREATE]))).not.toThrow();
  });
  test('is of a semantics that has them', () => {
    expect(cgroup61.uapi.fields).not.toHaveProperty('socket_create');
    expect(cgroup61.uapi.fields.run).not.toContain('socket');
  });
});

/** A machine after some requests, each of which succeeds. */
function after(...steps: readonly RequestInput[]): SpecMachine {
  const machine = new SpecMachine('cgroup');
  machine.reset(Universe.parse(UNIVERSE));
  for (const each of steps) expect(machine.apply(request(each)).outcome).toBe('ok');
  return machine;
}

test('a socket is made once', () => {
  expect(() => after(CREATE, CREATE)).toThrow('there is a socket called S1 already');
});

describe('an explanation', () => {
  const said = (fact: string, step: number) => {
    const { traces } = readTraceFiles([join(ROOT, `traces/facts/cgroup/${fact}.json`)]);
    return explain(cgroup, traces[0]!.trace as Trace, fact)[step - 1]!;
  };
  test('says where a socket was made', () => {
    expect(said('G15', 5)).toMatchObject({
      rule: 'run/refused-out',
      objects: ['S1 was made in here, whose programs run for it', 'A ran and returned 0, which refuses the packet'],
    });
    expect(said('G16', 6).objects?.[0]).toBe('S1 was made in child (dying), whose programs run for it');
  });
  test('says that programs do not see sockets of a domain', () => {
    expect(said('G17', 4)).toMatchObject({
      rule: 'run/other-domain',
      objects: [
        'S1 was made in top, whose programs run for it',
        'A of top did not run: S1 is of no domain that it sees',
      ],
    });
  });
});

/** The specification of cgroups where a change does something else as well. */
function tampered(is: Change['is'], more: (after: State) => State): Profile {
  const { apply } = cgroup.family;
  const family: typeof cgroup.family = {
    ...cgroup.family,
    apply: (before, change) => {
      const after = apply(before, change);
      return (change as Change).is === is ? more(after as State) : after;
    },
  };
  return { ...cgroup, family };
}

/** What runs for sockets of cgroups that are gone is lost. */
const losing = (state: State): State => ({
  ...state,
  hooks: Object.fromEntries(
    Object.entries(state.hooks).map(([name, hook]) => [name, name in state.dying ? { ...hook, effective: [] } : hook]),
  ),
});

const following = derive(cgroup, {
  name: 'following',
  title: 'cgroup, where a socket of a process in a child is not filtered',
  facts: [
    {
      of: ['run'],
      field: 'inChild',
      values: [false, true],
      reads: ['hook', 'socket'],
      tell: (_state, { hook, socket }) => hook === 'child' && socket !== 'none',
    },
  ],
  insert: [
    {
      before: 'run/refused-out',
      rules: [rule('run/unfiltered', 'Free.', { inChild: true, for: 'packet-out' }, succeed('nothing', 'delivered'))],
    },
  ],
});

describe('a promise about sockets can be broken', () => {
  const { sockets, shared } = scopesOf(cgroup);
  const broken = (semantics: Profile, id: string, scope: typeof sockets) => {
    const properties = semantics.properties.filter((each) => each.id === id);
    const run = searchProperties({ ...semantics, properties }, {
      states: [{ scope, limits: { depth: 5 } }],
      paths: { scope, limits: { depth: 0 } },
    } as never);
    for (;;) {
      const next = run.next();
      if (next.done) return next.value.findings[0]!;
    }
  };
  test.each<[string, Profile, typeof sockets]>([
    ['socket-stays-where-it-was-made', following, sockets],
    ['removal-keeps-sockets', tampered('remove-cgroup', losing), sockets],
    ['sockets-close-alone', tampered('close-socket', losing), { ...shared!, hooks: 2 }],
  ])('%s', (id, semantics, scope) => {
    const sound = broken(cgroup, id, scope);
    expect([sound.tested > 0, sound.broken, broken(semantics, id, scope).broken > 0]).toEqual([true, 0, true]);
  });
});

test('what is dying is drawn beside the hooks, and so are sockets', () => {
  const { traces } = readTraceFiles([join(ROOT, 'traces/facts/cgroup/G16-links.json')]);
  const { universe, steps } = traces[0]!.trace as Trace;
  let state = cgroup.family.initial(universe, cgroup.keeping);
  for (const { request: made } of steps.slice(0, 4)) state = step(cgroup, state, made).after;
  const { columns, objects } = drawing(state);
  expect(columns.at(-1)).toMatchObject({
    name: 'child (dying)',
    facts: ['removed, and held by sockets', 'revision 2', 'mode MULTI'],
    slots: [{ prog: 'A', link: { name: 'L1' } }],
    runs: ['A'],
  });
  expect(objects.filter(({ kind }) => kind === 'socket').map(({ says }) => says)).toEqual([
    'inet, made in child (dying)',
    'inet, made in child (dying)',
    'not open',
  ]);
});

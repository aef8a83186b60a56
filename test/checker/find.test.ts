import { describe, expect, test } from 'vitest';
import { compareAlong } from '../../checker/decide/counterexample.ts';
import { type Found, find, type Goal, type Search } from '../../checker/find/find.ts';
import { findReport } from '../../checker/find/report.ts';
import { requestsIn } from '../../checker/requests/enumerate.ts';
import { atOnce } from '../../checker/search/run.ts';
import { openKernel } from '../../kernel/kernel-machine.ts';
import { modelNamed } from '../../model/index.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import type { Scope as SlotsScope } from '../../spec/families/slots/scopes/scope.ts';
import { scopesOf } from '../../spec/families/slots/scopes/scopes.ts';
import { request, type Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { DIALECTS, type Dialect } from '../../spec/finding.ts';
import type { Request, Scope, State } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { kernelMissing } from '../support/machines.ts';

/** Few objects, and no bad input but where it is asked for. */
const few = (name: string, changes: Partial<SlotsScope> = {}): SlotsScope => ({
  ...scopesOf(profileNamed(name)).default,
  programs: 3,
  foreign: 0,
  links: 1,
  hooks: 1,
  retired: 0,
  badInput: [],
  ...changes,
});

const universeOf = (name: string, scope: Scope) =>
  profileNamed(name).family.explore(scope, profileNamed(name)).universe;

function drawn(name: string, scope: Scope, text: string): Goal {
  const { family, keeping } = profileNamed(name);
  const universe = universeOf(name, scope);
  const { names, shows } = family.finding!.picture(text, universe, family.hooks(universe)[0]!, keeping);
  return { names, state: shows };
}

const decidedBy = (rule: string): Goal => ({ names: [], step: (each) => each.id === rule });
const comingTo = (outcome: string): Goal => ({ names: [], step: ({ then }) => then.outcome === outcome });

type More = Partial<Omit<Search, 'semantics' | 'scope' | 'goal'>>;

function found(name: string, scope: Scope, goal: Goal, more: More = {}): Found {
  const semantics = profileNamed(name);
  return atOnce(find({ semantics, scope, goal, start: [], ways: 1, limits: {}, ...more }));
}

/** The shortest way to a list. */
const leadingTo = (name: string, scope: Scope, text: string) => found(name, scope, drawn(name, scope, text)).ways[0]!;

/** What an agent may do that shares a hook with others, who have attached something. */
function sharing(name: string, scope: Scope, from: string, own: readonly string[]): More {
  const { family } = profileNamed(name);
  const { keeps, namesById: mayName } = family.finding!;
  const names = new Set(own);
  return {
    start: leadingTo(name, scope, from),
    narrowing: { without: [], owned: { names, mayName } },
    keeps: (before, after) => keeps(before, after, names),
  };
}

const said = (name: string, path: readonly Request[]) =>
  path.map((each) => profileNamed(name).family.words.request(each, 'one'));

/** Whether the model comes to the same at every step. */
function modelAgrees(name: string, scope: Scope, path: readonly Request[]): boolean {
  const semantics = profileNamed(name);
  const steps = compareAlong(semantics, modelNamed(semantics.model!).create(), universeOf(name, scope), path);
  return steps.every(({ spec, model }) => JSON.stringify(spec) === JSON.stringify(model));
}

const tcx = few('tcx');
const full = few('tcx', { capacity: 2, programs: 3 });
const floor = few('tcx', { prefill: 2, floor: 2, programs: 1 });
const linked = few('tcx', { links: 2, programs: 2 });
const cgroup = few('cgroup', { programs: 2 });

/** Goals, each with the number of requests that lead there; undefined where none do. */
const GOALS: readonly {
  readonly what: string;
  readonly name: string;
  readonly scope: Scope;
  readonly goal: Goal;
  readonly length: number | undefined;
  readonly more?: More;
}[] = (
  [
    ['a list with a link in the middle', 'tcx', tcx, drawn('tcx', tcx, 'C A/L1 B'), 3],
    ['two slots, the second A', 'tcx', tcx, drawn('tcx', tcx, '_ A'), 2],
    ['B in any link in front of anything', 'tcx', tcx, drawn('tcx', tcx, 'B/_ …'), 1],
    ['the empty list', 'tcx', tcx, drawn('tcx', tcx, '(empty)'), 0],
    ['one program twice (impossible)', 'tcx', tcx, drawn('tcx', tcx, '… A … A/_ …'), undefined],
    ['one program twice, at a cgroup', 'cgroup', cgroup, drawn('cgroup', cgroup, 'A A/L1'), 2],
    ['in front of all, at a cgroup', 'cgroup', cgroup, drawn('cgroup', cgroup, 'B!PREORDER A'), 2],
    ['a full list', 'tcx', full, decidedBy('attach/full'), 3],
    ['a full list where there is room (impossible)', 'tcx', tcx, decidedBy('attach/full'), undefined],
    ['REPLACE', 'tcx', tcx, decidedBy('attach/replace'), 2],
    [
      'REPLACE without the flag (impossible)',
      'tcx',
      tcx,
      decidedBy('attach/replace'),
      undefined,
      { narrowing: { without: ['REPLACE'] } },
    ],
    ['a program that is attached already', 'tcx', tcx, comingTo('EEXIST'), 2],
    ['a stale revision', 'tcx', few('tcx', { badInput: ['stale-revision'] }), comingTo('ESTALE'), 1],
    [
      'links alone',
      'netkit',
      few('netkit', { links: 2 }),
      drawn('netkit', few('netkit', { links: 2 }), 'B/L2 A/L1'),
      2,
      { narrowing: { without: ['prog_attach', 'prog_detach'] } },
    ],
    ['a link by its name', 'tcx', linked, drawn('tcx', linked, 'A/L2'), 1],
    ['a list below the floor (impossible)', 'tcx', floor, drawn('tcx', floor, '(empty)'), undefined],
    ['a list at the edge of the scope', 'tcx', floor, drawn('tcx', floor, '_'), 1],
    ['a slot that keeps its flag', 'rfc-v2', few('rfc-v2'), drawn('rfc-v2', few('rfc-v2'), 'B!FIRST A'), 2],
    ['between what others have', 'tcx', tcx, drawn('tcx', tcx, 'A C B/L1'), 1, sharing('tcx', tcx, 'A B/L1', ['C'])],
    [
      'in place of what others have (impossible)',
      'tcx',
      tcx,
      drawn('tcx', tcx, 'C B/L1'),
      undefined,
      sharing('tcx', tcx, 'A B/L1', ['C']),
    ],
    ['XDP, EBUSY', 'xdp', profileNamed('xdp').family.scopes(profileNamed('xdp')).default, comingTo('EBUSY'), 2],
  ] as const satisfies readonly (readonly [string, string, Scope, Goal, number | undefined, More?])[]
).map(([what, name, scope, goal, length, more]) => ({
  what,
  name,
  scope,
  goal,
  length,
  ...(more === undefined ? {} : { more }),
}));

describe('the shortest way to', () => {
  test.each(GOALS)('$what ($name)', ({ name, scope, goal, length, more }) => {
    const { ways, bound } = found(name, scope, goal, more);
    expect([ways[0]?.length, bound]).toEqual([length, undefined]);
    if (length === undefined) return;
    const start = more?.start ?? [];
    expect(modelAgrees(name, scope, [...start, ...ways[0]!])).toBe(true);
    if (length === 0) return;
    // Nothing shorter leads there, and to look no further is no proof that nothing does.
    const shorter = found(name, scope, goal, { ...more, limits: { depth: length - 1 } });
    expect([shorter.ways, shorter.bound]).toEqual([[], { bound: 'depth', limit: length - 1 }]);
  });

  test('is the same where no object may stand for another', () => {
    const small = GOALS.filter(({ scope }) => scope === tcx || scope === cgroup);
    for (const { name, scope, goal, length, more } of small) {
      const { ways } = found(name, scope, { ...goal, names: 'all' }, more);
      expect(ways[0]?.length).toBe(length);
    }
  });
  test('is not found where a name that it asks for may stand for another', () => {
    const goal = drawn('tcx', tcx, 'C');
    expect(found('tcx', tcx, goal).ways).toHaveLength(1);
    expect(found('tcx', tcx, { ...goal, names: [] }).ways).toEqual([]);
  });
  test('a state that a predicate accepts', () => {
    const scope = few('tcx', { retired: 1 });
    const goal: Goal = {
      names: 'all',
      state: (state) => (state as unknown as { closed: Set<string> }).closed.has('B'),
    };
    const { ways } = found('tcx', scope, goal);
    expect(said('tcx', ways[0]!)).toEqual(['close program B']);
  });
  test('a request with the state after it', () => {
    const goal: Goal = { ...drawn('tcx', tcx, 'B'), ...decidedBy('attach/replace') };
    expect(said('tcx', found('tcx', tcx, goal).ways[0]!)).toEqual(['attach A', 'attach B  REPLACE A']);
  });
  test.skipIf(kernelMissing !== undefined)('is one that the kernel takes', () => {
    const kernel = openKernel();
    try {
      const spec = new SpecMachine(profileNamed('tcx'));
      for (const machine of [spec, kernel]) machine.reset(universeOf('tcx', tcx) as never);
      for (const each of leadingTo('tcx', tcx, 'C A/L1 B')) {
        expect(kernel.apply(each as never).outcome).toBe(spec.apply(each).outcome);
        expect(kernel.observe('ingress')).toEqual(spec.observe('ingress'));
      }
    } finally {
      kernel.close();
    }
  });
});

describe('an agent that shares a hook', () => {
  test('names what others have by id, and uses its own alone', () => {
    const { ways } = found('tcx', tcx, drawn('tcx', tcx, 'A C B/L1'), sharing('tcx', tcx, 'A B/L1', ['C']));
    expect(said('tcx', ways[0]!)).toEqual(['attach C  BEFORE B (by id)']);
  });
  test('would remove what others have if it were let: a detach that names nothing', () => {
    const { keeps: _, ...more } = sharing('tcx', tcx, 'A B/L1', ['C']);
    const { ways } = found('tcx', tcx, drawn('tcx', tcx, 'C B/L1'), more);
    expect(said('tcx', ways[0]!).join()).toMatch(/detach \(no subject\)/);
  });
});

describe('several ways', () => {
  const goal = drawn('tcx', linked, 'B A');
  const { ways } = found('tcx', linked, goal, { ways: 6 });
  test('are as short as one, and differ', () => {
    expect(ways).toHaveLength(6);
    expect(new Set(ways.map(({ length }) => length))).toEqual(new Set([2]));
    expect(new Set(ways.map((way) => JSON.stringify(way))).size).toBe(6);
    expect(ways.map((way) => modelAgrees('tcx', linked, way))).toEqual(ways.map(() => true));
  });
  test('differ in a rule or in a list between, also where the last request is refused', () => {
    const { ways: refused } = found('tcx', linked, comingTo('EEXIST'), { ways: 20 });
    const spec = new SpecMachine(profileNamed('tcx'));
    const signatures = refused.map((way) => {
      spec.reset(universeOf('tcx', linked));
      return way.map((each) => [spec.explain(each).rule.id, spec.observe('ingress')]);
    });
    expect(new Set(signatures.map((each) => JSON.stringify(each))).size).toBe(20);
  });
  test('begin with the only one that is found alone', () => {
    expect(found('tcx', linked, goal).ways[0]!.length).toBe(2);
    expect(found('tcx', linked, goal, { ways: 3 }).ways).toEqual(ways.slice(0, 3));
  });
});

describe('a search that is ended', () => {
  const semantics = profileNamed('tcx');
  const question = { semantics, scope: tcx, start: [], goal: {}, constraints: { without: [] }, dialects: [] };
  test('by a signal is inconclusive', () => {
    const search = find({ semantics, scope: tcx, goal: decidedBy('attach/full'), start: [], ways: 1, limits: {} });
    search.next();
    const ended = search.next(true);
    expect(ended).toMatchObject({ done: true, value: { ways: [], interrupted: true } });
    const report = findReport(question, ended.value as Found, 0);
    expect([report.result, report.interrupted]).toEqual(['inconclusive', true]);
  });
  test('by a bound of states too, and by nothing at all is a proof', () => {
    const result = (limits: object) =>
      findReport(question, found('tcx', tcx, decidedBy('attach/full'), { limits }), 0).result;
    expect([result({ states: 3 }), result({})]).toEqual(['inconclusive', 'violated']);
  });
});

describe('a picture', () => {
  const { finding } = profileNamed('tcx').family;
  const universe = universeOf('tcx', tcx);
  const spec = new SpecMachine(profileNamed('tcx'));
  spec.reset(universe);
  for (const each of leadingTo('tcx', tcx, 'C A/L1 B')) spec.apply(each);
  const picture = (text: string) => finding!.picture(text, universe, 'ingress', { slotFlags: ['FIRST'] });
  const shows = (text: string, state: State = spec.state) => picture(text).shows(state);
  test.each(['C A/L1 B', '_ _ _', '…', '... B', '_ A/_ …', 'C … _/L1 … B', '… _/_ _', '  C  A/L1\tB '])(
    '%j is C A/L1 B',
    (text) => {
      expect(shows(text)).toBe(true);
    },
  );
  test.each(['', '(empty)', 'C A B', 'C/L1 A B', '_ _', '_ _ _ _', 'A …', '… A', 'B!FIRST …', '_/_ …'])(
    '%j is not',
    (text) => {
      expect(shows(text)).toBe(false);
    },
  );
  test('of a cgroup may say the mode behind the slots', () => {
    const cgroups = universeOf('cgroup', few('cgroup'));
    const [hook] = Object.keys((cgroups as Universe).hooks);
    const machine = new SpecMachine(profileNamed('cgroup'));
    machine.reset(cgroups);
    const prog = { is: 'prog', name: 'A' };
    machine.apply(request({ op: 'prog_attach', hook, prog, flags: ['ALLOW_MULTI'] } as never));
    const asShown = (text: string) =>
      profileNamed('cgroup').family.finding!.picture(text, cgroups, hook!, {}).shows(machine.state);
    expect(['A', 'A MULTI', 'A NONE', 'A OVERRIDE', 'MULTI'].map(asShown)).toEqual([true, true, false, false, false]);
    expect(() => picture('A MULTI')).toThrow('"MULTI": expected a program of the scope');
  });
  test('says which names it asks for, and whether it leaves anything open', () => {
    expect(picture('C A/L1 _')).toMatchObject({ names: ['C', 'A', 'L1'], open: true });
    expect(picture('C A/L1').open).toBe(false);
  });
  test.each([
    ['Z', '"Z": expected a program of the scope (A, B, C) or _, found "Z"'],
    ['A/A', '"A/A": expected a link of the scope (L1) or _, found "A"'],
    ['A/', '"A/": expected a slot such as A, A/L1 or A!PREORDER, _ for any slot, or … for any number of them'],
    [
      'A!first',
      '"A!first": expected a slot such as A, A/L1 or A!PREORDER, _ for any slot, or … for any number of them',
    ],
    ['A!LAST', '"A!LAST": expected flags that a slot keeps (FIRST), found "LAST"'],
  ])('%s is refused', (text, message) => {
    expect(() => picture(text)).toThrow(message);
  });
});

describe('a request is said', () => {
  const call = (dialect: Dialect, name: string, input: object) =>
    profileNamed(name).family.finding!.call(dialect, request(input as never), universeOf(name, few(name)));
  const A = { is: 'prog', name: 'A' };
  const byId = { is: 'prog', name: 'B', by: 'id' };
  const attach = {
    op: 'prog_attach',
    hook: 'ingress',
    prog: A,
    flags: ['BEFORE'],
    relative: byId,
    revision: 'current',
  };
  const link = { op: 'link_create', hook: 'primary', link: 'L1', prog: A, flags: ['AFTER'] };
  test('with the bits that follow from the relative', () => {
    expect(call('bpf', 'tcx', attach)).toEqual({
      code: 'bpf(BPF_PROG_ATTACH, { target_ifindex = ifindex_dev, attach_bpf_fd = fd_A, attach_type = BPF_TCX_INGRESS, attach_flags = BPF_F_BEFORE | BPF_F_ID, relative_id = id_B, expected_revision = revision })',
    });
  });
  test('without the ID bit where libbpf sets it', () => {
    expect(call('libbpf', 'tcx', attach)).toEqual({
      code: 'LIBBPF_OPTS(bpf_prog_attach_opts, opts, .flags = BPF_F_BEFORE, .relative_id = id_B, .expected_revision = revision); bpf_prog_attach_opts(fd_A, ifindex_dev, BPF_TCX_INGRESS, &opts);',
    });
  });
  test('with an Anchor in Go', () => {
    expect(call('cilium', 'tcx', attach)).toMatchObject({
      code: expect.stringContaining('Anchor: link.BeforeProgramByID(id_B)'),
    });
    expect(call('cilium', 'netkit', link)).toEqual({
      code: 'L1, err := link.AttachNetkit(link.NetkitOptions{Interface: ifindex_dev, Program: A, Attach: ebpf.AttachNetkitPrimary, Anchor: link.Tail()})',
    });
    expect(call('libbpf', 'netkit', link)).toEqual({
      code: 'LIBBPF_OPTS(bpf_netkit_opts, opts, .flags = BPF_F_AFTER); L1 = bpf_program__attach_netkit(A, ifindex_dev, &opts);',
    });
  });
  test.each([
    ['cilium', 'tcx', { ...attach, flags: ['BEFORE', 'AFTER'] }, 'an Anchor says one of BEFORE, AFTER'],
    ['cilium', 'tcx', { ...attach, flags: [] }, 'an Anchor names a relative only with BEFORE or AFTER'],
    [
      'cilium',
      'tcx',
      { ...attach, prog: { is: 'closed-fd' } },
      'cilium/ebpf takes an object, and there is none for closed fd',
    ],
    ['cilium', 'cgroup', { ...link, hook: 'parent' }, 'AttachCgroup has no Anchor'],
    ['libbpf', 'rfc-v2', { ...attach, flags: ['FIRST'] }, 'flag FIRST has no bit in the merged uapi'],
    [
      'libbpf',
      'tcx',
      { op: 'prog_detach', hook: 'ingress', prog: A, replace: A },
      'bpf_prog_detach_opts has no field for replace_bpf_fd',
    ],
    [
      'libbpf',
      'tcx',
      { op: 'prog_query', hook: 'ingress', buffer: 2, attachFlags: true },
      'bpf_prog_query_opts gives attach_flags back, and takes none',
    ],
    ['bpf', 'tcx', { op: 'device_remove', device: 'dev' }, 'bpf(2) has no call for this; it is made by RTM_DELLINK'],
  ] as const)('or that it cannot be in %s: %s', (dialect, name, input, unsaid) => {
    expect(call(dialect, name, input)).toEqual({ unsaid });
  });
  test('or not, with a reason, for every request of a state', () => {
    const badInput = ['closed-fd', 'wrong-kind-fd', 'unknown-id', 'zero', 'unknown-flag'] as const;
    for (const name of ['tcx', 'cgroup', 'netkit', 'rfc-v2']) {
      const { family } = profileNamed(name);
      const { requests, universe, identity } = family.explore(
        few(name, { programs: 1, badInput: [...badInput] }),
        profileNamed(name),
      );
      const state = family.initial(universe, profileNamed(name).keeping);
      const wrong = [...requestsIn(requests, state, identity)].flatMap((each) =>
        DIALECTS.map((dialect) => Object.values(family.finding!.call(dialect, each, universe)).join()).filter(
          (said) => said === '' || said.includes('undefined'),
        ),
      );
      expect(wrong).toEqual([]);
    }
  });
});

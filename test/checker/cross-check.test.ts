import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { toTell, untestedTexts } from '../../checker/decide/differing.ts';
import { CrossCheck } from '../../checker/live/cross-check.ts';
import { deviates, minimise } from '../../checker/live/minimise.ts';
import { knownOf } from '../../checker/promises/register.ts';
import { requestsIn } from '../../checker/requests/enumerate.ts';
import { SpecMachine } from '../../library/typed.ts';
import { modelNamed } from '../../model/index.ts';
import type { FaultId } from '../../model/mprog/faults.ts';
import { TcxModel } from '../../model/mprog/tcx-model.ts';
import { Decider } from '../../spec/decide/decider.ts';
import { tcx } from '../../spec/families/lists/tcx/index.ts';
import { cgroup617, cgroupV3, tcx617 } from '../../spec/families/profiles.ts';
import { applyChange, textOf } from '../../spec/families/slots/effect.ts';
import { changeOf, type Effect } from '../../spec/families/slots/effects.ts';
import { CGROUP_KERNEL_SCOPES } from '../../spec/families/slots/scopes/cgroup-scopes.ts';
import { SlotRequests } from '../../spec/families/slots/scopes/requests.ts';
import { castOf, Scope, universeOf } from '../../spec/families/slots/scopes/scope.ts';
import { KERNEL_SCOPES, SCOPES } from '../../spec/families/slots/scopes/scopes.ts';
import { keyOf, labelling } from '../../spec/families/slots/scopes/symmetry.ts';
import type { Keeping, State } from '../../spec/families/slots/state.ts';
import { undo } from '../../spec/families/slots/undo.ts';
import { type Request, request } from '../../spec/families/slots/vocabulary/index.ts';
import { type Profile, withOutcome } from '../../spec/profile.ts';
import { KNOWN } from '../support/known.ts';
import { step } from '../support/plain-step.ts';

const scope: Scope = { ...SCOPES.default, programs: 2, links: 1 };
const tiny: Scope = { ...SCOPES.default, programs: 1, links: 0 };
const { explored, verdict } = checkAll(tcx, new TcxModel(), scope, KNOWN);
const paths = Array.from({ length: verdict.states }, (_, state) => explored.pathTo(state));

/** The states of the small scope. */
function* states() {
  const spec = new SpecMachine(tcx);
  for (const path of paths) {
    spec.reset(universeOf(scope));
    for (const each of path) spec.apply(each as Request);
    yield spec.state;
  }
}

/** The first deviation that visits of these states find. */
function firstOf(check: CrossCheck) {
  for (const path of paths) {
    const [first] = check.visit(path).deviations;
    if (first !== undefined) return first;
  }
  return undefined;
}

describe('the scopes for the kernel', () => {
  test.each(Object.values(KERNEL_SCOPES))('$name is a scope in which spec and model agree', (each) => {
    expect(Scope.parse(each)).toEqual(each);
    expect(checkAll(tcx, new TcxModel(), each, KNOWN).verdict.result).toBe('held');
  });
});

describe('taking a change back', () => {
  test('leads to the state there was, up to the revision, or is not offered', () => {
    const cast = castOf(scope);
    const universe = new SlotRequests(scope, tcx.uapi);
    const offered = { yes: 0, no: 0 };
    const decider = new Decider(tcx);
    for (const state of states()) {
      const labels = labelling(cast, state);
      const taken = new Set<string>();
      for (const each of requestsIn(universe, state, labels) as Iterable<Request>) {
        const { rule, at, after } = decider.takeAmong(state, each);
        if (after === state) continue;
        const change = changeOf(rule.then.effect as Effect, each, at, tcx.keeping as Keeping);
        const back = undo(state, change);
        offered[back === undefined ? 'no' : 'yes'] += 1;
        if (back === undefined || taken.has(textOf(change))) continue;
        taken.add(textOf(change));
        const home = back.reduce((now, one) => step(tcx, now, one).after, after);
        expect(keyOf(cast, home as State, labels)).toBe(keyOf(cast, state, labels));
      }
    }
    expect(offered.yes).toBeGreaterThan(500);
    expect(offered.no).toBeGreaterThan(10);
  });
  test('of nothing is nothing', () => {
    const [first] = states();
    expect(undo(first!, { is: 'nothing' })).toEqual([]);
    expect(applyChange(first!, { is: 'nothing' })).toBe(first);
  });
});

describe('a cross-check', () => {
  test('of a sound machine makes every request in every state, and confirms the rules that are reached', () => {
    const check = new CrossCheck(tcx, new TcxModel(), scope);
    const confirmed = new Set<string>();
    let transitions = 0;
    for (const path of paths) {
      const visited = check.visit(path);
      expect(visited.deviations).toEqual([]);
      transitions += visited.transitions + visited.leftOut;
      for (const rule of visited.confirmed.keys()) confirmed.add(rule);
    }
    expect(transitions).toBe(
      checkAll(tcx, new TcxModel(), scope, { ...KNOWN, everyRequest: true }).verdict.transitions,
    );
    expect(confirmed).toEqual(new Set(verdict.rules.filter(({ fired }) => fired > 0).map(({ id }) => id)));
  });

  test('asks for every refused detach with replace_bpf_fd, also beside a relative or a revision', () => {
    const machine = new TcxModel();
    const asked: Request[] = [];
    const watched = new Proxy(machine, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (name === 'apply')
          return (each: Request) => {
            asked.push(each);
            const answer = target.apply(each);
            const isOdd =
              each.op === 'prog_detach' &&
              each.replace.is !== 'none' &&
              (each.relative.is !== 'none' || each.revision !== 'none');
            return isOdd && answer.outcome !== 'ok' ? { ...answer, outcome: 'EOPNOTSUPP' } : answer;
          };
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const { deviations } = new CrossCheck(tcx, watched, tiny).visit([], {
      keepGoing: true,
    });
    const setting = asked.filter((each) => each.op === 'prog_detach' && each.replace.is !== 'none');
    expect(new Set(setting.map((each) => 'replace' in each && each.replace.is))).toEqual(
      new Set(['prog', 'closed-fd', 'wrong-kind-fd']),
    );
    expect(deviations.length).toBeGreaterThan(0);
  });

  test.each<[FaultId, string]>([
    ['attach/replace-takes-linked-slot', 'attach/target-owned-by-link'],
    ['query/truncated-count', 'query/buffer-too-small'],
    ['detach/stale-ignored', 'detach/stale-revision'],
    ['link/update-same-bumps-revision', 'link-update/same'],
  ])('of a machine with the fault %s names the rule %s', (fault, rule) => {
    const check = new CrossCheck(tcx, new TcxModel({ fault }), scope);
    const named = paths.some((path) => check.visit(path).deviations.some((deviation) => deviation.rule === rule));
    expect(named).toBe(true);
  });

  test('with a rule that was changed deliberately names that rule', () => {
    const changed = withOutcome(tcx, 'attach/already-attached', 'EBUSY');
    const check = new CrossCheck(changed, new TcxModel(), scope);
    expect(firstOf(check)).toMatchObject({
      rule: 'attach/already-attached',
      expected: { outcome: 'EBUSY' },
      found: { outcome: 'EEXIST' },
    });
  });

  test('goes on after a deviation only when it is asked to', () => {
    const changed = withOutcome(tcx, 'attach/unknown-flag', 'EPERM');
    const check = new CrossCheck(changed, new TcxModel(), scope);
    expect(check.visit([]).deviations).toHaveLength(1);
    const [group, ...others] = check.visit([], { keepGoing: true }).deviations;
    expect(others).toEqual([]);
    expect(group!.cases).toBeGreaterThan(100);
  });
});

describe('minimising', () => {
  const universe = universeOf(SCOPES.default);
  const attach = (name: string) => request({ op: 'prog_attach', hook: 'ingress', prog: { is: 'prog', name } });
  const create = request({ op: 'link_create', hook: 'ingress', link: 'L1', prog: { is: 'prog', name: 'A' } });
  const replace = request({
    op: 'prog_attach',
    hook: 'ingress',
    prog: { is: 'prog', name: 'B' },
    flags: ['REPLACE'],
    replace: { is: 'prog', name: 'A' },
  });
  const faulty = () => new TcxModel({ fault: 'attach/replace-takes-linked-slot' });

  test('keeps the steps that the deviation needs, and no others', () => {
    const long = [attach('C'), create, request({ op: 'prog_query', hook: 'ingress', buffer: 2 }), replace];
    expect(minimise(tcx, faulty(), universe, long, long)).toEqual([create, replace]);
  });
  test('falls back on the whole history where the path is not enough', () => {
    expect(minimise(tcx, faulty(), universe, [replace], [attach('C'), create, replace])).toEqual([create, replace]);
  });
  test('keeps the way in which the machine leaves the spec, where fewer requests would do so in another way', () => {
    const changed = withOutcome(withOutcome(tcx, 'detach/no-entry', 'EIO'), 'detach/not-attached', 'EPERM');
    const detach = request({ op: 'prog_detach', hook: 'ingress', prog: { is: 'prog', name: 'B' } });
    const path = [attach('C'), attach('A'), detach];
    expect(minimise(changed, new TcxModel(), universe, path, path)).toEqual([attach('C'), detach]);
    expect(minimise(changed, new TcxModel(), universe, [detach], [detach])).toEqual([detach]);
  });
  test('finds nothing where nothing deviates', () => {
    expect(minimise(tcx, new TcxModel(), universe, [create, replace], [create, replace])).toBeUndefined();
  });
  test('does not take a request that makes no sense for a deviation', () => {
    expect(deviates(tcx, new TcxModel(), universe, [create, create])).toBe(false);
  });
});

describe('what a semantics brings', () => {
  /** What was confirmed and told from the base once every state of a scope was visited, or all there is to tell was told. */
  function visited(semantics: Profile, small: Scope) {
    const { verdict: whole, explored: all } = checkAll(semantics, undefined, small, { known: knownOf(semantics) });
    // The model: it takes a request faster than the spec, which would look at what it is given each time.
    const check = new CrossCheck(semantics, modelNamed(semantics.model!).create(), small);
    const confirmed = new Map<string, number>();
    let told: ReadonlySet<string> = new Set();
    const { changes } = toTell(semantics);
    for (let state = 0; state < whole.states && changes.some((change) => !told.has(change)); state += 1) {
      const seen = check.visit(all.pathTo(state));
      expect(seen.deviations).toEqual([]);
      for (const [rule, times] of seen.confirmed) confirmed.set(rule, times);
      told = seen.apart;
    }
    return { confirmed, told, texts: untestedTexts(toTell(semantics), { confirmed, told }, 'scope') };
  }
  const updates = (change: Partial<Scope>) => visited(cgroup617, { ...CGROUP_KERNEL_SCOPES.programs!, ...change });

  test('is told from the base where the base would come to something else', () => {
    const { told, texts } = updates({ programs: 2, badInput: [] });
    expect([...told].toSorted()).toEqual(['link-update/swap-by-count', 'removal of rule link-update/swap']);
    // The rest is of other scopes: that is no reason for doubt in what comes with the package.
    expect(texts).toEqual([]);
  });
  test('is not, where a rule decides what the base decides alike', () => {
    const { confirmed, told, texts } = updates({ programs: 1 });
    expect([confirmed.has('link-update/swap-by-count'), [...told]]).toEqual([true, []]);
    expect(texts).toEqual([expect.stringContaining('nothing in this scope is answered otherwise by cgroup, of which')]);
  });
  test('is the removal of a rule too, but no rule that says what the base says', () => {
    const removal = 'removal of rule detach/unnamed-without-capability';
    expect(toTell(tcx617).changes).toEqual(['detach/last-for-anybody', removal]);
    expect([...visited(tcx617, KERNEL_SCOPES.callers!).told].toSorted()).toEqual(['detach/last-for-anybody', removal]);
  });
  test('is all to be seen of a proposal', () => {
    const proposal: Profile = { ...tcx617, name: 'mine' };
    expect(visited(proposal, KERNEL_SCOPES.callers!).texts).toEqual([]);
    const texts = ['detach/last-for-anybody', 'removal of rule detach/unnamed-without-capability'].map(
      (change) => `${change}, which mine brings, was not exercised in this scope`,
    );
    expect(visited(proposal, tiny).texts).toEqual(texts);
  });
  test('is a fact that is told in another way, and the place that a request means', () => {
    const { told } = visited(cgroupV3, { ...CGROUP_KERNEL_SCOPES.links!, badInput: ['unknown-id'] });
    for (const change of ['link_create: fact relative', 'link_create: place of the relative'])
      expect(told).toContain(change);
  });
});

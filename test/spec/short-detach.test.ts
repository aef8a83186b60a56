/** Case 15 of the users, and what it leads to: a detach from a cgroup while memory is short (docs/short-memory.md). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { modelNamed } from '../../model/index.ts';
import { deciderOf } from '../../spec/decide/decider.ts';
import { FIXES } from '../../spec/families/before-fixes/fixes.ts';
import { scopesOf } from '../../spec/families/slots/scopes/scopes.ts';
import { type Request, type RequestInput, request, Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { describeRequest } from '../../spec/families/slots/words.ts';
import type { Profile } from '../../spec/profile.ts';
import { ROOT } from '../support/command.ts';

const { reach } = FIXES.find(({ commit }) => commit === '7dc211c1159d')!;
if (reach.is !== 'expected') throw new Error('expected the semantics before the fix, and with it');
const { before, fixed } = reach;

const HOOK = { kind: 'cgroup', attachType: 'ingress' } as const;
const universe = Universe.parse({
  programs: { A: 'cgroup_skb', B: 'cgroup_skb', C: 'cgroup_skb' },
  hooks: { top: { ...HOOK, parent: 'none' }, low: { ...HOOK, parent: 'top' } },
  links: ['L1'],
  verdicts: { A: 0, B: 1, C: 1 },
});

const prog = (name: string) => ({ is: 'prog', name }) as const;
const attach = (name: string, more: object = {}) =>
  ({ op: 'prog_attach', hook: 'top', prog: prog(name), flags: ['ALLOW_MULTI'], ...more }) as RequestInput;
const detach = (name: string, short: boolean): RequestInput => ({
  op: 'prog_detach',
  hook: 'top',
  prog: prog(name),
  short,
});
const run = (hook: string): RequestInput => ({ op: 'run', hook });

/** Makes requests of the rules and of the model; what both answer, and what is seen of the cgroups afterwards. */
function whatComesOf(semantics: Profile, ...inputs: readonly RequestInput[]) {
  const { family, keeping } = semantics;
  const model = modelNamed(semantics.model!).create();
  model.reset(universe);
  let state = family.initial(universe, keeping);
  const answers = inputs.map((input) => {
    const asked = request(input);
    const taken = deciderOf(semantics).take(state, asked);
    state = taken.after;
    const answer = { outcome: taken.rule.then.outcome, view: taken.view };
    expect(model.apply(asked)).toEqual(answer);
    return answer;
  });
  const seen = (hook: string) => {
    const shown = family.observe(state, hook);
    expect(model.observe(hook)).toEqual(shown);
    return shown as { count: number; revision: number; effective?: readonly string[] };
  };
  return { last: answers.at(-1)!, top: seen('top'), low: seen('low') };
}

describe('a detach while memory is short', () => {
  test('removes the program, and no query shows what stands in for it', () => {
    const { last, top, low } = whatComesOf(fixed, attach('A'), attach('B'), detach('A', true));
    expect(last.outcome).toBe('ok');
    expect(top).toMatchObject({ count: 1, revision: 4, effective: ['B'] });
    expect(low.effective).toEqual(['B']);
  });
  test('leaves what allows, at the cgroup and below', () => {
    const detached = [attach('A'), attach('B'), detach('A', true)];
    for (const hook of ['top', 'low'])
      expect(whatComesOf(fixed, ...detached, run(hook)).last).toMatchObject({
        outcome: 'ok',
        view: { ran: ['B'], delivered: true },
      });
  });
  test('left what could not be run, before the fix, until the next change', () => {
    const detached = [attach('A'), attach('B'), detach('A', true)];
    for (const hook of ['top', 'low']) expect(whatComesOf(before, ...detached, run(hook)).last.outcome).toBe('splat');
    for (const change of [attach('C'), detach('B', false)])
      expect(whatComesOf(before, ...detached, change, run('low')).last.outcome).toBe('ok');
  });
  test('needs none where nothing is left to run', () => {
    expect(whatComesOf(before, attach('A'), detach('A', true), run('top')).last.outcome).toBe('ok');
  });
  test('finds its place behind what stands in already', () => {
    const { low } = whatComesOf(fixed, attach('A'), attach('B'), attach('C'), detach('A', true), detach('B', true));
    expect(low.effective).toEqual(['C']);
  });
});

describe('an attach while memory is short', () => {
  const create = { op: 'link_create', hook: 'top', link: 'L1', prog: prog('C') } as const;
  test.each([attach('C', { short: true }), { ...create, short: true } as const])('changes nothing: %j', (refused) => {
    const { last, top } = whatComesOf(fixed, attach('B'), refused);
    expect([last.outcome, top.revision, top.effective]).toEqual(['ENOMEM', 2, ['B']]);
  });
  test('changes nothing that it began to replace either', () => {
    const replace = attach('C', { flags: ['ALLOW_MULTI', 'REPLACE', 'PREORDER'], replace: prog('B'), short: true });
    const { last, top } = whatComesOf(fixed, attach('A'), attach('B'), replace);
    expect([last.outcome, top.revision, top.effective]).toEqual(['ENOMEM', 3, ['A', 'B']]);
  });
});

describe('a link update behind what stands in', () => {
  const create = { op: 'link_create', hook: 'top', link: 'L1', prog: prog('B') } as const;
  const update = { op: 'link_update', link: { is: 'link', name: 'L1' }, prog: prog('C') } as const;
  test('writes over it, and the former program goes on running', () => {
    const { top, low } = whatComesOf(fixed, attach('A'), create, detach('A', true), update);
    expect([top.count, top.effective, low.effective]).toEqual([1, ['C', 'B'], ['C', 'B']]);
  });
  test('uses memory that is freed where nothing holds the former program', () => {
    const freed = [attach('A'), create, detach('A', true), update, { op: 'prog_close', prog: 'B' } as const];
    expect(whatComesOf(fixed, ...freed, run('top')).last.outcome).toBe('splat');
  });
  test('is found by the search, as the page says', () => {
    const known = fixed.properties.map(({ id }) => id).filter((id) => id !== 'running-is-attached');
    const scope = scopesOf(fixed).linked!;
    const { verdict, explored } = checkAll(fixed, modelNamed(fixed.model!).create(), scope, { known });
    expect(verdict.result).toBe('violated');
    const { ending } = explored;
    if (ending.is !== 'failed') throw new Error('expected a counterexample');
    const said = ending.path.map((each) => describeRequest(each as Request));
    expect(said.length).toBe(4);
    const page = readFileSync(join(ROOT, 'docs/short-memory.md'), 'utf8');
    for (const each of said) expect(page).toContain(`| ${each} |`);
  });
});

import { describe, expect, test } from 'vitest';
import { diff } from '../../checker/diff/diff.ts';
import { derive, fail, rule, tcx } from '../../index.ts';
import { SpecMachine } from '../../library/typed.ts';
import { request, Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { type Profile, tableFor } from '../../spec/profile.ts';
import { finish, proposal, reported, scopesNamed } from '../support/diff.ts';

/** What a proposal changes: its groups, each with the outcomes and rules below it. */
async function changes(name: string, scopes: readonly string[], change = {}) {
  const { base, proposed } = await proposal(name);
  const found = finish(diff(base, proposed, scopesNamed(base, proposed, scopes, change)));
  return { found, report: reported(base, proposed, found) };
}

const classes = ({ report }: Pick<Awaited<ReturnType<typeof changes>>, 'report'>) =>
  report.groups.map(({ rule, differences }) => [
    rule?.id,
    ...differences.map(({ a, b }) => `${a.outcome} ${a.rule} → ${b.outcome} ${b.rule}`).toSorted(),
  ]);

describe('a relative link that is found by its program', () => {
  test('is a difference of both directives, seen in what runs after three steps', async () => {
    const found = await changes('link-by-program.ts', ['links'], { foreign: 0, badInput: [] });
    expect(classes(found)).toEqual([
      [undefined, 'ok link-create/insert-before → ok link-create/insert-before'],
      [undefined, 'ok link-create/insert-after → ok link-create/insert-after'],
    ]);
    expect(found.found.groups.map(({ visible, example }) => [visible, example.b.length])).toEqual([
      [true, 3],
      [true, 3],
    ]);
    expect(found.report.untested).toEqual({ a: [], b: [] });
  });
  test('gives A B B A against B A B A', async () => {
    const { base, proposed } = await proposal('link-by-program.ts');
    const universe = Universe.parse({
      programs: { A: 'cgroup_skb', B: 'cgroup_skb' },
      links: ['L1', 'L2'],
      hooks: { parent: { kind: 'cgroup', parent: 'none' } },
      capacity: 64,
    });
    const hook = 'parent';
    const order = [base, proposed].map((semantics) => {
      const machine = new SpecMachine(semantics);
      machine.reset(universe);
      const replies = [
        request({ op: 'prog_attach', hook, prog: { is: 'prog', name: 'A' }, flags: ['ALLOW_MULTI'] }),
        request({ op: 'prog_attach', hook, prog: { is: 'prog', name: 'B' }, flags: ['ALLOW_MULTI'] }),
        request({ op: 'link_create', hook, link: 'L1', prog: { is: 'prog', name: 'A' } }),
        request({
          op: 'link_create',
          hook,
          link: 'L2',
          prog: { is: 'prog', name: 'B' },
          flags: ['BEFORE'],
          relative: { is: 'link', name: 'L1', by: 'fd' },
        }),
      ].map((each) => machine.apply(each).outcome);
      expect(replies).toEqual(['ok', 'ok', 'ok', 'ok']);
      const seen = machine.observe(hook);
      return seen.is === 'list' ? seen.slots.map(({ prog }) => prog).join(' ') : seen.is;
    });
    expect(order).toEqual(['A B B A', 'B A B A']);
  });
  test('is not met where there is one link, and then the result is inconclusive and names the place', async () => {
    const { report } = await changes('link-by-program.ts', ['links'], { foreign: 0, links: 1, badInput: [] });
    expect(report.result).toBe('inconclusive');
    expect(report.untested.b).toEqual(['link_create: place of the relative']);
  });
});

test('a detach at a full list of tcx has three classes, one of them with a link in the last slot', async () => {
  const found = await changes('detach-at-full.ts', ['boundary']);
  expect(classes(found)).toEqual([
    [
      'detach/index-beyond-capacity',
      'ERANGE detach/index-beyond-capacity → EBUSY detach/designated-owned-by-link',
      'ERANGE detach/index-beyond-capacity → ok detach/after',
      'ERANGE detach/index-beyond-capacity → ok detach/last',
    ],
  ]);
});

test('a new rule is one group, with the rule that decided before below it', async () => {
  const found = await changes('03c-proposal-ebusy.ts', ['single'], { foreign: 0, badInput: [] });
  expect(classes(found)).toEqual([['detach/held-by-link', 'ENOENT detach/not-attached → EBUSY detach/held-by-link']]);
});

test('a rule that was removed is one group for each command, with the rules that decide instead below it', async () => {
  const found = await changes('cgroup-any-anchor.ts', ['single'], { foreign: 0 });
  expect(
    classes(found)
      .map(([rule]) => rule)
      .toSorted(),
  ).toEqual(['attach/anchor-of-other-kind', 'link-create/anchor-of-other-kind']);
  for (const [rule, ...below] of classes(found))
    expect(below.map((each) => each!.split(' → ')[1])).toEqual(
      ['EBADF', 'ENOENT', 'ENOENT', 'ok', 'ok'].map((outcome, index) => {
        const command = rule!.split('/')[0];
        const rules = ['anchor-fd-not-open', 'anchor-id-unknown', 'anchor-unlisted', 'insert-after', 'insert-before'];
        return `${outcome} ${command}/${rules[index]}`;
      }),
    );
});

test('a rule that took the place of another is one group', async () => {
  const found = await changes('cgroup-replace-at-full.ts', ['boundary']);
  expect(classes(found)).toEqual([
    [
      'attach/full',
      'E2BIG attach/full → EINVAL attach/replacement-attached',
      'E2BIG attach/full → ENOENT attach/target-not-attached',
      'E2BIG attach/full → ok attach/replace',
    ],
  ]);
});

describe('rules of the base that can decide nothing any more', () => {
  const grouped = (proposed: Profile) => {
    const both = [
      [tcx, proposed],
      [proposed, tcx],
    ] as const;
    return both.map(([a, b]) =>
      classes({
        report: reported(a, b, finish(diff(a, b, scopesNamed(a, b, ['default'], { foreign: 0, badInput: [] })))),
      }),
    );
  };
  const outcomesOf = (below: readonly (string | undefined)[], side: 0 | 1) => [
    ...new Set(below.map((each) => each!.split(' → ')[side]!)),
  ];

  test('are below the one rule that refuses an operation', () => {
    const refused = derive(tcx, { name: 'refused', title: 'no direct', refuse: { prog_attach: 'EINVAL' } });
    for (const [index, [group, ...more]] of grouped(refused).entries()) {
      const [rule, ...below] = group!;
      expect([more, rule]).toEqual([[], 'attach/refused']);
      expect(below.length).toBeGreaterThan(5);
      expect(outcomesOf(below, index === 0 ? 1 : 0)).toEqual(['EINVAL attach/refused']);
    }
  });
  test('are below the new rule that is in front of them', () => {
    const all = rule('attach/all', 'All.', {}, fail('EPERM'));
    const insert = [{ before: 'attach/append', rules: [all] }];
    const shadowed = derive(tcx, { name: 'shadowed', title: 'no attach', unreachable: 'drop', insert });
    for (const groups of grouped(shadowed)) {
      expect(groups.map(([id]) => id)).toEqual(['attach/all']);
      expect(groups[0]!.length - 1).toBe(3);
    }
  });
  test('are not those that took the place of a rule under its id: each such pair is a group', () => {
    const { id, when } = tableFor(tcx, 'prog_attach').rules.find(({ then }) => then.outcome === 'EEXIST')!;
    const replace = { [id]: rule(id, 'No.', when, fail('EPERM')) };
    const replaced = derive(tcx, { name: 'replaced', title: 'another errno', replace });
    for (const groups of grouped(replaced)) expect(groups.map(([rule]) => rule)).toEqual([undefined]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Derivation, derive, fail, freplace, P, type Profile, rule, succeed, tcx, xdp } from '../../index.ts';
import { whole } from '../../library/whole.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import { rulesOf } from '../../spec/profile.ts';
import { ran } from '../support/room.ts';

const mprog = (...args: string[]) => ran(directory, ...args);
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-proposal-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const about = { name: 'mine', title: 'a test' };
const made = (derivation: Partial<Derivation>) => () => derive(tcx, { ...about, ...derivation });

describe('a derivation', () => {
  test('replaces, inserts and removes rules by id, in place', () => {
    const derived = made({
      remove: ['attach/insert-after'],
      replace: { 'attach/full': rule('attach/no-room', 'No room.', { REPLACE: false, room: 'full' }, fail('ENOSPC')) },
      insert: [
        {
          after: 'attach/no-device',
          rules: [rule('attach/never', 'Never.', { BEFORE: true, AFTER: true, revision: 'stale' }, fail('EADDRINUSE'))],
        },
      ],
    })();
    const ids = rulesOf(derived).map(({ id }) => id);
    expect(ids).not.toContain('attach/insert-after');
    expect(ids[ids.indexOf('attach/no-device') + 1]).toBe('attach/never');
    expect(ids.indexOf('attach/no-room')).toBe(ids.indexOf('attach/before-unlisted') - 1);
    expect(rulesOf(tcx).map(({ id }) => id)).not.toContain('attach/never');
    expect(rulesOf(tcx).map(({ id }) => id)).toContain('attach/insert-after');
  });
  const first = (bad: ReturnType<typeof rule>) => ({ insert: [{ before: 'attach/unknown-flag', rules: [bad] }] });
  test.each([
    ['an unknown id', { remove: ['attach/ful'] }, 'tcx has no rule "attach/ful"; did you mean "attach/full"'],
    ['an unknown property', { withoutProperties: ['nothing'] }, 'tcx has no property "nothing"'],
    [
      'a rule that is shadowed',
      {
        insert: [
          { after: 'attach/unknown-flag', rules: [rule('attach/late', 'Late.', { unknownFlag: true }, fail('EPERM'))] },
        ],
      },
      'rule "attach/late" can never fire',
    ],
    [
      'a rule that shadows another',
      first(rule('attach/always', 'Always.', {}, fail('EPERM'))),
      '26 rules can never fire',
    ],
    [
      'a field there is not',
      first(rule('attach/x', 'X.', { BEFOR: true }, fail('EPERM'))),
      'a situation of BPF_PROG_ATTACH has no field "BEFOR"; did you mean "BEFORE"',
    ],
    [
      'a value there is not',
      first(rule('attach/x', 'X.', { room: 'fulll' }, fail('EPERM'))),
      'rule "attach/x", room: expected one of "free", "full", found "fulll"',
    ],
    [
      'a pattern that lets nothing through',
      first(rule('attach/x', 'X.', { room: P.number }, fail('EPERM'))),
      'room: expected one of "free", "full", found a pattern that none of them matches',
    ],
    [
      'a value there is not, beside one that there is',
      first(rule('attach/x', 'X.', { room: P.union('full', 'fre') }, fail('EPERM'))),
      'rule "attach/x", room: expected one of "free", "full", found "fre"',
    ],
    [
      'a value there is not, inside of another pattern',
      first(rule('attach/x', 'X.', { room: P.not(P.union('full', 'ful')) }, fail('EPERM'))),
      'rule "attach/x", room: expected one of "free", "full", found "ful"',
    ],
    [
      'the other than a value that there is not',
      first(rule('attach/x', 'X.', { room: P.not('ful') }, fail('EPERM'))),
      'rule "attach/x", room: expected one of "free", "full", found "ful"',
    ],
    [
      'an errno there is not',
      first(rule('attach/x', 'X.', { BEFORE: true }, fail('EFULL' as never))),
      'an errno of Linux',
    ],
    [
      'an effect of another operation',
      first(rule('attach/x', 'X.', { BEFORE: true }, succeed('remove'))),
      'a BPF_PROG_ATTACH cannot have the effect "remove"',
    ],
    [
      'an id twice',
      first(rule('attach/full', 'X.', { BEFORE: true, AFTER: true }, fail('EPERM'))),
      'two rules are called "attach/full"',
    ],
    [
      'a fact of three fields',
      {
        facts: [
          { of: ['prog_attach'], field: 'x', values: [true], reads: ['prog', 'flags', 'replace'], tell: () => true },
        ],
      },
      'may depend on two fields of the request besides the hook',
    ],
    [
      'a flag that follows from a relative',
      { flags: { ID: ['prog_attach'] } },
      'flags.ID: expected a flag of its own, found ID, which a relative sets',
    ],
    [
      'a flag that stands for others',
      { flags: { UNKNOWN: ['prog_attach'] } },
      'flags.UNKNOWN: expected a flag of its own, found UNKNOWN, which stands for bits that nothing defines',
    ],
    [
      'a flag in small letters',
      { flags: { sole: ['prog_attach'] } },
      'flags.sole: expected a flag in capitals, such as "SOLE", found "sole"',
    ],
    ['a name that is none', { name: 'no name' }, 'expected a name such as "head-and-tail"'],
  ] as [string, Partial<Derivation>, string][])('refuses %s', (_, derivation, said) => {
    expect(made(derivation)).toThrow(said);
  });
});

describe('the flags of a family that has no others', () => {
  const flagged = (base: Profile, flags: object) => () =>
    derive(base, { name: 'derived', title: 'a test', flags: flags as never });
  test.each([xdp, freplace])('of $name cannot be added to', (base) => {
    expect(flagged(base, { FORCE: ['link_update'] })).toThrow('flags: there is no "FORCE" here; did you mean "');
  });
  test('can be those of more operations', () => {
    expect(flagged(xdp, { SKB: ['link_update'] })().uapi.flags.link_update).toContain('SKB');
  });
});

const SHOUT = `import { derive, fail, rule, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'shout', title: 'a test', flags: { LOUD: ['prog_attach'] },
  insert: [{ after: 'attach/unknown-flag', rules: [rule('attach/loud', 'No shouting.', { LOUD: true }, fail('ECANCELED'))] }],
});`;

describe('a proposal in a file', () => {
  test.each(PROFILES.map((profile) => [profile.name, profile]))('may be made from %s', (_, profile) => {
    const always = { kind: 'always', id: 'mine', sentence: 'S.', why: 'W.', sometimes: () => true, holds: () => true };
    const derived = derive(profile, { ...about, properties: [always as never] });
    expect(whole(derived, 'a file', () => {}).ground).toBe(profile);
  });
  test.each(['ts', 'js', 'mjs'])('is checked and compared without a build: .%s', async (extension) => {
    const file = join(directory, `shout.${extension}`);
    writeFileSync(file, SHOUT);
    const checked = await mprog('check', file, '--programs', '2', '--links', '1');
    expect([checked.status, checked.stderr.replace(/^shout, .* · .*\n/gm, '')]).toEqual([0, '']);
    expect(checked.stdout).toContain('no model: only the rules and properties were checked');
    const compared = await mprog('diff', 'tcx', file, '--json');
    expect([compared.status, compared.stderr.replace(/^tcx and .*\n/gm, '')]).toEqual([0, '']);
  });
  test('a flag that changes nothing is reported as vocabulary', async () => {
    const file = join(directory, 'quiet.ts');
    writeFileSync(file, SHOUT.replace(/insert: .*/, '').replace("'shout'", "'quiet'"));
    const { status, stdout } = await mprog('diff', 'tcx', file);
    expect(status).toBe(1);
    expect(stdout).toContain('flag LOUD: quiet only');
  });
  test('a flag of an operation that does not ask for it is not exercised, and why is said', async () => {
    const file = join(directory, 'half-quiet.ts');
    writeFileSync(file, SHOUT.replace("LOUD: ['prog_attach']", "LOUD: ['prog_attach', 'link_create']"));
    const { status, stdout } = await mprog('check', file, '--programs', '1', '--links', '1');
    expect(status).toBe(3);
    expect(stdout).toContain('    link_create: flag LOUD\n');
    expect(stdout).toContain('a flag counts where a rule of its operation asks for it, or the slot keeps it\n');
  });
  test('what is wrong with one is said in a line, with exit code 2', async () => {
    for (const [name, text, said] of [
      ['syntax.ts', 'export default derive(', 'syntax.ts:1:23: Unexpected token'],
      ['nameless.ts', SHOUT.replace("name: 'shout',", ''), 'name: expected a name such as "head-and-tail" for'],
      ['empty.ts', 'export const x = 1;', 'expected "export default derive(base'],
      ['unknown.ts', SHOUT.replace('attach/unknown-flag', 'attach/unknown'), 'tcx has no rule "attach/unknown"'],
      ['taken.ts', SHOUT.replace("'shout'", "'cgroup'"), 'the name "cgroup" is taken'],
      ['base.ts', SHOUT.replace('derive(tcx', 'derive(undefined'), 'expected a profile to derive from'],
    ] as const) {
      const file = join(directory, name);
      writeFileSync(file, text);
      const { status, stderr, stdout } = await mprog('check', file);
      expect([name, status, stdout]).toEqual([name, 2, '']);
      expect(stderr).toContain(said);
    }
  });
  test('one that breaks a property of its base has a counterexample', async () => {
    const file = join(directory, 'broken.ts');
    writeFileSync(
      file,
      `import { derive, tcx } from 'mprog-spec';
       export default derive(tcx, { name: 'broken', title: 'a test', remove: ['attach/already-attached'] });`,
    );
    const { status, stdout } = await mprog('check', file, '--no-write');
    expect(status).toBe(1);
    expect(stdout).toContain('property no-program-twice is violated');
  });
});

describe('what spares a proposal the removal of many rules', () => {
  test('one that breaks by a rule of its own what its base is known to break has a counterexample too', async () => {
    const file = join(directory, 'in-front.ts');
    writeFileSync(
      file,
      `import { derive, fail, rule, succeed, tcx } from 'mprog-spec';
export default derive(tcx, { name: 'in-front', title: 'a test', replace: {
  'detach/before': rule('detach/in-front', 'In front.', { BEFORE: true }, succeed('remove')),
  'detach/after': rule('detach/no-after', 'Refused.', { AFTER: true }, fail('EINVAL')),
} });
`,
    );
    const { status, stdout } = await mprog('check', file, '--no-write');
    expect(status).toBe(1);
    expect(stdout).toContain('✗ after 2 steps: property relative-untouched is violated');
    expect(stdout).toMatch(/#\s+request\s+spec\s+slots/);
    expect(stdout).toMatch(/decided by\s+detach\/in-front/);
    expect(stdout).toMatch(
      /known\s+tcx breaks it by rules of its own, see \S*traces\/anomalies\/tcx\/relative-untouched/,
    );
    // And so has one that is derived from that: what is on record is on record of tcx.
    const second = join(directory, 'in-front-v2.ts');
    writeFileSync(
      second,
      `import { derive, fail, rule } from 'mprog-spec';
import first from './in-front.ts';
export default derive(first, { name: 'in-front-v2', title: 'a test', replace: {
  'attach/already-attached': rule('attach/twice', 'At most once.', { subject: 'listed' }, fail('EALREADY')),
} });
`,
    );
    for (const asked of [[], ['--properties', 'relative-untouched']]) {
      const again = await mprog('check', second, '--no-write', ...asked);
      expect([again.status, again.stdout]).toEqual([1, expect.stringMatching(/decided by\s+detach\/in-front/)]);
    }
  });
  test('refuse: one rule takes the place of all those of an operation', () => {
    const derived = made({ refuse: { prog_attach: 'EINVAL', prog_detach: 'EPERM' } })();
    const rules = (op: string) => derived.tables.find((table) => table.op === op)!.rules;
    expect(rules('prog_attach').map(({ id, then }) => [id, then.outcome])).toEqual([['attach/refused', 'EINVAL']]);
    expect(rules('prog_detach').map(({ id, then }) => [id, then.outcome])).toEqual([['detach/refused', 'EPERM']]);
    expect(rules('link_create')).toEqual(tcx.tables.find(({ op }) => op === 'link_create')!.rules);
  });
  test('unreachable: rules of the base that can never fire are removed, and listed in a line', async () => {
    const file = join(directory, 'no-before.mjs');
    const text = `import { derive, fail, rule, tcx } from 'mprog-spec';
      export default derive(tcx, { name: 'no-before', title: 'a test', unreachable: 'drop', insert: [
        { before: 'attach/unknown-flag', rules: [rule('attach/no-before', 'No BEFORE.', { BEFORE: true }, fail('EOPNOTSUPP'))] } ] });`;
    writeFileSync(file, text);
    const line = 'Dropped, because they can never fire: 2 rules of tcx (attach/before-unlisted, attach/insert-before).';
    expect((await mprog('rules', file)).stdout).toContain(line);
    expect((await mprog('check', file, '--programs', '1', '--links', '0')).stdout).toContain(line);
    expect(JSON.parse((await mprog('rules', file, '--json')).stdout).dropped).toEqual([
      'attach/before-unlisted',
      'attach/insert-before',
    ]);
    writeFileSync(file, text.replace("unreachable: 'drop',", ''));
    expect((await mprog('rules', file)).stderr).toContain(
      'no-before: 2 rules can never fire:\n  "attach/before-unlisted", "attach/insert-before": decided before by "attach/no-before"\n',
    );
  });
});

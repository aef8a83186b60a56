import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Verdict } from '../../checker/check/verdict.ts';
import { ran, refused } from '../support/room.ts';
import { mprogIn } from '../support/run.ts';

const CASES = new URL('../cases/proposals/', import.meta.url).pathname;
const WRONG = join(CASES, 'wrong');
const mprog = (...args: string[]) => ran(WRONG, ...args);

/** What is said of each file in test/cases/proposals/wrong, in one line that begins with the file. */
const SAID: Readonly<Record<string, string>> = {
  'base-has-a-taken-name.mjs': ': the name "tcx" is taken by a profile of this package',
  'changes-a-property-of-the-package.mjs': ":2: throws TypeError: Cannot assign to read only property 'holds'",
  'changes-a-table-of-the-package.mjs': ':3: throws TypeError: Cannot assign to read only property',
  'changes-no-condition.mjs': ':2: derivation: this changes nothing: every rule decides as in tcx',
  'changes-nothing.mjs': ':2: derivation: this changes nothing: every rule decides as in tcx',
  'drops-its-own.mjs':
    ':2: derivation: rule "attach/late" can never fire: all its situations are decided before it, by "attach/unknown-flag"',
  'exit-in-a-fact.mjs': ':5: fact "x" of BPF_PROG_ATTACH calls process.exit(0)',
  'exit-later.mjs': ':2: calls process.exit(0)',
  'exit-zero.mjs': ':3: calls process.exit(0)',
  'find-answers-too-much.mjs':
    ':5: the place of "relative" of BPF_LINK_CREATE answers 0: expected NOWHERE or the index of one of 0 slots',
  'find-for-another-field.mjs': ':2: places: link_create of cgroup finds no slot by "prog"; it does by relative',
  'find-reads-another-field.mjs':
    ':5: the place of "relative" of BPF_LINK_CREATE reads "flags" of the request and does not declare it: expected "reads" to list it, found ["relative"]',
  'find-throws.mjs': ':5: the place of "relative" of BPF_LINK_CREATE throws TypeError: Cannot read',
  'half-made.mjs': ': the semantics: tables[0].space: expected an object, found nothing',
  'history-changes-its-memory.mjs': ':13: property "mine": remember throws TypeError: Cannot add property',
  'history-remembers-a-map.mjs': ':11: property "mine": begin answers a Map: expected plain data',
  'holds-changes-a-list.mjs': ':14: property "no-twins": holds throws TypeError: Cannot assign to read only property',
  'holds-depends-on-a-name.mjs':
    ':5: property "mine": holds depends on the name of program "A": it answers false, and true where that program has another name',
  'holds-is-a-promise.mjs': ':5: property "mine": holds answers a promise: expected true or false',
  'holds-of-an-effect-reads-flags.mjs':
    ':5: property "mine": holds reads "flags" of the request, in which requests with the same effect may differ: expected of: "request"',
  'holds-throws-late.mjs': ':5: property "mine": holds throws TypeError: Cannot read',
  'holds-throws.mjs': ':5: property "mine": holds throws TypeError: Cannot read',
  'is-a-copy.mjs':
    ': copy: this is tcx by another name: expected derive(tcx, { … }), which keeps what is on record of it',
  'lacks-a-table.mjs': ': lacks: expected a table for prog_attach, found none',
  'misspelt-hook.mjs': ': other-errno: hook: expected tcx or netkit or xdp, found "tcxx"',
  'misspelt-keeping.mjs': ': the semantics: keeping: there is no "revisionBit" here; did you mean "revisionBits"?',
  'model-there-is-not.mjs': ': model: there is no model of "tcks"; there is tcx,',
  'names-nothing.mjs':
    ': rule "attach/append" of BPF_PROG_ATTACH succeeds for a request that does not name what its effect is about',
  'never-ends-a-call.mjs': ': property "mine": holds does not come to an end: a call takes over 10 s',
  'never-ends.mjs': ': is never loaded: its code does not come to an end',
  'never-settles-beside-a-timer.mjs': ': is never loaded: it waits for a promise that does not settle',
  'never-settles.mjs': ': is never loaded: it waits for a promise that does not settle',
  'no-export.mjs': ': expected "export default derive(base, { … })", found {"nothing":1}',
  'null-table.mjs': ': the semantics: tables[17]: expected an object, found null',
  'refuses-and-removes.mjs':
    ':2: derivation: "refuse" takes the place of every rule of prog_attach, and of "attach/full" too',
  'refuses-what-is-not-there.mjs':
    ':2: derivation: refuse.prog_atach: expected an operation, found "prog_atach"; did you mean "prog_attach"?',
  'rejects-unheard.mjs': ':2: throws Error: nobody listens, and nothing handles it',
  'seen-is-missing.mjs': ':2: properties: property "mine": there is no "sene" here; did you mean "seen"?',
  'shadows-many.mjs':
    ':2: derivation: 26 rules can never fire:\n  "attach/unknown-flag", "attach/subject-fd-not-open", ',
  'tables-only.mjs': ': the semantics: title: expected a text, found nothing',
  'tell-answers-a-promise.mjs': ':11: fact "x" of BPF_PROG_ATTACH answers a promise: expected one of "a", "b"',
  'tell-answers-another-value.mjs': ':11: fact "x" of BPF_PROG_ATTACH answers "prog": expected one of "a", "b"',
  'tell-at-random.mjs': ':11: fact "x" of BPF_PROG_ATTACH answers ',
  'tell-changes-the-state.mjs': ':4: fact "x" of BPF_PROG_ATTACH throws TypeError: Cannot assign to read only property',
  'tell-depends-on-a-link.mjs':
    ':11: fact "x" of BPF_LINK_UPDATE depends on the names of programs and links: it answers "b", and "a"',
  'tell-depends-on-order.mjs':
    ':11: fact "x" of BPF_PROG_ATTACH depends on the name of program "A": it answers "a", and "b"',
  'tell-depends-on-universe.mjs':
    ':11: fact "x" of BPF_PROG_ATTACH depends on the names of programs and links: it answers "a", and "b"',
  'tell-is-no-function.mjs': ':2: facts: facts[0].tell: expected a function, found "a"',
  'tell-spreads.mjs':
    ':11: fact "x" of BPF_PROG_ATTACH reads "flags", "relative", "replace", "revision", "caller", "short" of the request and does not declare it',
  'tell-throws-null.mjs': ':11: fact "x" of BPF_PROG_ATTACH throws null',
  'tell-throws.mjs': ':11: fact "x" of BPF_PROG_ATTACH throws TypeError: Cannot read',
  'throw-error.mjs': ':2: throws TypeError: Cannot read',
  'throw-null.mjs': ': throws null',
  'throws-in-a-timer.mjs': ':3: throws Error: too late, and nothing handles it',
  'trial-makes-no-request.mjs':
    ':13: property "mine": cases makes a request that is none: prog.name: expected a program of the universe',
  'trial-depends-on-a-name.mjs': ': property "mine": cases depends on the names of programs and links',
  'unknown-key-keeping.mjs': ':2: derivation: there is no "keeping" here; did you mean ',
  'unknown-key-of-a-fact.mjs': ':2: derivation: facts[0]: there is no "on" here; did you mean "of"?',
  'unknown-key-of-a-place.mjs': ':2: derivation: places[0]: there is no "read" here; did you mean "reads"?',
  'unknown-key-of-a-rule.mjs': ':2: derivation: rule "attach/x": there is no "wehn" here; did you mean "when"?',
  'unknown-key-of-an-insertion.mjs': ':2: derivation: insert[0]: there is no "befor" here; did you mean "before"?',
  'unknown-key.mjs': ':2: derivation: there is no "inserts" here; did you mean "insert"?',
  'wants-a-long-value.mjs': `:2: derivation: facts[0]: expected an object, found "${'x'.repeat(78)}…`,
};

/** Files whose mistake is only met where it is looked for. */
const LATER = ['history-depends-on-a-name.mjs', 'hole.mjs', 'trial-shows-a-list.mjs'];

/** Files that do something to the process itself, and so get one of their own. */
const OF_THE_PROCESS = /^(exit|never|rejects|throws-in)/;

describe('a file that is no sound proposal', () => {
  test('has its message written down here', () => {
    expect(readdirSync(WRONG).toSorted()).toEqual([...Object.keys(SAID), ...LATER].toSorted());
  });
  test('is wrong input, with its place', async () => {
    for (const file of Object.keys(SAID).filter((each) => !OF_THE_PROCESS.test(each))) {
      const { status, stderr } = await mprog('rules', file);
      expect([status, stderr]).toEqual([2, expect.stringContaining(`${file}${SAID[file]}`)]);
    }
  });
  test.each(Object.keys(SAID).filter((file) => OF_THE_PROCESS.test(file) || file === 'throw-null.mjs'))(
    'ends the command as wrong input: %s',
    (file) => {
      const { status, stderr } = mprogIn(WRONG, 'check', file, '--no-write');
      expect(stderr).toContain(`${file}${SAID[file]}`);
      expect(status).toBe(2);
      expect(stderr).not.toMatch(/\n\s+at /);
    },
  );
  test('is that for every command that takes a file', async () => {
    const trace = new URL('../../traces/conformance/tcx/attach--append.json', import.meta.url).pathname;
    const file = '../undeclared-read.mjs';
    const commands = [
      ['check', file],
      ['check', file, '--properties', 'all'],
      ['diff', 'tcx', file],
      ['diff', file, 'tcx'],
      ['commute', file],
      ['race', 'two-first', '--profile', file],
      ['traces', file, '--out', '/nonexistent/suite'],
      ['rules', file],
      ['explain', trace, '--profile', file],
      ['replay', trace, '--target', 'spec', '--profile', file],
    ];
    for (const command of commands) {
      const { status, stdout, stderr } = await mprog(...command);
      expect([command.join(' '), status, stdout]).toEqual([command.join(' '), 2, '']);
      expect(stderr).toBe(
        `${file}:4: fact "first" of BPF_PROG_ATTACH reads "prog" of the request and does not declare it: expected "reads" to list it, found []; and it depends on the name of program "A": it answers "A", and "other" where that program has another name\n`,
      );
    }
    expect((await refused(WRONG, 'kernel', file)).status).toBe(2);
  });
  test('a history that depends on a name is found when it is searched', async () => {
    const { status, stderr } = await mprog('check', 'history-depends-on-a-name.mjs', '--properties', 'mine');
    expect([status, stderr.includes('property "mine": holds depends on the names of programs and links')]).toEqual([
      2,
      true,
    ]);
  });
  test('a trial that shows no requests is found where a case fails', async () => {
    const { status, stderr } = await mprog('check', 'trial-shows-a-list.mjs', '--properties', 'mine');
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/:11: property "mine": cases shows \[.*: expected \{ steps:/),
    ]);
  });
  test('two semantics of one name are refused where both are spoken of, and one file is taken once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mprog-'));
    const [first, second] = ['ENOSPC', 'EDQUOT'].map((errno) => {
      const file = join(folder, `${errno}.mjs`);
      writeFileSync(
        file,
        `import { derive, fail, rule, tcx } from 'mprog-spec';
export default derive(tcx, { name: 'twin', title: 't',
  replace: { 'detach/no-entry': rule('detach/no-entry', 'No.', { list: 'no-entry' }, fail('${errno}')) } });`,
      );
      return file;
    }) as [string, string];
    const small = ['--programs', '1', '--links', '0', '--json'];
    for (const line of [
      ['check', first, second, '--no-write', ...small],
      ['diff', first, second, ...small],
      ['traces', first, '--against', second, '--out', join(folder, 'out')],
    ]) {
      const { status, stderr } = await mprog(...line);
      expect([status, stderr]).toEqual([
        2,
        expect.stringContaining(`${second} are both called "twin": expected a name`),
      ]);
    }
    const again = await mprog('check', first, relative(WRONG, first), '--no-write', ...small);
    expect(Verdict.parse(JSON.parse(again.stdout)).profile).toBe('twin');
    expect((await mprog('diff', first, relative(WRONG, first), ...small)).status).toBe(0);
    rmSync(folder, { recursive: true });
  });
  test('a table with a hole is an error of the proposal where two are compared, with all of the situation', async () => {
    const { status, stderr } = await mprog('diff', 'tcx', 'hole.mjs');
    expect([status, stderr.trim()]).toEqual([
      2,
      expect.stringMatching(/hole\.mjs: no rule of BPF_PROG_ATTACH decides \{.*\}$/),
    ]);
  });
  test('a table with a hole is a counterexample of a check, with the requests that lead there, and is drawn so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mprog-'));
    const [file, json, page] = [join(folder, 'hole.mjs'), join(folder, 'hole.json'), join(folder, 'hole.md')];
    writeFileSync(
      file,
      "import { derive, tcx } from 'mprog-spec';\nexport default derive(tcx, { name: 'h', title: 't', remove: ['detach/named'] });\n",
    );
    const { status, stdout } = await mprog('check', file, '--no-write');
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /✗ after 2 steps: no rule of BPF_PROG_DETACH decides \{.*\}\n {2}1\. attach A\n {2}2\. detach A\n/,
    );
    const checked = await mprog('check', file, '--no-write', '--json');
    const { steps } = Verdict.parse(JSON.parse(checked.stdout)).counterexample!;
    expect(steps.map(({ rule }) => rule)).toEqual(['attach/append', undefined]);
    writeFileSync(json, checked.stdout);
    await mprog('report', page, json, '--semantics', file);
    expect(readFileSync(page, 'utf8')).toContain('\n2. detach A: no rule decides\n');
    rmSync(folder, { recursive: true });
  });
});

describe('an effect that makes no sense for a request, met long after the file was loaded', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mprog-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const file = join(CASES, 'late/replaces-nothing.mjs');
  const other = new URL('../../examples/keep-the-relative.ts', import.meta.url).pathname;
  const names = ['A', 'B', 'C', 'D'];
  const [trace, scenario] = ['trace.json', 'race.json'].map((name) => join(directory, name));
  const steps = names.map((name) => ({
    request: { op: 'prog_attach', hook: 'ingress', prog: { is: 'prog', name } },
    expect: { outcome: 'ok' },
  }));
  const universe = {
    programs: Object.fromEntries(names.map((name) => [name, 'sched_cls'])),
    hooks: { ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' } },
  };
  writeFileSync(
    trace!,
    JSON.stringify({ format: 'mprog-trace', version: 1, profile: 'tcx', title: 'four', universe, steps }),
  );
  const agents = names.map((name) => ({
    name: `agent-${name.toLowerCase()}`,
    programs: { [name]: name },
    steps: [{ do: 'attach', prog: name, place: 'last' }],
  }));
  const about = {
    format: 'mprog-race',
    version: 1,
    name: 'four',
    story: 'Four attach.',
    why: 'a test',
    hooks: ['tcx'],
  };
  writeFileSync(scenario!, JSON.stringify({ ...about, agents, breaks: {} }));
  test.each([
    ['check', file, '--no-write', '--programs', '4'],
    ['check', file, '--properties', 'all'],
    ['diff', 'tcx', file],
    ['diff', other, file],
    ['diff', file, other],
    ['explain', trace!, '--profile', file],
    ['replay', trace!, '--target', 'spec', '--profile', file],
    ['traces', file, '--out', join(directory, 'suite')],
    ['mutate', file, '--suite', trace!],
    ['race', scenario!, '--profile', file],
    ['commute', file, '--pair', 'attach,attach'],
  ])('is the error of that file, and says at which rule: %s %s %s', async (...command) => {
    const { status, stdout, stderr } = await mprog(...command, '--json');
    const { format, exit, kind, message } = JSON.parse(stdout);
    expect([status, format, exit, kind]).toEqual([2, 'mprog-error', 2, 'input']);
    expect(message).toMatch(
      /^[^\n]*replaces-nothing\.mjs: rule "attach\/fourth" of BPF_PROG_ATTACH succeeds with the effect "replace" for a request that designates no slot \(index \d+\): a rule before it has to refuse the request$/,
    );
    expect(message.startsWith(`${file}: `)).toBe(true);
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(message);
  });
});

describe('a sound proposal', () => {
  test('that prints does so on standard error, beside the one object of --json', () => {
    const { stdout, stderr } = mprogIn(CASES, 'check', 'noisy.mjs', '--programs', '1', '--links', '0', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ profile: 'noisy' });
    expect(stderr).toContain('while it is loaded\n');
    expect(stderr).toContain('while it is checked\n');
  });

  test.each([
    '03c-proposal-ebusy.ts',
    'cgroup-any-anchor.ts',
    'cgroup-replace-at-full.ts',
    'detach-at-full.ts',
    'link-by-program.ts',
  ])('is loaded and checked: %s', async (file) => {
    expect((await mprog('rules', join(CASES, file))).status).toBe(0);
    const { status, stdout, stderr } = await mprog(
      'check',
      join(CASES, file),
      '--programs',
      '1',
      '--links',
      '1',
      '--no-write',
    );
    expect([0, 3], stdout + stderr).toContain(status);
    expect(stdout).not.toContain('✗');
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { mergeParts, type PartVerdict } from '../../checker/check/merge.ts';
import { checkPart } from '../../checker/check/part.ts';
import { Verdict } from '../../checker/check/verdict.ts';
import type { Limits } from '../../checker/search/discovery.ts';
import { atOnce } from '../../checker/search/run.ts';
import { knownOf } from '../../cli/anomalies.ts';
import { share } from '../../cli/arguments.ts';
import { modelNamed } from '../../model/index.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { rulesOf } from '../../spec/profile.ts';
import type { Scope } from '../../spec/semantics.ts';
import { isUndefined } from '../../spec/vocabulary/outcome.ts';
import { ran } from '../support/room.ts';

const semantics = profileNamed('tcx');
const known = knownOf(semantics);
const small = semantics.family.scopes(semantics).clsact!;
const modelOf = (fault?: string) => modelNamed('tcx').create(fault);

function partsOf(of: number, scope: Scope = small, model = () => modelOf(), limits: Limits = {}): PartVerdict[] {
  return Array.from({ length: of }, (_, at) => {
    const search = checkPart(semantics, model(), scope, { known, limits }, { index: at + 1, of });
    return Verdict.parse(JSON.parse(JSON.stringify(atOnce(search).verdict))) as PartVerdict;
  });
}

const untimed = ({ seconds: _, ...verdict }: Verdict) => JSON.stringify(verdict);

describe('the parts of a check', () => {
  test.each([1, 2, 5])('make the verdict of the whole, to the byte: %i', (of) => {
    const whole = checkAll(semantics, modelOf(), small, { known }).verdict;
    expect(whole.anomalies).not.toEqual([]);
    expect(untimed(mergeParts(partsOf(of).reverse()))).toBe(untimed(whole));
  });

  test('make it where outcomes are not defined: each such request is held to the properties', () => {
    const first = profileNamed('mprog-first-merge');
    const model = () => modelNamed('mprog-first-merge').create();
    const settings = { known: knownOf(first) };
    const scope = { ...first.family.scopes(first).overfull!, programs: 1, links: 1, badInput: [] } as Scope;
    const whole = checkAll(first, model(), scope, settings).verdict;
    const undefinedRules = rulesOf(first)
      .filter(({ then }) => isUndefined(then.outcome))
      .map(({ id }) => id);
    const fired = whole.rules
      .filter(({ id }) => undefinedRules.includes(id))
      .reduce((sum, rule) => sum + rule.fired, 0);
    expect(fired).toBeGreaterThan(2);
    expect(whole.anomalies.find(({ property }) => property === 'within-its-arrays')!.cases).toBe(fired);
    const parts = [2, 1, 3].map((index) => {
      const { verdict } = atOnce(checkPart(first, model(), scope, settings, { index, of: 3 }));
      return Verdict.parse(JSON.parse(JSON.stringify(verdict))) as PartVerdict;
    });
    expect(untimed(mergeParts(parts))).toBe(untimed(whole));
  });

  test.each<Limits>([{ states: 20 }, { depth: 2 }])('make that of a bounded one: %o', (limits) => {
    const whole = checkAll(semantics, modelOf(), small, { known, limits }).verdict;
    expect(whole.result).toBe('inconclusive');
    expect(untimed(mergeParts(partsOf(3, small, () => modelOf(), limits)))).toBe(untimed(whole));
  });

  test('are inconclusive where one of them hit a bound before it had all states', () => {
    const [first] = partsOf(2, small, () => modelOf(), { states: 10 });
    const [, second] = partsOf(2);
    expect(mergeParts([first!, second!])).toMatchObject({ result: 'inconclusive', bound: 'states 10', states: 35 });
  });

  test('share out every state', () => {
    const parts = partsOf(4);
    expect(parts.map(({ part }) => part.compared).reduce((a, b) => a + b)).toBe(parts[0]!.states);
  });

  test('are inconclusive while one is missing', () => {
    const [first, , third] = partsOf(3);
    expect(mergeParts([third!, first!])).toMatchObject({ result: 'inconclusive', bound: 'part 2 of 3 missing' });
  });

  test('show the counterexample of the whole', () => {
    const faulty = () => modelOf('attach/before-off-by-one');
    const scope = semantics.family.scopes(semantics).default!;
    const whole = checkAll(semantics, faulty(), scope, { known }).verdict;
    const merged = mergeParts(partsOf(3, scope, faulty));
    expect(whole.result).toBe('violated');
    expect(merged).toMatchObject({ result: 'violated', counterexample: whole.counterexample });
  });

  test('do not pass where the model has more states than the rules', () => {
    /** A model that remembers how many requests it took after it was put into a state. */
    const forgetful = () => {
      const model = modelOf();
      let taken = 0;
      return new Proxy(model, {
        get(target, name) {
          if (name === 'key') return (rename: (name: string) => string) => `${target.key(rename)} ${taken % 2}`;
          if (name === 'apply') taken += 1;
          const value = Reflect.get(target, name, target);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    };
    const merged = mergeParts(partsOf(2, small, forgetful));
    expect(merged.result).toBe('inconclusive');
    expect(merged.bound).toMatch(/^state \d+ of the rules is more than one of the model/);
  });

  test.each<[string, (parts: PartVerdict[]) => PartVerdict[], string]>([
    ['twice the same', ([a]) => [a!, a!], 'part.index: part 1 is there twice'],
    ['of another depth', ([a, b]) => [a!, { ...b!, depth: b!.depth + 1 }], 'depth: expected 4, found 5'],
    [
      'of another scope',
      ([a, b]) => [a!, { ...b!, scope: { ...b!.scope, links: 0 } as Scope }],
      'scope.links: expected 1, found 0',
    ],
    ['of another version', ([a, b]) => [a!, { ...b!, tool: '0.0.9' }], 'tool: expected "0.1.0", found "0.0.9"'],
    [
      'of a file that was changed',
      ([a, b]) => [a!, { ...b!, part: { ...b!.part, source: 'e' } }],
      'part.source: expected nothing, found "e"',
    ],
    [
      'one too many',
      ([a, b]) => [a!, b!, { ...b!, part: { ...b!.part, index: 3 } }],
      'part.index: expected at most 2, found 3',
    ],
    ['without rules', ([a, b]) => [a!, { ...b!, rules: [] }], 'rules.length: expected 153, found 0'],
    [
      'with too few states',
      ([a, b]) => [a!, { ...b!, part: { ...b!.part, seen: b!.part.seen.slice(0, 40) } }],
      'part.seen: expected 140 bytes, found 30',
    ],
    [
      'without the state of an anomaly',
      ([a, b]) => [a!, { ...b!, part: { ...b!.part, firsts: {} } }],
      'part.firsts.relative-untouched: expected the number of a state, found nothing',
    ],
    ['of another number', ([a, b]) => [a!, { ...b!, part: { ...b!.part, of: 3 } }], 'part.of: expected 2, found 3'],
  ])('are refused where they are no parts of one check: %s', (_, change, message) => {
    expect(() => mergeParts(change(partsOf(2)))).toThrow(message);
  });
});

describe('mprog merge', () => {
  let folder: string;
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mprog-merge-'));
    for (const index of [1, 2]) {
      const { stdout } = await ran(folder, 'check', 'tcx', '--scope', 'clsact', '--shard', `${index}/2`, '--json');
      writeFileSync(join(folder, `${index}.json`), stdout);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('prints what the whole check prints', async () => {
    const merged = await ran(folder, 'merge', '2.json', '1.json', '--json');
    const whole = await ran(folder, 'check', 'tcx', '--scope', 'clsact', '--json');
    const stripped = (text: string) => text.replace(/"seconds": .*/, '');
    expect(stripped(merged.stdout)).toBe(stripped(whole.stdout));
    expect(merged.status).toBe(0);
  });

  test('shows the counterexample of a part, and is violated', async () => {
    const fault = ['--fault', 'attach/before-off-by-one', '--no-write'];
    for (const index of [1, 2]) {
      const { stdout } = await ran(
        folder,
        'check',
        'tcx',
        ...fault,
        '--scope',
        'default',
        '--shard',
        `${index}/2`,
        '--json',
      );
      writeFileSync(join(folder, `fault-${index}.json`), stdout);
    }
    const merged = await ran(folder, 'merge', 'fault-1.json', 'fault-2.json');
    const whole = await ran(folder, 'check', 'tcx', ...fault, '--scope', 'default');
    const shown = whole.stdout.slice(whole.stdout.indexOf('✗'));
    expect(shown).toContain('decided by  attach/insert-before');
    expect(merged).toMatchObject({ status: 1, stdout: expect.stringContaining(shown) });
  });

  test('refuses more parts than there are states', async () => {
    const { stderr, status } = await ran(folder, 'check', 'tcx', '--programs', '1', '--links', '0', '--shard', '9/10');
    expect([status, stderr]).toEqual([2, '--shard: expected at most 9 parts, one for each state, found 10\n']);
  });

  test('names the part that is missing, and does not pass', async () => {
    const { stdout, status } = await ran(folder, 'merge', '1.json');
    expect(stdout).toContain('? inconclusive: part 2 of 2 missing');
    expect(status).toBe(3);
  });

  test('says the same with --markdown, as Markdown', async () => {
    const { stdout, status } = await ran(folder, 'merge', '1.json', '--markdown');
    expect(stdout).toMatch(/^\*\*tcx\*\* · scope clsact: .*\\\n/);
    expect(stdout).toMatch(/^- \? inconclusive: part 2 of 2 missing\. .* This is not a pass\.$/m);
    expect(status).toBe(3);
  });

  test.each<[string, () => string, string]>([
    [
      'a whole check',
      () => JSON.stringify({ ...JSON.parse(read('1.json')), part: undefined }),
      'part: expected a part',
    ],
    ['the same part', () => read('1.json'), 'part.index: part 1 is there twice, as in 1.json'],
    [
      'another document',
      () => '{"format":"mprog-trace"}',
      'format: expected "mprog-verdict", "mprog-verdicts", "mprog-kernel-verdict"',
    ],
    ['a cut file', () => read('2.json').slice(0, 300), 'bad.json: '],
  ])('refuses %s', async (_, content, message) => {
    writeFileSync(join(folder, 'bad.json'), content());
    const { stderr, status } = await ran(folder, 'merge', '1.json', 'bad.json');
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(status).toBe(2);
  });

  test('refuses a part that there is not', async () => {
    const { stderr, status } = await ran(folder, 'check', 'tcx', '--shard', '3/2');
    expect(stderr).toContain('expected a part such as 2/4, found "3/2"');
    expect(status).toBe(2);
  });

  test.each(['0/3', '4/3', '1', 'a/b', '1/0', '-1/3', '1/3/4', ''])('a part is not written as %j', (text) => {
    expect(() => share(text)).toThrow('expected a part such as 2/4');
  });
});

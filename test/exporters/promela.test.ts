import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Verdict } from '../../checker/check/verdict.ts';
import { ROOT } from '../support/command.ts';
import { ran } from '../support/room.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-promela-'));
afterAll(() => rmSync(directory, { recursive: true }));

const missing = ['spin', 'gcc'].find((tool) => spawnSync(tool, ['--version']).error !== undefined);
if (missing !== undefined) console.warn(`skipped: models for SPIN (there is no ${missing} here)`);

const SCOPE = ['--programs', '2', '--links', '1', '--foreign', '0', '--capacity', '2'];

/** Runs a tool in a directory, which has to succeed. */
function tool(cwd: string, name: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(name, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

/** Writes a model and makes its verifier; returns the directory where it is, and the file. */
async function verifier(called: string, profile: string, spin: readonly string[], gcc: readonly string[]) {
  const out = join(directory, called);
  const { status, stderr, stdout } = await ran(ROOT, 'export', 'promela', profile, ...SCOPE, '--out', out, '--json');
  expect([status, stderr]).toEqual([0, '']);
  const [{ file }] = JSON.parse(stdout).files;
  tool(out, 'spin', '-a', ...spin, file);
  tool(out, 'gcc', '-O0', '-DSAFETY', ...gcc, '-o', 'pan', 'pan.c');
  return { out, file };
}

const checked = async (profile: string, ...more: readonly string[]): Promise<Verdict> =>
  JSON.parse((await ran(ROOT, 'check', profile, ...SCOPE, ...more, '--no-write', '--json')).stdout);

/** A file that derives tcx without one rule. */
function without(rule: string): string {
  const file = join(directory, `${rule.replace('/', '-')}.ts`);
  writeFileSync(
    file,
    `import { derive, tcx } from 'mprog-spec';
export default derive(tcx, { name: 'faulty', title: 'tcx without a rule', remove: [${JSON.stringify(rule)}] });`,
  );
  return file;
}

describe.skipIf(missing !== undefined)('SPIN', () => {
  test('counts the states and transitions that mprog check counts, and how often each rule decides', async () => {
    const { out } = await verifier('counts', 'tcx', ['-DFIRED'], []);
    const printed = tool(out, './pan', '-m10000');
    const counted = (what: string) => Number(new RegExp(`^\\s*(\\d+) states, ${what}`, 'm').exec(printed)![1]);
    const fired = Object.fromEntries(
      [...printed.matchAll(/^fired (\d+) (\S+)$/gm)].map(([, times, rule]) => [rule, Number(times)]),
    );
    const { states, transitions, rules } = await checked('tcx', '--no-symmetry', '--every-request');
    expect(printed).toContain('errors: 0');
    expect(states).toBeGreaterThan(40);
    expect(counted('stored')).toBe(states);
    // The first state is stored too, and is no transition.
    expect(counted('stored') + counted('matched') - 1).toBe(transitions);
    for (const { id, fired: times } of rules) expect([id, fired[id] ?? 0]).toEqual([id, times]);
    expect(fired['attach/insert-before']).toBeGreaterThan(0);
  });

  test.each([
    ['attach/already-attached', 'no-program-twice'],
    ['detach/designated-owned-by-link', 'attached-link-in-one-slot'],
  ])('finds by the same shortest way that %s is missing', async (rule, property) => {
    const file = without(rule);
    const { counterexample } = await checked(file);
    expect(counterexample).toMatchObject({ property });
    const { out, file: model } = await verifier(property, file, [], ['-DBFS']);
    const printed = spawnSync('./pan', ['-m10000'], { cwd: out, encoding: 'utf8' }).stdout;
    expect(printed).toContain(`assertion violated ${property.replaceAll('-', '_')}`);
    const trail = spawnSync('spin', ['-t', model], { cwd: out, encoding: 'utf8' }).stdout;
    const steps = [...trail.matchAll(/^\s+(\S+\/\S+)$/gm)].map(([, id]) => id);
    expect(steps).toEqual(counterexample!.steps!.map(({ rule: id }) => id));
  });
});

describe('a model in Promela', () => {
  test('says which parts are translated, and has every rule in the order of its table', async () => {
    const out = join(directory, 'text');
    mkdirSync(out);
    expect((await ran(ROOT, 'export', 'promela', 'tcx', ...SCOPE, '--out', out)).status).toBe(0);
    const text = readFileSync(join(out, 'tcx.pml'), 'utf8');
    expect(text).toContain('Written by hand in Promela: the state, the facts');
    const rules = JSON.parse((await ran(ROOT, 'rules', 'tcx', '--json')).stdout) as {
      tables: { op: string; rows: { id: string; sentence: string }[] }[];
    };
    const sentences = rules.tables.find(({ op }) => op === 'prog_attach')!.rows.map(({ sentence }) => sentence);
    const places = sentences.map((sentence) => text.indexOf(`/* ${sentence} */`));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test.each([
    [['cgroup'], 'cgroup: rules of tcx alone are translated to Promela'],
    [['tcx', '--scope', 'boundary'], 'scope boundary: prefill and floor are not translated to Promela'],
    [['tcx', '--scope', 'holders'], 'is not translated to Promela'],
    [['tcx', '--scope', 'all'], 'promela: expected one scope'],
    [['tcx', 'netkit'], 'promela: expected one profile, found 2'],
    [['examples/keep-the-relative.ts'], 'the fact relativeAt of prog_detach is none of tcx'],
    [['rfc-v2'], 'the flag FIRST is not translated to Promela'],
  ])('is refused for %j', async (words, message) => {
    const { status, stderr } = await ran(ROOT, 'export', 'promela', ...words, '--out', join(directory, 'refused'));
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('has a scope, which formats of traces have not', async () => {
    const { status, stderr } = await ran(ROOT, 'export', 'itf', 'tcx', '--programs', '2', '--out', directory);
    expect([status, stderr]).toEqual([2, 'itf: traces have no scope; leave out the options that choose one\n']);
  });
});

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as library from '../../index.ts';
import { ran } from '../support/room.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');
const SUITE = join(ROOT, 'traces/conformance/tcx');
const DEPENDENCIES = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** A project of somebody else that has the built package among its dependencies. */
let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'mprog-'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(ROOT, join(project, 'node_modules/mprog-spec'));
  symlinkSync(join(ROOT, 'node_modules/@types'), join(project, 'node_modules/@types'));
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
});
afterAll(() => rmSync(project, { recursive: true }));

function run(directory: string, file: string, env: Record<string, string> = {}) {
  const options = { cwd: directory, encoding: 'utf8', timeout: 100_000, env: { ...process.env, ...env } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], options);
  return { status, stderr, stdout };
}
function script(text: string, directory = project, env: Record<string, string> = {}) {
  writeFileSync(join(directory, 'script.mjs'), text);
  return run(directory, 'script.mjs', env);
}

describe('the examples of docs/library.md, run in a project that has the package', () => {
  const blocks = [...PAGE.matchAll(/```(js|ts)\n([\s\S]*?)```/g)].map(([, language, text]) => ({
    language,
    text: text!,
  }));
  test('there are three', () => {
    expect(blocks.map(({ language }) => language)).toEqual(['js', 'js', 'ts']);
  });
  test('a driver of functions passes what it can do, and is told where it is wrong', () => {
    const text = blocks[0]!.text;
    const right = script(text, project, { SUITE });
    expect(right).toMatchObject({ status: 0, stderr: '' });
    expect(right.stdout).toMatch(/^\d+ held, \d+ violated, \d+ skipped\n/);
    // It knows nothing of what is refused, so it is wrong where a trace attaches twice or expects a revision.
    expect(right.stdout).toMatch(/step \d+, outcome: outcome: expected \w+, found ok/);
    const wrong = script(text.replace("outcome: 'ok'", "outcome: 'EIO'"), project, { SUITE });
    expect(wrong.stdout).toMatch(/^0 held/);
  });
  test('a driver in a process', () => {
    const file = join(project, 'driver.mjs');
    writeFileSync(file, 'process.stdin.on(\'data\', () => console.log(\'{"skip":"nothing yet"}\'));');
    expect(script(blocks[1]!.text, project, { SUITE, DRIVER: `${process.execPath} ${file}` })).toEqual({
      status: 0,
      stderr: '',
      stdout: '0 of 0 violated on my driver\n',
    });
  });
  test('a change of semantics: the types are those that it needs, and it tells the traces apart', () => {
    writeFileSync(join(project, 'change.ts'), `${blocks[2]!.text}\nexport {};\n`);
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2023'];
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const args = [tsc, ...strict, '--types', 'node', '--skipLibCheck', 'change.ts', '--ignoreConfig'];
    const compiled = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
    expect([compiled.stdout, compiled.status]).toEqual(['', 0]);
    const { stdout, stderr, status } = run(project, 'change.js');
    expect([status, stderr]).toEqual([0, '']);
    const lines = stdout.trim().split('\n');
    expect(lines[0]).toMatch(/^held \d+$/);
    expect(lines).toContainEqual(
      expect.stringMatching(/^detach\/last: ok → detach\/nothing-named: EINVAL, after \d steps$/),
    );
    expect(lines.at(-1)).toBe(`${lines.length - 2} traces, ${lines.length - 2} of them tell it from tcx`);
  });
});

describe('the package by its name', () => {
  test('exports every function and class that the page names', () => {
    const named = [...PAGE.matchAll(/`([A-Za-z]+)(?:\(|\.|`)/g)].map(([, name]) => name!);
    const words = ['AbortError', 'ExplorableMachine', 'reason', 'signal', 'onProgress', 'held', 'skipped'];
    const functions = named.filter((name) =>
      /^(?:[A-Z]\w*|check\w*|diff|search\w+|races|explore|replay|record|read\w+|parse\w+|write\w+|format\w+|profiles|models|derive|rule)$/.test(
        name,
      ),
    );
    expect(functions.length).toBeGreaterThan(25);
    for (const name of functions) if (!words.includes(name)) expect([name, name in library]).toEqual([name, true]);
  });
  test('loads no koffi, and prints nothing', () => {
    const loaded =
      "import 'mprog-spec'; import { createRequire } from 'node:module'; import { readFileSync } from 'node:fs';" +
      'const cached = Object.keys(createRequire(import.meta.url).cache).filter((file) => /koffi/.test(file));' +
      "const mapped = process.platform === 'linux' && /koffi/.test(readFileSync('/proc/self/maps', 'utf8'));" +
      'process.exitCode = cached.length > 0 || mapped ? 1 : 0;';
    expect(script(loaded)).toEqual({ status: 0, stderr: '', stdout: '' });
    // Once a kernel is asked for it is looked for: this is how the test above can fail.
    const asked = loaded.replace(
      "import 'mprog-spec';",
      "import { KernelMachine } from 'mprog-spec'; try { new KernelMachine().close(); } catch {}",
    );
    if (process.platform === 'linux') expect(script(asked)).toEqual({ status: 1, stderr: '', stdout: '' });
  });
  test('works where koffi is not installed, and says so where a kernel is asked for', () => {
    const bare = mkdtempSync(join(tmpdir(), 'mprog-'));
    mkdirSync(join(bare, 'node_modules/mprog-spec'), { recursive: true });
    for (const part of ['dist', 'package.json', 'traces', 'scenarios'])
      cpSync(join(ROOT, part), join(bare, 'node_modules/mprog-spec', part), { recursive: true });
    for (const name of Object.keys(DEPENDENCIES.dependencies))
      symlinkSync(join(ROOT, 'node_modules', name), join(bare, 'node_modules', name));
    const text =
      "import { check, KernelMachine, KernelUnavailable } from 'mprog-spec';" +
      "console.log((await check('cgroup-5.6', { depth: 1 })).result);" +
      'try { new KernelMachine(); } catch (error) { console.log(error instanceof KernelUnavailable, error.reason); }';
    const { stdout, stderr } = script(text, bare);
    rmSync(bare, { recursive: true });
    const missing = 'the optional package koffi is not installed (npm install koffi)';
    const reason = process.platform === 'linux' ? missing : `this is ${process.platform}, not Linux`;
    expect([stdout, stderr]).toEqual([`inconclusive\ntrue ${reason}\n`, '']);
  });
});

const { check, checkScopes, diff, explore, models, profiles, races, record, searchPromises } = library;

describe('the documents are those that the commands print', () => {
  const json = async (...args: string[]) => JSON.parse((await ran(ROOT, ...args, '--json')).stdout);
  const timeless = (document: object) =>
    JSON.parse(JSON.stringify(document, (key, value) => (key === 'seconds' || key === 'command' ? 0 : value)));
  const same = async (made: Promise<object>, ...args: string[]) =>
    expect(timeless(await made)).toEqual(timeless(await json(...args)));
  test('check', async () => {
    await same(check('tcx', { scope: 'clsact' }), 'check', 'tcx', '--scope', 'clsact');
    const faulty = await json(
      'check',
      'tcx',
      '--fault',
      'attach/before-off-by-one',
      '--scope',
      'default',
      '--no-write',
    );
    const verdict = library.Verdict.parse(await check('tcx', { fault: 'attach/before-off-by-one' }));
    expect(timeless(verdict)).toEqual(timeless(faulty));
    expect([verdict.result, verdict.counterexample?.steps.length]).toEqual(['violated', 3]);
  });
  test('checkScopes', async () => {
    const own = library.Verdicts.parse(await checkScopes('cgroup-5.6'));
    expect(timeless(own)).toEqual(timeless(await json('check', 'cgroup-5.6', '--scope', 'main')));
  });
  test('diff', async () => {
    await same(
      diff('cgroup-6.17', 'cgroup', { scopes: ['single'] }),
      'diff',
      'cgroup-6.17',
      'cgroup',
      '--scope',
      'single',
    );
  });
  test('searchPromises', async () => {
    const properties = ['relative-untouched'];
    await same(searchPromises('tcx', { properties }), 'check', 'tcx', '--properties', properties[0]!);
  });
  test('races', async () => {
    await same(races('two-first', { profile: 'tcx' }), 'race', 'two-first', '--profile', 'tcx');
  });
});

describe('a derived semantics', () => {
  test('is checked in the scopes of the main job, and in all, as in a list of them', async () => {
    const strict = library.derive(library.cgroup56, {
      name: 'strict',
      title: 'a test',
      replace: {
        'detach/empty': library.rule('detach/empty', 'Nothing is there.', { list: 'empty' }, library.fail('ENODATA')),
      },
    });
    const names = async (scopes: 'main' | 'all' | readonly string[]) =>
      (await checkScopes(strict, { scopes, states: 40 })).verdicts.map(({ scope }) => scope.name);
    expect((await names('main'))[0]).toBe('default');
    expect(await names('all')).toContain('default');
    expect(await names(['default'])).toEqual(['default']);
    expect((await checkScopes(strict)).summaries[0]!.planned).toBe(profiles.mainScopes('cgroup-5.6').length);
  });
  test('is not compared with another one of its name', async () => {
    const named = (errno: 'ENODATA' | 'ENXIO') =>
      library.derive(library.cgroup56, {
        name: 'twin',
        title: 'a test',
        replace: {
          'detach/empty': library.rule('detach/empty', 'Nothing is there.', { list: 'empty' }, library.fail(errno)),
        },
      });
    const call = diff(named('ENODATA'), named('ENXIO'), { scopes: ['default'] });
    await expect(call).rejects.toThrow(library.ArgumentError);
  });
  test('with a hole in its rules is refused with an error of proposals where no verdict can tell of it', async () => {
    const holed = library.derive(library.cgroup56, { name: 'holed', title: 'a test', remove: ['detach/empty'] });
    expect((await check(holed)).counterexample?.sentence).toContain('no rule of BPF_PROG_DETACH decides {');
    for (const call of [diff('cgroup-5.6', holed, { scopes: ['default'] }), searchPromises(holed)]) {
      const error = await call.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(library.ProposalError);
      expect((error as Error).message).toContain('no rule of BPF_PROG_DETACH decides {');
    }
  });
});

describe('calls', () => {
  test('explore finds the states that check goes through, each with a way to it', async () => {
    const found = await explore('tcx', { scope: 'clsact' });
    expect([found.states, found.complete]).toEqual([(await check('tcx', { scope: 'clsact' })).states, true]);
    expect([found.pathTo(0).length, found.pathTo(found.states - 1).length]).toEqual([0, found.depth]);
    for (const index of [-1, found.states, 0.5, Number.NaN])
      expect(() => found.pathTo(index)).toThrow(
        new library.ArgumentError(`index: expected a number from 0 to ${found.states - 1}, found ${index}`),
      );
    expect(await explore('tcx', { states: 5 })).toMatchObject({ states: 5, complete: false });
  });
  test('check takes a machine of the caller as the model, or none', async () => {
    const model = models.create('tcx', { fault: 'attach/before-off-by-one' });
    expect((await check('tcx', { model })).result).toBe('violated');
    const alone = await check('tcx', { model: 'none', scope: 'clsact' });
    expect([alone.result, alone.model]).toEqual(['held', false]);
  });
  test('a derived semantics is watched as one from a file is', async () => {
    const { derive, rule, fail, tcx } = library;
    const noisy = derive(tcx, {
      name: 'noisy',
      title: 'a fact that looks at what it does not say',
      facts: [
        {
          of: ['prog_attach'],
          field: 'late',
          values: [false, true],
          reads: ['flags'],
          tell: (_, request) => request.revision === 'current',
        },
      ],
      insert: [{ before: 'attach/append', rules: [rule('attach/late', 'Never late.', { late: true }, fail('EBUSY'))] }],
    });
    await expect(check(noisy, { scope: 'clsact' })).rejects.toThrow(library.ProposalError);
    await expect(diff('tcx', noisy)).rejects.toThrow(/revision/);
  });
  test('are ended by their signal with its reason, within 50 ms or so, and tell where they are', async () => {
    const calls: readonly ((running: library.Running<unknown>) => Promise<unknown>)[] = [
      (running) => check('tcx', { scope: 'lifetimes', ...running }),
      (running) => diff('tcx', 'cgroup', running),
      (running) => searchPromises('cgroup', running),
      (running) => explore('tcx', { scope: 'lifetimes', ...running }),
      (running) => races(undefined, running),
    ];
    for (const call of calls) {
      const ending = new AbortController();
      let told = 0;
      const onProgress = () => {
        told += 1;
        if (told === 2) setTimeout(() => ending.abort(new Error('enough')), 10);
      };
      await expect(call({ signal: ending.signal, onProgress })).rejects.toThrow('enough');
      expect(told).toBeGreaterThan(1);
      await expect(call({ signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
    }
  });
  test('record and replay are ended by their signal, also while a machine is silent or many steps are made', async () => {
    const { universe } = await explore('tcx', { depth: 1 });
    const query = { op: 'prog_query', hook: 'ingress', buffer: 4 } as const;
    const about = { profile: 'tcx', title: 'queries', universe };
    const silent = { apply: () => new Promise<never>(() => {}), observe: () => ({ is: 'nothing' as const }) };
    const soon = () => AbortSignal.timeout(100);
    await expect(record(silent, { ...about, requests: [query] }, { signal: soon() })).rejects.toThrow(/timeout/);
    const machine = new library.SpecMachine('tcx');
    let told = 0;
    const onProgress = () => {
      told += 1;
    };
    const long = { ...about, requests: Array.from({ length: 200_000 }, () => query) };
    const ended = new AbortController();
    setTimeout(() => ended.abort(new Error('enough')), 200);
    await expect(record(machine, long, { signal: ended.signal, onProgress })).rejects.toThrow('enough');
    expect(told).toBeGreaterThan(0);
    const trace = await record(machine, { ...about, requests: [query] }, { signal: soon() });
    await expect(library.replay(trace, silent, { signal: soon() })).rejects.toThrow(/timeout/);
    await expect(record(machine, { ...about, requests: [query] }, { signal: AbortSignal.abort() })).rejects.toThrow(
      /abort/,
    );
  });
  test('record makes a trace that replays, and refuses what makes none', async () => {
    const { universe } = await explore('tcx', { depth: 1 });
    const about = { profile: 'tcx', title: 'a query', universe };
    const query = { op: 'prog_query', hook: 'ingress', buffer: 4 } as const;
    const trace = await record(new library.SpecMachine('tcx'), { ...about, requests: [query] });
    expect(trace.steps[0]!.expect).toMatchObject({
      outcome: 'ok',
      rule: 'query/slots',
      view: { is: 'list', count: 0 },
    });
    expect((await library.replay(trace, models.create('tcx'))).held).toBe(1);
    const machine = models.create('tcx');
    const wrong = { ...query, buffer: -1 };
    await expect(record(machine, { ...about, requests: [wrong] })).rejects.toThrow(/^step 1, request: buffer/);
    await expect(record(machine, { ...about, requests: [] })).rejects.toThrow(library.TraceError);
    const create = { op: 'link_create', hook: 'ingress', link: 'L1', prog: { is: 'prog', name: 'A' } };
    await expect(record(machine, { ...about, requests: [create, create] })).rejects.toThrow(
      /^step 2, request\.link: expected the name of no link, found "L1", which step 1/,
    );
    const partial = {
      reset: () => {},
      apply: () => ({ outcome: 'ok' as const }),
      observe: () => ({ is: 'list' as const, count: 0 }),
    };
    await expect(record(partial, { ...about, requests: [query] })).rejects.toThrow(
      /step 1: ingress: cannot be recorded: revision/,
    );
    const skipping = { ...partial, apply: () => ({ skip: 'no queries' }) };
    await expect(record(skipping, { ...about, requests: [query] })).rejects.toThrow(
      'step 1: cannot be recorded: no queries',
    );
  });
  test('reject with an error of their own that lists what there is', async () => {
    const wrong: readonly (() => Promise<unknown>)[] = [
      () => check('tcy'),
      () => check('tcx', { scope: 'small' }),
      () => check('tcx', { scope: { ...profiles.scopes('cgroup').default } }),
      () => check('tcx', { fault: 'none' }),
      () => checkScopes('tcx', { scopes: [] }),
      () => diff('tcx', 'cgroup', { scopes: ['small'] }),
      () => searchPromises('tcx', { properties: ['all'] }),
      () => races([], { profile: 'tcy' }),
      async () => profiles.named('tcy'),
      async () => models.create('tcy'),
    ];
    for (const call of wrong) await expect(call()).rejects.toThrow(library.ArgumentError);
    await expect(check('tcy')).rejects.toThrow('expected a profile (tcx, tcx-6.17, netkit, mprog-first-merge,');
    await expect(races('nobody')).rejects.toThrow(library.TraceError);
    await expect(races({ format: 'mprog-race' } as unknown as library.ScenarioInput)).rejects.toThrow(
      library.TraceError,
    );
  });
});

test('no file of the library prints or ends the process', () => {
  const folder = join(ROOT, 'library');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts')))
    expect([file, /process\.(?:exit|stdout|stderr)|console\./.test(readFileSync(join(folder, file), 'utf8'))]).toEqual([
      file,
      false,
    ]);
});

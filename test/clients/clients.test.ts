import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { Client, TestResult } from '../../clients/client.ts';
import { CLIENTS } from '../../clients/clients.ts';
import { ClientMissing } from '../../clients/errors.ts';
import { findLibbpf, LIBBPF } from '../../clients/libbpf.ts';
import { ClientsReport } from '../../clients/report.ts';
import { type Control, runClient } from '../../clients/run.ts';
import { GO } from '../../exporters/go/go.ts';
import { readTraceFiles, type TraceFile } from '../../traces/files.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { MAIN, ROOT } from '../support/command.ts';
import { whyNot, wrongly } from '../support/exporting.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-test-clients-'));
afterAll(() => rmSync(directory, { recursive: true }));

const some = (...names: readonly string[]) =>
  readTraceFiles(names.map((name) => join(PACKAGE, 'traces', `${name}.json`))).traces;
const REPLACE = some('clients/cgroup/replace-in-place');
const FLAGGED = some('clients/tcx/detach-with-a-flag');

/** A client of which the results are given. */
const client = (results: readonly TestResult[]): Client => ({
  name: 'client',
  library: 'a library',
  language: 'Go',
  format: 'go',
  exporter: GO,
  prepare: async () => ({ version: '1', tools: 'none', run: async () => results }),
});

const conforms: Control = async () => 'conforms';
const run = (results: readonly TestResult[], traces: readonly TraceFile[], control = conforms) =>
  runClient(client(results), { traces, control });

const missing =
  whyNot('gcc') ??
  (await findLibbpf().then(
    () => undefined,
    (error: Error) => error.message,
  ));
const noGo = process.env.MPROG_GO === '1' ? whyNot('go') : 'MPROG_GO is not 1';
const title = (text: string, why: string | undefined) => (why === undefined ? text : `${text} (skipped: ${why})`);

describe('what is counted of a client', () => {
  test('a request that is made, and one that deviates, in both ways to say a trace', async () => {
    const said = 'attach C  MULTI  REPLACE A  at parent: expected success, found EBADF';
    const found = await run([{ is: 'conforms' }, { is: 'deviates', step: 3, said }], REPLACE);
    expect(found).toMatchObject({
      result: 'violated',
      tests: 2,
      requests: { expressible: 3, run: 6, conforming: 5, deviating: 1 },
    });
    expect(found.deviations).toMatchObject([
      {
        step: 3,
        said: 'expected success, found EBADF',
        known: 'ReplaceProgramByID puts an id into replace_bpf_fd, which the kernel reads as an fd',
        call: expect.stringContaining('link.ReplaceProgramByID(w.programID("A"))'),
        kernel: 'conforms',
      },
    ]);
  });

  test('a deviation that is known and no longer seen, once, unless it could not have been', async () => {
    const found = await run(
      [{ is: 'conforms' }, { is: 'conforms' }],
      [...FLAGGED, ...some('clients/tcx/detach-with-replace')],
    );
    expect(found).toMatchObject({ result: 'held', requests: { run: 5, conforming: 5, deviating: 0 } });
    expect(found.remarks).toEqual([
      { what: 'known deviation no longer seen: RawDetachProgram drops Flags', trace: FLAGGED[0]!.path, step: 2 },
    ]);
  });

  test('what the kernel deviates in without the client is not held against it', async () => {
    const results: readonly TestResult[] = [{ is: 'deviates', step: 2, said: 'x' }];
    const found = await run(results, FLAGGED, async () => 'deviates');
    expect([found.result, found.deviations.map(({ kernel }) => kernel)]).toEqual(['inconclusive', ['deviates']]);
  });

  test('tests that did not run are no pass', async () => {
    const found = await run([{ is: 'skipped', reason: 'cgroup2 is not mounted' }], FLAGGED);
    expect(found).toMatchObject({ result: 'skipped', tests: 0, requests: { run: 0, conforming: 0 } });
    expect(found.unexercised).toEqual([{ reason: 'cgroup2 is not mounted', number: 1 }]);
  });

  test('a test that fails at no step leaves it inconclusive', async () => {
    const found = await run([{ is: 'broken', said: 'panicked' }], FLAGGED);
    expect(found).toMatchObject({ result: 'inconclusive', tests: 0 });
    expect(found.unexercised).toEqual([{ reason: 'the test did not run to its end: panicked', number: 1 }]);
  });

  test('a library that is not here is not run, and says so', async () => {
    const absent: Client = { ...client([]), prepare: () => Promise.reject(new ClientMissing('go is not here')) };
    const found = await runClient(absent, { traces: FLAGGED, control: conforms });
    expect(found).toMatchObject({ result: 'skipped', notRun: 'go is not here: client not run', requests: { run: 0 } });
  });

  test('every trace of a page is there, and every format says its requests', () => {
    const report = ClientsReport.parse(JSON.parse(readFileSync(join(PACKAGE, 'docs', 'clients.json'), 'utf8')));
    const traces = report.clients.flatMap(({ deviations }) => deviations.map(({ trace }) => trace));
    expect(traces.length).toBeGreaterThan(0);
    for (const trace of traces) expect([trace, existsSync(join(PACKAGE, trace))]).toEqual([trace, true]);
    for (const { name, exporter } of CLIENTS) expect([name, typeof exporter.library?.said]).toEqual([name, 'function']);
  });
});

describe('mprog clients', () => {
  const env = (path: string) => ({ ...process.env, PATH: path, TMPDIR: directory, NO_COLOR: '1' });
  const left = () => readdirSync(directory).filter((name) => name.startsWith('mprog-clients-'));

  test('says which tools are missing, and is skipped', () => {
    const args = [MAIN, 'clients', 'traces/clients/tcx', '--only', ...CLIENTS.map(({ name }) => name)];
    const ran = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', env: env(directory) });
    expect([ran.status, left()]).toEqual([4, []]);
    expect(ran.stdout).toContain('– go is not here: cilium/ebpf not run');
    expect(ran.stdout).toMatch(/no library was run; not run: cilium\/ebpf, libbpf/);
  });

  test('ends at a signal with 3, and leaves neither tool nor directory', async () => {
    const bin = join(directory, 'bin');
    mkdirSync(bin);
    const pid = join(directory, 'pid');
    writeFileSync(join(bin, 'go'), `#!/bin/sh\necho $$ >${pid}\nexec sleep 60\n`);
    chmodSync(join(bin, 'go'), 0o700);
    const args = [MAIN, 'clients', 'traces/clients/tcx', '--only', 'cilium/ebpf', '--json'];
    const child = spawn(process.execPath, args, { cwd: ROOT, env: env(`${bin}:${process.env.PATH}`) });
    let printed = '';
    child.stdout.on('data', (data) => {
      printed += data;
    });
    while (!existsSync(pid) || readFileSync(pid, 'utf8') === '') await setTimeout(20);
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([3, null]);
    expect([left(), existsSync(`/proc/${readFileSync(pid, 'utf8').trim()}`)]).toEqual([[], false]);
    expect(JSON.parse(printed)).toMatchObject({ interrupted: true, result: 'inconclusive' });
  });

  test.skipIf(missing !== undefined)(
    title('finds libbpf as the spec says, but for a wrong expectation', missing),
    async () => {
      const [right] = FLAGGED;
      const found = await runClient(LIBBPF, { traces: [right!, wrongly(right!)], control: conforms });
      expect(found).toMatchObject({ version: expect.stringMatching(/^1\.\d+\.\d+$/), result: 'violated', tests: 2 });
      expect(found.requests).toEqual({ expressible: 4, run: 4, conforming: 3, deviating: 1 });
      expect(found.deviations).toMatchObject([{ title: 'a wrong expectation', step: 2 }]);
    },
  );

  test.skipIf(noGo !== undefined)(title('finds that cilium/ebpf drops the flags of a detach', noGo), () => {
    const args = [MAIN, 'clients', 'traces/clients/tcx/detach-with-a-flag.json', '--only', 'cilium/ebpf', '--json'];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    const { clients } = ClientsReport.parse(JSON.parse(stdout));
    expect(status).toBe(1);
    expect(clients[0]!.requests).toEqual({ expressible: 2, run: 2, conforming: 1, deviating: 1 });
    expect(clients[0]!.deviations).toMatchObject([{ known: 'RawDetachProgram drops Flags', kernel: 'conforms' }]);
  });
});

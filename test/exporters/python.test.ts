import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { C_RAW } from '../../exporters/c-raw/c-raw.ts';
import { PYTHON } from '../../exporters/python/python.ts';
import {
  hasCgroup,
  MISTAKEN,
  MISTAKEN_RUNS,
  MISTAKEN_XDP,
  made,
  OLDER,
  olderKernel,
  someOfBoth,
  suiteOf,
  tracesOfOlder,
  whyNot,
  wrongly,
} from '../support/exporting.ts';

const missing = whyNot('python3');
const title = (text: string) => (missing === undefined ? text : `${text} (skipped: ${missing})`);

const directory = mkdtempSync(join(tmpdir(), 'mprog-python-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('python', () => {
  test.each(['tcx', 'cgroup', 'netkit', 'xdp'])('carries what c-raw carries of the suite of %s', (profile) => {
    const traces = suiteOf(profile);
    const [python, c] = [made(PYTHON, profile, traces), made(C_RAW, profile, traces)];
    expect(python.files.map((file) => [file.name, file.traces])).toEqual([[`${profile}.py`, c.files[0]!.traces]]);
    expect(python.skipped).toEqual(c.skipped);
  });

  test.skipIf(missing !== undefined)(title('passes on this kernel, but for a trace with a wrong expectation'), () => {
    const traces = someOfBoth(PYTHON);
    const file = join(directory, 'some.py');
    writeFileSync(file, made(PYTHON, 'some', [...traces, wrongly(traces[0]!)]).files[0]!.text);
    const { status, stdout, stderr } = spawnSync('python3', ['-W', 'error', file], { encoding: 'utf8' });
    const lines = stdout.trimEnd().split('\n');
    expect(stderr).toBe('');
    expect(lines.slice(0, 2)).toEqual(['TAP version 14', `1..${traces.length + 1}`]);
    expect(lines.filter((line) => line.startsWith('not ok'))).toEqual([
      `not ok ${traces.length + 1} - a wrong expectation`,
    ]);
    expect(lines.filter((line) => line.startsWith('ok'))).toHaveLength(traces.length);
    expect(lines.filter((line) => line.includes('- "'))).toEqual([
      expect.stringMatching(/^ {8}- "\w+, revision: expected \d, found \d"$/),
    ]);
    expect(status).toBe(1);
  });

  test.skipIf(missing !== undefined)(title('says of an empty list that it is empty'), () => {
    const traces = suiteOf('tcx').filter(({ path }) => path.endsWith('attach--append.json'));
    const { text } = made(PYTHON, 'empty', traces).files[0]!;
    const file = join(directory, 'empty.py');
    writeFileSync(file, text.replace('shows("ingress", 2, 1, "A")', 'shows("ingress", 2, 1, "")'));
    const { stdout } = spawnSync('python3', [file], { encoding: 'utf8' });
    expect(stdout).toContain('- "ingress, slots: expected (empty), found A"\n');
  });

  test.skipIf(missing !== undefined)(title('finds every request that comes to something else than is expected'), () => {
    const all = [...MISTAKEN, ...MISTAKEN_RUNS];
    const file = join(directory, 'mistaken.py');
    writeFileSync(
      file,
      made(
        PYTHON,
        'mistaken',
        all.map(([trace]) => trace),
      ).files[0]!.text,
    );
    const { status, stdout } = spawnSync('python3', ['-W', 'error', file], { encoding: 'utf8' });
    const found = [...stdout.matchAll(/^ {8}- "((?:outcome|result|programs|delivered|done|run)\b.*)"$/gm)].map(
      ([, what]) => what,
    );
    expect(found).toEqual(all.map(([, what]) => what));
    expect(status).toBe(1);
  });

  test.skipIf(missing !== undefined)(
    title('passes the traces of XDP on this kernel, but for those that are mistaken'),
    () => {
      const { text } = made(PYTHON, 'xdp', [...suiteOf('xdp'), ...MISTAKEN_XDP.map(([trace]) => trace)]).files[0]!;
      const file = join(directory, 'xdp.py');
      writeFileSync(file, text);
      const { status, stdout, stderr } = spawnSync('python3', ['-W', 'error', file], { encoding: 'utf8' });
      expect(stderr).toBe('');
      expect(stdout.match(/^not ok \d+ - mistaken: [\w-]+$/gm)).toHaveLength(MISTAKEN_XDP.length);
      const found = [...stdout.matchAll(/^ {8}- "(.*)"$/gm)].map(([, what]) => what);
      expect(found).toEqual(MISTAKEN_XDP.flatMap(([, what]) => what));
      expect(status).toBe(1);
    },
  );

  test.skipIf(missing !== undefined)(
    title('ends without a word where nobody reads what it prints any more'),
    async () => {
      const script = join(directory, 'tcx.py');
      writeFileSync(script, made(PYTHON, 'tcx', suiteOf('tcx')).files[0]!.text);
      const child = spawn('python3', [script], { stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      child.stderr.on('data', (data) => {
        said += data;
      });
      child.stdout.once('data', () => child.stdout.destroy());
      const [code] = await once(child, 'close');
      expect([code, said, hasCgroup(child.pid)]).toEqual([1, '', false]);
    },
  );

  test.skipIf(missing !== undefined || whyNot('gcc') !== undefined).each(OLDER)(
    title('passes where the kernel knows no more than %s of a query'),
    (_, known) => {
      const file = join(directory, 'older.py');
      writeFileSync(file, made(PYTHON, 'older', tracesOfOlder()).files[0]!.text);
      const { status, stdout } = spawnSync('python3', [file], { encoding: 'utf8', env: olderKernel(directory, known) });
      expect(stdout).not.toMatch(/^ *not ok/m);
      expect(status).toBe(0);
    },
  );
});

import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { C_SELFTEST } from '../exporters/c-selftest/c-selftest.ts';
import type { Client, TestResult } from './client.ts';
import { ClientBroken, ClientMissing } from './errors.ts';
import { lastLine, runTool, type ToolOptions } from './tool.ts';

/** A libbpf: its version, and what gcc takes to find it. */
export interface Libbpf {
  readonly version: string;
  readonly flags: readonly string[];
}

const FOLDERS = ['lib64', 'lib', 'lib/x86_64-linux-gnu', 'lib/aarch64-linux-gnu'];

/**
 * libbpf 1.3 or later: the one whose prefix MPROG_LIBBPF is, or the one that is installed. Rejects with a ClientMissing where there is
 * none.
 */
export async function findLibbpf(options: ToolOptions = {}): Promise<Libbpf> {
  const prefix = process.env.MPROG_LIBBPF;
  const pkgConfig = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runTool('pkg-config', args, { ...options, env });
  if (prefix === undefined) {
    const { code } = await pkgConfig(['--exists', 'libbpf >= 1.3']);
    if (code !== 0)
      throw new ClientMissing('pkg-config finds no libbpf 1.3 or later, and MPROG_LIBBPF is not its prefix');
    const { stdout } = await pkgConfig(['--cflags', '--libs', 'libbpf']);
    const { stdout: version } = await pkgConfig(['--modversion', 'libbpf']);
    return { version: version.trim(), flags: stdout.trim().split(/\s+/) };
  }
  const folders = FOLDERS.map((name) => join(prefix, name));
  const found = folders.find((folder) => existsSync(folder) && readdirSync(folder).includes('libbpf.so'));
  if (found === undefined)
    throw new ClientMissing(`MPROG_LIBBPF: expected libbpf.so in one of ${folders.join(', ')}, found none`);
  const { code, stdout } = await pkgConfig(['--modversion', 'libbpf'], { PKG_CONFIG_PATH: join(found, 'pkgconfig') });
  if (code !== 0) throw new ClientMissing(`MPROG_LIBBPF: expected ${join(found, 'pkgconfig')}/libbpf.pc, found none`);
  return {
    version: stdout.trim(),
    flags: [`-I${join(prefix, 'include')}`, `-L${found}`, `-Wl,-rpath,${found}`, '-lbpf'],
  };
}

/** libbpf, by the program that `mprog export c-selftest` writes. */
export const LIBBPF: Client = {
  name: 'libbpf',
  library: 'libbpf',
  language: 'C',
  format: 'c-selftest',
  exporter: C_SELFTEST,
  async prepare({ directory, signal }) {
    const options = { cwd: directory, ...(signal && { signal }) };
    const { version, flags } = await findLibbpf(options);
    const { stdout } = await runTool('gcc', ['-dumpfullversion'], options);
    return {
      version,
      tools: `gcc ${stdout.trim()}`,
      async run(text, tests) {
        writeFileSync(join(directory, 'traces.c'), text);
        const built = await runTool('gcc', ['-O0', '-o', 'traces', 'traces.c', ...flags], options);
        if (built.code !== 0) throw new ClientBroken(`gcc: ${lastLine(built.stderr)}`);
        const run = await runTool('./traces', [], options);
        const results = subtestResults(run.stdout).slice(0, tests);
        if (results.length < tests)
          throw new ClientBroken(`the program ended after ${results.length} of ${tests} subtests: exit ${run.code}`);
        return results;
      },
    };
  },
};

/** What the lines of a program like test_progs say of its subtests, in order. */
function subtestResults(printed: string): readonly TestResult[] {
  const results: TestResult[] = [];
  let before: string[] = [];
  for (const line of printed.split('\n')) {
    const [, result] = /^#\d+ .*:(OK|FAIL|SKIP)$/.exec(line) ?? [];
    if (result === undefined) {
      before.push(line);
      continue;
    }
    results.push(resultOf(result, before));
    before = [];
  }
  return results;
}

function resultOf(result: string, before: readonly string[]): TestResult {
  if (result === 'OK') return { is: 'conforms' };
  const [, step, said] = before.flatMap((line) => [/^step (\d+): (.*)$/.exec(line) ?? []]).find(([all]) => all) ?? [];
  if (step !== undefined) return { is: 'deviates', step: Number(step), said: said! };
  const last = before.at(-1) ?? 'the subtest says nothing';
  if (result === 'SKIP') return { is: 'skipped', reason: last.replace(/^skipped: /, '') };
  return { is: 'broken', said: last };
}

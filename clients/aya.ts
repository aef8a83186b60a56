import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUST } from '../exporters/rust/rust.ts';
import type { Client, TestResult } from './client.ts';
import { ClientBroken, ClientMissing } from './errors.ts';
import { lastLine, runTool } from './tool.ts';

const LIBRARY = 'aya';
/** What tests need besides the library. */
const CRATES = ['libc', 'ctrlc', '--features', 'ctrlc/termination'];

/** What `cargo metadata` says of packages. */
interface Metadata {
  readonly packages: readonly { readonly name: string; readonly version: string }[];
}

/** What cargo says of a test program that it has compiled. */
interface Artifact {
  readonly reason: string;
  readonly target?: { readonly name: string };
  readonly executable?: string | null;
}

/** aya, by the tests that `mprog export rust` writes. */
export const AYA: Client = {
  name: 'aya',
  library: LIBRARY,
  language: 'Rust',
  format: 'rust',
  exporter: RUST,
  async prepare({ directory, signal }) {
    const options = { cwd: directory, env: { CARGO_PROFILE_TEST_DEBUG: '0' }, ...(signal && { signal }) };
    const cargo = (...args: readonly string[]) => runTool('cargo', args, options);
    const tools = (await runTool('rustc', ['--version'], options)).stdout.trim().replace(/ \(.*/, '');
    for (const args of [
      ['init', '--quiet', '--lib', '--vcs', 'none', '--name', 'traces', '.'],
      ['add', '--quiet', LIBRARY, ...CRATES],
    ]) {
      const { code, stderr } = await cargo(...args);
      if (code !== 0) throw new ClientMissing(`cargo ${args[0]}: ${lastLine(stderr)}`);
    }
    const metadata = await cargo('metadata', '--format-version', '1');
    if (metadata.code !== 0) throw new ClientMissing(`cargo metadata: ${lastLine(metadata.stderr)}`);
    const { packages } = JSON.parse(metadata.stdout) as Metadata;
    const { version } = packages.find(({ name }) => name === LIBRARY)!;
    return {
      version,
      tools,
      async run(text, tests) {
        mkdirSync(join(directory, 'tests'), { recursive: true });
        writeFileSync(join(directory, 'tests', 'traces.rs'), text);
        const built = await cargo('test', '--no-run', '--test', 'traces', '--message-format', 'json');
        const executable = artifacts(built.stdout).find(({ target }) => target?.name === 'traces')?.executable;
        if (built.code !== 0 || typeof executable !== 'string')
          throw new ClientBroken(`cargo test --no-run: ${lastLine(built.stderr)}`);
        const run = await runTool(executable, ['--include-ignored', '--test-threads=1'], options);
        const results = libtestResults(run.stdout).slice(0, tests);
        if (results.length < tests)
          throw new ClientBroken(`the test ended after ${results.length} of ${tests} tests: exit ${run.code}`);
        return results;
      },
    };
  },
};

const artifacts = (stdout: string): readonly Artifact[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Artifact)
    .filter(({ reason, executable }) => reason === 'compiler-artifact' && typeof executable === 'string');

/** What libtest prints of tests, by the numbers in their names. */
export function libtestResults(printed: string): readonly TestResult[] {
  const said = new Map(
    [...printed.matchAll(/^---- (t\d+)\S* stdout ----\n(.*?)(?=^---- t\d|^failures:)/gms)].map(
      ([, name, text]) => [name!, text!] as const,
    ),
  );
  return [...printed.matchAll(/^test (t\d+)\S* (?:- should panic )?\.\.\. (ok|FAILED|ignored)/gm)].map(
    ([, name, result]): TestResult => {
      if (result === 'ok') return { is: 'conforms' };
      const text = said.get(name!) ?? '';
      const [, step, how] = /^step (\d+): (.*)$/m.exec(text) ?? [];
      if (step !== undefined) return { is: 'deviates', step: Number(step), said: how! };
      const [, reason] = /^cannot run: (.*)$/m.exec(text) ?? [];
      if (reason !== undefined) return { is: 'skipped', reason };
      return { is: 'broken', said: lastLine(text) || 'the test says nothing' };
    },
  );
}

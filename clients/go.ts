import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GO } from '../exporters/go/go.ts';
import type { Client, TestResult } from './client.ts';
import { ClientBroken, ClientMissing } from './errors.ts';
import { lastLine, runTool } from './tool.ts';

const MODULE = 'github.com/cilium/ebpf';

/** The smallest file that needs what tests need, so that the module is there before they are. */
const NEEDS = `package traces

import (
	_ "${MODULE}/link"
	_ "golang.org/x/sys/unix"
)
`;

/** One line of `go tool test2json`. */
interface Event {
  readonly Action: string;
  readonly Test?: string;
  readonly Output?: string;
}

/** cilium/ebpf, by the test that `mprog export go` writes. */
export const CILIUM: Client = {
  name: 'cilium/ebpf',
  library: MODULE,
  language: 'Go',
  format: 'go',
  exporter: GO,
  async prepare({ directory, signal }) {
    const go = (args: readonly string[], input?: string) =>
      runTool('go', args, { cwd: directory, ...(signal && { signal }), ...(input === undefined ? {} : { input }) });
    const tools = (await go(['env', 'GOVERSION'])).stdout.trim();
    writeFileSync(join(directory, 'needs.go'), NEEDS);
    for (const args of [
      ['mod', 'init', 'traces'],
      ['mod', 'tidy'],
    ]) {
      const { code, stderr } = await go(args);
      if (code !== 0) throw new ClientMissing(`go ${args.join(' ')}: ${lastLine(stderr)}`);
    }
    const version = (await go(['list', '-m', '-f', '{{.Version}}', MODULE])).stdout.trim();
    return {
      version,
      tools,
      async run(text, tests) {
        writeFileSync(join(directory, 'traces_test.go'), text);
        const built = await go(['test', '-c', '-o', 'traces.test', '.']);
        if (built.code !== 0) throw new ClientBroken(`go test -c: ${lastLine(built.stderr)}`);
        const run = await runTool('./traces.test', ['-test.v=test2json'], {
          cwd: directory,
          ...(signal && { signal }),
        });
        const { stdout } = await go(['tool', 'test2json'], run.stdout);
        const results = goResults(stdout).slice(0, tests);
        if (results.length < tests)
          throw new ClientBroken(`the test ended after ${results.length} of ${tests} tests: ${lastLine(run.stderr)}`);
        return results;
      },
    };
  },
};

const STEP = /step (\d+), (.*)/s;

/** What a test says of a step that came out as the spec says, against what is known: no deviation. */
const UNSEEN = 'known deviation no longer seen: ';

/** The results of subtests, in the order in which they ran. */
export function goResults(events: string): readonly TestResult[] {
  const found = new Map<string, { said: string; unseen?: true; action?: string }>();
  for (const line of events.split('\n')) {
    if (line === '') continue;
    const { Action, Test, Output = '' } = JSON.parse(line) as Event;
    if (Test === undefined || !Test.includes('/')) continue;
    const test: { said: string; unseen?: true; action?: string } = found.get(Test) ?? { said: '' };
    found.set(Test, test);
    if (Action === 'output' && Output.includes(UNSEEN)) test.unseen = true;
    else if (Action === 'output' && !/^(===|\s*---) /.test(Output)) test.said += Output;
    if (['pass', 'fail', 'skip'].includes(Action)) test.action = Action;
  }
  return [...found.values()].map(({ said, unseen, action }): TestResult => {
    if (action === 'pass' || (action === 'fail' && unseen && said.trim() === '')) return { is: 'conforms' };
    const [, step, how] = STEP.exec(said) ?? [];
    if (step !== undefined) return { is: 'deviates', step: Number(step), said: how!.trim() };
    const reason = said.trim().replace(/^\S+\.go:\d+: /, '');
    if (action === 'skip') return { is: 'skipped', reason };
    return { is: 'broken', said: reason || 'the test ended early' };
  });
}

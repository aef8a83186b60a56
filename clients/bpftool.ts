import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BPFTOOL as SCRIPT } from '../exporters/bpftool/bpftool.ts';
import type { Client, TestResult } from './client.ts';
import { ClientBroken, ClientMissing } from './errors.ts';
import { lastLine, runTool } from './tool.ts';

/** bpftool, by the script that `mprog export bpftool` writes. */
export const BPFTOOL: Client = {
  name: 'bpftool',
  library: 'bpftool',
  language: 'shell',
  format: 'bpftool',
  exporter: SCRIPT,
  async prepare({ directory, signal }) {
    const options = { cwd: directory, ...(signal && { signal }) };
    const { code, stdout, stderr } = await runTool('bpftool', ['version'], options);
    const [, version] = /^bpftool v(\S+)/m.exec(stdout) ?? [];
    if (code !== 0 || version === undefined) throw new ClientMissing(`bpftool version: ${lastLine(stderr)}`);
    const [, libbpf] = /using libbpf v(\S+)/.exec(stdout) ?? [];
    return {
      version,
      tools: libbpf === undefined ? 'sh' : `libbpf ${libbpf} within`,
      async run(text, tests) {
        writeFileSync(join(directory, 'traces.sh'), text);
        const run = await runTool('sh', ['traces.sh'], options);
        const results = tapResults(run.stdout).slice(0, tests);
        const [, reason] = /^1\.\.0 # SKIP (.*)$/m.exec(run.stdout) ?? [];
        if (reason !== undefined) throw new ClientMissing(reason);
        if (results.length < tests)
          throw new ClientBroken(
            `the script ended after ${results.length} of ${tests} traces: ${lastLine(run.stderr)}`,
          );
        return results;
      },
    };
  },
};

/** What a script prints of its traces, in order. */
function tapResults(printed: string): readonly TestResult[] {
  const results: TestResult[] = [];
  let before = '';
  for (const line of printed.split('\n')) {
    const [, not, skip] = /^(not )?ok \d+ - .*?(?: # SKIP (.*))?$/.exec(line) ?? [];
    if (!/^(not )?ok /.test(line)) {
      before += `${line}\n`;
      continue;
    }
    const [, step, said] = /^# step (\d+): (.*)$/m.exec(before) ?? [];
    if (skip !== undefined) results.push({ is: 'skipped', reason: skip });
    else if (not === undefined) results.push({ is: 'conforms' });
    else if (step !== undefined) results.push({ is: 'deviates', step: Number(step), said: said! });
    else {
      const reason = /^# cannot run: (.*)$/m.exec(before)?.[1];
      if (reason !== undefined) results.push({ is: 'skipped', reason });
      else results.push({ is: 'broken', said: 'the trace failed at no step' });
    }
    before = '';
  }
  return results;
}

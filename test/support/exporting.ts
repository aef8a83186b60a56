import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Exported, Exporter } from '../../exporters/exporter.ts';
import type { Universe } from '../../spec/families/slots/vocabulary/index.ts';
import type { Profile } from '../../spec/profile.ts';
import { readTraceFiles, type TraceFile } from '../../traces/files.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { packageVersion } from '../../traces/report-head.ts';
import { cgroupsMissing, kernelMissing } from './machines.ts';

/** The traces of a suite that comes with the package. */
export const suiteOf = (profile: string): readonly TraceFile[] =>
  readTraceFiles([join(PACKAGE, 'traces', 'conformance', profile)]).traces;

/** What a format makes of some traces, with the results of another semantics where one is given. */
export function made(exporter: Exporter, name: string, traces: readonly TraceFile[], against?: Profile): Exported {
  const making = exporter.make({ version: packageVersion(), name, traces, against });
  let next = making.next();
  while (!next.done) next = making.next();
  return next.value;
}

/** Some thirty traces of both suites, spread over them, that a format carries. */
export function someOfBoth(exporter: Exporter): readonly TraceFile[] {
  const carried = ['tcx', 'cgroup']
    .flatMap((name) => made(exporter, name, suiteOf(name)).files)
    .flatMap(({ traces }) => traces);
  return carried.filter(({ trace }, index) => {
    // A full hook has many programs to load.
    const { programs } = trace.universe as Universe;
    return index % 9 === 0 && Object.keys(programs).length < 20;
  });
}

/** A trace whose last step expects another revision than it must. */
export function wrongly({ path, trace }: TraceFile): TraceFile {
  const changed = structuredClone(trace) as unknown as {
    title: string;
    steps: { expect: { hooks?: Record<string, { revision?: number }> } }[];
  };
  changed.title = 'a wrong expectation';
  const hooks = Object.values(changed.steps.at(-1)!.expect.hooks!);
  for (const hook of hooks) if (hook.revision !== undefined) hook.revision += 1;
  return { path, trace: changed as unknown as TraceFile['trace'] };
}

/** Why a program cannot be run against this kernel here, if so: no such tool, or no kernel to use. */
export function whyNot(tool: string): string | undefined {
  const { error } = spawnSync(tool, ['--version']);
  return error === undefined ? (kernelMissing ?? cgroupsMissing) : `there is no ${tool} here`;
}

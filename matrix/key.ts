import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readTraceFiles } from '../traces/files.ts';
import type { Trace } from '../traces/format.ts';
import { PACKAGE } from '../traces/package-folder.ts';
import type { KernelResult } from './result.ts';

/** Where the traces of a profile are, below this package; those that there are. */
export const traceFolders = (profiles: readonly string[]): readonly string[] =>
  ['conformance', 'anomalies'].flatMap((kind) => {
    const there = readdirSync(join(PACKAGE, 'traces', kind));
    return profiles.filter((profile) => there.includes(profile)).map((profile) => join('traces', kind, profile));
  });

const short = (hash: ReturnType<typeof createHash>) => hash.digest('hex').slice(0, 16);

/** What a kernel is asked by a trace, and has to answer: which rule of the spec decides is not of it. */
function asked({ profile, universe, steps }: Trace): object {
  const each = steps.map(({ request, expect: { rule: _, ...answer } }) => ({ request, answer }));
  return { profile, universe, steps: each };
}

/** A digest of what a kernel is asked by the traces of some profiles. */
export function suitesDigest(profiles: readonly string[]): string {
  const hash = createHash('sha256');
  const traces = traceFolders(profiles).flatMap((folder) => readTraceFiles([join(PACKAGE, folder)]).traces);
  for (const { trace } of traces) hash.update(JSON.stringify(asked(trace))).update('\0');
  return short(hash);
}

/** Whether every result is of the traces that come with this mprog. */
export function sameTraces(kernels: readonly KernelResult[]): boolean {
  const digests = new Map<string, string>();
  return kernels.every(({ suites, cells }) => {
    const profiles = cells.map(({ profile }) => profile);
    const digest = digests.get(profiles.join()) ?? suitesDigest(profiles);
    digests.set(profiles.join(), digest);
    return digest === suites;
  });
}

/** The code that drives a kernel, and takes it through traces (scripts/bundle.js). */
const DRIVER = ['chunks/kernel.js', 'chunks/traces.js', 'cli/chunks/replay-kernel.js', 'cli/chunks/replay-machines.js'];

export function driverDigest(): string {
  const hash = createHash('sha256');
  for (const name of DRIVER) hash.update(readFileSync(join(PACKAGE, 'dist', name)));
  return short(hash);
}

/** A digest of some files. */
export async function filesDigest(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths)
    if (statSync(path).isFile()) for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return short(hash);
}

/** What a result depends on. */
export const keyOf = (parts: readonly string[]) => short(createHash('sha256').update(JSON.stringify(parts)));

import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { traceFiles } from '../traces/files.ts';
import { PACKAGE } from '../traces/package-folder.ts';

/** Where the traces of a profile are, below this package; those that there are. */
export const traceFolders = (profiles: readonly string[]): readonly string[] =>
  ['conformance', 'anomalies'].flatMap((kind) => {
    const there = readdirSync(join(PACKAGE, 'traces', kind));
    return profiles.filter((profile) => there.includes(profile)).map((profile) => join('traces', kind, profile));
  });

const short = (hash: ReturnType<typeof createHash>) => hash.digest('hex').slice(0, 16);

/** A digest of the traces of some profiles. */
export function suitesDigest(profiles: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of traceFolders(profiles))
    for (const file of traceFiles([join(PACKAGE, folder)])) hash.update(readFileSync(file)).update('\0');
  return short(hash);
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

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Trace } from '../../library/typed.ts';
import { readTrace } from '../../traces/read.ts';

/** Where the cases are: what people ran into in public trackers. */
export const CASES = fileURLToPath(new URL('../cases', import.meta.url));

/** The cases that are traces and come out as they say on spec, model and kernel. */
export const cases = [
  '01-feature-probe',
  '02-sixty-four-updates',
  '02-sixty-four-updates-usual-capacity',
  '03-detach-what-a-link-holds',
  '03b-detach-what-a-link-holds-tcx',
  '04-update-after-device-gone',
  '04b-device-made-again',
  '04c-cgroup-made-again',
  '08b-who-holds-a-link',
  '08c-who-holds-a-link-cgroup',
  '09-second-link-of-one-program',
  '13-verdicts',
  '17-room-for-thirty-two',
  '18-link-cannot-replace',
  '20-without-the-capability-tcx',
  '20-without-the-capability-cgroup',
].map((name) => ({ name, trace: readTrace(`${CASES}/${name}.json`) as Trace }));

/** The number of which there are so many in a proposal: the environment may say it. */
const COUNT = /Number\(process\.env\.N \?\? \d+\)/;

/** Writes a proposal of the cases into a directory, with another number in it. A process loads a file once: each number has one of its own. */
export function withCount(directory: string, name: string, count: number): string {
  const text = readFileSync(join(CASES, 'proposals', name), 'utf8');
  if (!COUNT.test(text)) throw new Error(`${name}: expected a number that the environment may say`);
  const file = join(directory, `${count}-${name}`);
  writeFileSync(file, text.replace(COUNT, String(count)));
  return file;
}

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The command line as it is shipped. */
export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Runs mprog in a directory. */
export function mprogIn(cwd: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [MAIN, ...args], { cwd, encoding: 'utf8', timeout: 60_000 });
}

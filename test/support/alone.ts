import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { TestRunner } from 'vitest';
import { runs } from './processes.ts';

const HELD = join(tmpdir(), 'mprog-spec-tests-alone');
const MINE = `${HELD}-${process.pid}`;

/** Whether this process got it. */
function taken(): boolean {
  try {
    linkSync(MINE, HELD);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** The process that holds it, unless it was let go of meanwhile. */
function holder(): number | undefined {
  try {
    return Number(readFileSync(HELD, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

/**
 * The files of `one by one` wait for each other here, those of other working trees too: each holds a file that names its process, from
 * before it is loaded to its end. A runner and not a hook: hooks do not run in a file whose tests are all skipped.
 */
export default class Alone extends TestRunner {
  async onBeforeCollect(): Promise<void> {
    writeFileSync(MINE, String(process.pid));
    while (!taken()) {
      const pid = holder();
      // Its last file ended with an error of vitest itself.
      if (pid === process.pid) break;
      // A process that was killed has not let go.
      if (pid !== undefined && !runs(pid)) rmSync(HELD, { force: true });
      await setTimeout(50);
    }
    rmSync(MINE);
  }

  override onAfterRunFiles(): void {
    super.onAfterRunFiles();
    rmSync(HELD, { force: true });
  }
}

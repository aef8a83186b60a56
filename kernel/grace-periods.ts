import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** The switch of rcupdate.rcu_expedited (Documentation/admin-guide/kernel-parameters.txt, kernel/ksysfs.c). */
const SWITCH = '/sys/kernel/rcu_expedited';

/** Sets the switch, waits until its input ends, as it does with the process that holds it, and puts the switch back. */
const HOLDER = 'echo 1 >"$0" && echo set && read -r _; echo 0 >"$0"';

/** Grace periods that were expedited, or why they could not be. */
export interface GracePeriods {
  readonly reason?: string;
  /** Puts back what there was; resolves when it is. */
  end(): Promise<void>;
}

const unchanged = (reason?: string): GracePeriods => ({
  ...(reason === undefined ? {} : { reason }),
  end: async () => {},
});

/** What the switch is set to. Throws where it cannot be set. */
function settingOf(file: string): string {
  const fd = openSync(file, 'r+');
  try {
    return readFileSync(fd, 'utf8').trim();
  } finally {
    closeSync(fd);
  }
}

/**
 * Has the kernel expedite grace periods, those of the whole system: a change of a tcx or XDP hook waits for one, which takes two ticks of the
 * clock otherwise. A process of its own sets the switch and puts it back, also where this one is killed. Where it is set already it is left alone.
 */
export async function expediteGracePeriods(file = SWITCH): Promise<GracePeriods> {
  try {
    if (settingOf(file) !== '0') return unchanged();
  } catch (error) {
    return unchanged(`${file} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
  // A session of its own: what is typed at the terminal does not reach it.
  const holder = spawn('sh', ['-c', HOLDER, file], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
  const closed = once(holder, 'close');
  const set = await Promise.race([once(holder.stdout, 'data').then(() => true), closed.then(() => false)]).catch(
    () => false,
  );
  if (!set) return unchanged(`${file} cannot be written`);
  return {
    end: async () => {
      holder.stdin.end();
      await closed;
    },
  };
}

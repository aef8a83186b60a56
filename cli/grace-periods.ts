import { Option } from 'commander';
import { expediteGracePeriods } from '../kernel/grace-periods.ts';
import { UsageError } from './exit.ts';
import { beforeEnding } from './interruption.ts';

/** What a command that works on the kernel can be told. */
export const expediteOption = () =>
  new Option('--expedite', 'expedite the grace periods of the whole system (rcu_expedited) until the run ends');

interface Asked {
  readonly expedite?: boolean;
  /** The machines that a command works on, with commas between them. */
  readonly target?: string;
}

/**
 * Does something, with grace periods expedited where that is asked for; where they cannot be, one line says so and it is done without. Rejects
 * with a UsageError where it is asked for and no kernel is.
 */
export async function withGracePeriods<T>({ expedite, target = 'kernel' }: Asked, work: () => Promise<T>): Promise<T> {
  if (expedite !== true) return work();
  if (!target.split(',').includes('kernel')) throw new UsageError('--expedite: only with --target kernel');
  const periods = await expediteGracePeriods();
  if (periods.reason !== undefined) process.stderr.write(`grace periods are not expedited: ${periods.reason}\n`);
  const ended = beforeEnding(() => periods.end());
  try {
    return await work();
  } finally {
    await periods.end();
    ended();
  }
}

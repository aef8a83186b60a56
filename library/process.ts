import { ProcessDriver as Driver, type ProcessOptions } from '../traces/drivers/process-driver.ts';
import { startGroup } from '../traces/drivers/process-group.ts';
import { argument, checked, options, signal, text, wanted } from './options.ts';

export type { ProcessOptions } from '../traces/drivers/process-driver.ts';

/** The longest that a timer waits, in ms. */
const LONGEST = 2 ** 31 - 1;

const OPTIONS = options<ProcessOptions>({
  timeout: wanted<number>(
    'a number of ms',
    (value) => typeof value === 'number' && value > 0 && value <= LONGEST,
  ).optional(),
  signal: signal.optional(),
  stderr: wanted<'inherit' | 'ignore'>(
    '"inherit" or "ignore"',
    (value) => value === 'inherit' || value === 'ignore',
  ).optional(),
  cwd: text.optional(),
});

/**
 * A driver in a process of its own that speaks JSON lines: one object for each message on its standard input, one for each answer
 * on its standard output (docs/driver-protocol.md). It is the leader of a process group; the whole group is gone after `close`, and
 * when this process ends. Everything that goes wrong is a DriverError, after which the process is killed and every question is refused.
 */
export class ProcessDriver extends Driver {
  /**
   * Starts a command, such as `./driver` or `python3 driver.py`: words with spaces between them, no shell. Rejects with a DriverError where
   * it cannot be started, and with an ArgumentError.
   */
  static override async start(command: string, given: ProcessOptions = {}): Promise<ProcessDriver> {
    const child = await startGroup(argument('command', text, command), checked(OPTIONS, given));
    return new ProcessDriver(command, child, given);
  }
}

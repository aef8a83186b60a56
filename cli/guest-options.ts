import { type Command, Option } from 'commander';
import type { Accelerator } from '../vm/qemu.ts';
import { wholeNumber } from './arguments.ts';
import { UsageError } from './exit.ts';

/** How a guest is made. */
export interface GuestOptions {
  readonly memory: number;
  readonly cpus: number;
  readonly timeout: number;
  readonly accel?: Accelerator;
  readonly append?: string;
}

/** Adds the options that say how guests are made; `guest` and `seconds` are for their help. */
export function withGuestOptions(command: Command, guest: string, seconds: string): Command {
  return command
    .option('--memory <mib>', `memory of ${guest} in MiB`, wholeNumber, 2048)
    .option('--cpus <n>', `processors of ${guest}`, wholeNumber, 2)
    .option('--timeout <s>', seconds, wholeNumber, 1800)
    .addOption(new Option('--accel <name>', 'kvm or tcg (default: kvm where it works)').choices(['kvm', 'tcg']))
    .option('--append <parameters>', 'more kernel parameters');
}

const LEAST = { memory: 512, cpus: 1, timeout: 1 } as const;

/** The same as whoever makes the guests is told; a UsageError where no guest comes up with so little. */
export function guestOf(options: GuestOptions) {
  for (const name of ['memory', 'cpus', 'timeout'] as const)
    if (options[name] < LEAST[name])
      throw new UsageError(`--${name}: expected at least ${LEAST[name]}, found ${options[name]}`);
  const { memory, cpus, timeout, accel, append } = options;
  return {
    memory,
    cpus,
    timeout,
    ...(accel === undefined ? {} : { accelerator: accel }),
    ...(append === undefined ? {} : { append }),
  };
}

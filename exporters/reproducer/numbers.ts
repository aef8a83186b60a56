import { COMMANDS } from '../uapi.ts';
import { callLines } from './lines.ts';

/** The commands, flags and types that a reproducer names, with their numbers: those that were asked for. */
export class Numbers {
  readonly #known = new Map<string, number>();

  constructor(...commands: readonly (readonly [name: string, command: string])[]) {
    for (const [name, command] of commands) this.#known.set(name, COMMANDS[command]!);
  }

  /** A number by its name. */
  named(name: string, number: number): string {
    this.#known.set(name, number);
    return name;
  }

  /** Flags, as a sum of their names. */
  flags(flags: readonly string[], bits: Readonly<Record<string, number>>): string {
    return flags.length === 0 ? '0' : flags.map((flag) => this.named(flag, bits[flag]!)).join(' | ');
  }

  /** A call of bpf(2): words of its attribute in the order of the uapi; those at the end that are 0 are left out. */
  bpf(command: string, words: readonly string[]): string {
    const last = words.findLastIndex((word) => word !== '0');
    return `BPF(${[this.named(command, COMMANDS[command]!), ...words.slice(0, last + 1)].join(', ')})`;
  }

  /** The numbers as an enum of C. */
  lines(): readonly string[] {
    return callLines(
      'enum { ',
      [...this.#known].map(([name, number]) => `${name} = ${number}`),
      ' };',
    );
  }
}

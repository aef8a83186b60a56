import type { Machine } from '../spec/vocabulary/machine.ts';

/** A semantics, as far as it matters to whoever drives a kernel. */
export interface Asked {
  readonly name: string;
  readonly family: { readonly name: string };
  /** The kind of hook, and the fields of every operation. */
  readonly uapi: { readonly hook: string; readonly fields?: Readonly<Record<string, readonly string[]>> };
}

/** How a kernel is opened. */
export interface Opening {
  /** The kind of hook whose needs are looked at now; those of others are when they are asked for. */
  readonly hook?: string;
  /** Whether programs have to be ordered, where that depends on the kernel; they have, unless it is said. */
  readonly ordering?: boolean;
}

/** The running kernel as a machine; to be used and closed by the thread that opened it. One may be open in a thread. */
export interface OpenKernel extends Machine {
  /** Gives everything back; does nothing the second time. */
  close(): void;
}

/** How the running kernel is asked about the semantics of a family. */
export interface KernelTarget {
  /** Why no kernel can be asked what a semantics of the family is about, in one line; `undefined` where it can. */
  notDriven(asked: Asked): string | undefined;
  /** Why no kernel can be set to a universe of the family, in one line; `undefined` where it can. */
  notPossible(universe: object): string | undefined;
  /** Opens the running kernel. Throws KernelUnavailable where it cannot be driven; the thread is then where it was before. */
  open(opening?: Opening): OpenKernel;
}

import { CallFailed, KernelUnavailable, NotForKernel } from '../kernel/failure.ts';
import { kernelRelease } from '../kernel/release.ts';
import { type KernelTarget, kernelTargetOf, noKernelTarget, type OpenKernel, openingFor } from '../kernel/targets.ts';
import type { Profile } from '../spec/profile.ts';
import type { TraceFile } from '../traces/files.ts';
import { familyOf } from '../traces/format.ts';
import { notForKernel } from '../traces/not-for-kernel.ts';
import { replaying } from '../traces/replay.ts';
import type { Machines } from './targets.ts';

const kindOf = ({ trace }: TraceFile) => familyOf(trace).hookOf?.(trace.universe) ?? '';

/** The kernel target of a trace. Throws KernelUnavailable where its family has none. */
function targetOf({ trace }: TraceFile): KernelTarget {
  const family = familyOf(trace);
  const target = kernelTargetOf(family);
  if (target === undefined) throw new KernelUnavailable(noKernelTarget(family));
  return target;
}

/** Of an error that says that no kernel can be used: why not, by file. */
const reasonsByFile = new WeakMap<Error, (file: TraceFile) => string | undefined>();

/** Why a trace is skipped where the kernel cannot be used: what its kind of hook lacks. */
export const skippedFor = (error: Error & { readonly reason: string }, file: TraceFile): string =>
  reasonsByFile.get(error)?.(file) ?? error.reason;

/** What `work` says that the kernel lacks, or what it gives. */
function reasonOr<T>(work: () => T): T | KernelUnavailable {
  try {
    return work();
  } catch (error) {
    if (error instanceof KernelUnavailable) return error;
    throw error;
  }
}

/** The kernel for the traces of one target: one machine takes hooks of every kind that it has. */
class Kernel {
  readonly #target: KernelTarget;
  readonly #files: readonly TraceFile[];
  readonly #semantics: ReadonlyMap<string, Profile>;
  readonly #ordering: boolean;
  /** Why a kernel takes no order at hooks of a kind, of which some traces ask for none. */
  readonly #unordered = new Map<string, string>();
  /** Why the kernel cannot be used for hooks of a kind. */
  readonly reasons = new Map<string, string>();

  constructor(target: KernelTarget, files: readonly TraceFile[], semantics: ReadonlyMap<string, Profile>) {
    this.#target = target;
    this.#files = files;
    this.#semantics = semantics;
    for (const kind of new Set(files.filter((file) => !this.#asksForOrder(file)).map(kindOf))) {
      if (!files.some((file) => kindOf(file) === kind && this.#asksForOrder(file))) continue;
      const opened = reasonOr(() => target.open({ hook: kind }));
      if (opened instanceof KernelUnavailable) this.#unordered.set(kind, opened.reason);
      else opened.close();
    }
    this.#ordering = this.#unordered.size === 0 && files.some((file) => this.#asksForOrder(file));
  }

  /** Opens the kernel for the first kind of hook that it has; notes why not for the others. */
  open(): OpenKernel | undefined {
    for (const hook of new Set(this.#files.map(kindOf))) {
      if (this.reasons.has(hook)) continue;
      const opened = reasonOr(() => this.#target.open({ hook, ordering: this.#ordering }));
      if (!(opened instanceof KernelUnavailable)) return opened;
      this.reasons.set(hook, opened.reason);
    }
    return undefined;
  }

  /** Why a trace is not put to the kernel, as far as that is known beforehand. */
  skips(file: TraceFile): string | undefined {
    return notForKernel(file.trace) ?? (this.#asksForOrder(file) ? this.#unordered.get(kindOf(file)) : undefined);
  }

  // Traces of a semantics that is not known may speak of anything.
  #asksForOrder({ trace }: TraceFile): boolean {
    const known = this.#semantics.get(trace.profile);
    return known === undefined || openingFor(known).ordering;
  }
}

/** The kernel for traces of any family: one machine for each kernel target, of which one is open at a time. */
class Kernels {
  readonly #kernels: ReadonlyMap<KernelTarget, Kernel>;
  #open: { readonly kernel: Kernel; readonly machine: OpenKernel } | undefined;

  constructor(files: readonly TraceFile[], semantics: ReadonlyMap<string, Profile>) {
    const groups = new Map<KernelTarget, TraceFile[]>();
    for (const file of files) {
      const target = kernelTargetOf(familyOf(file.trace));
      if (target !== undefined) groups.set(target, [...(groups.get(target) ?? []), file]);
    }
    this.#kernels = new Map([...groups].map(([target, group]) => [target, new Kernel(target, group, semantics)]));
  }

  /** Why no trace can be put to the kernel; `undefined` where one can, with its machine open. */
  unavailable(files: readonly TraceFile[]): KernelUnavailable | undefined {
    if (files.some((file) => this.#tried(file) === undefined)) return undefined;
    const why = (file: TraceFile) => this.#tried(file) ?? '';
    const error = new KernelUnavailable([...new Set(files.map(why))].join('; '));
    reasonsByFile.set(error, why);
    return error;
  }

  machineFor(file: TraceFile): OpenKernel {
    const kernel = this.kernelOf(file);
    if (this.#open?.kernel !== kernel) {
      this.close();
      const machine = kernel.open();
      if (machine === undefined) throw new KernelUnavailable(kernel.reasons.get(kindOf(file))!);
      this.#open = { kernel, machine };
    }
    return this.#open!.machine;
  }

  kernelOf(file: TraceFile): Kernel {
    return this.#kernels.get(targetOf(file))!;
  }

  close(): void {
    this.#open?.machine.close();
    this.#open = undefined;
  }

  #tried(file: TraceFile): string | undefined {
    const known = reasonOr(() => this.kernelOf(file).reasons.get(kindOf(file)));
    if (known !== undefined) return known instanceof KernelUnavailable ? known.reason : known;
    const opened = reasonOr(() => this.machineFor(file));
    return opened instanceof KernelUnavailable ? opened.reason : undefined;
  }
}

/** The running kernel, for traces of every family that has a kernel target. Throws KernelUnavailable where no trace can be put to it. */
export function kernelFor(files: readonly TraceFile[], semantics: ReadonlyMap<string, Profile>): Machines {
  const kernels = new Kernels(files, semantics);
  const unavailable = kernels.unavailable(files);
  if (unavailable !== undefined) throw unavailable;
  return {
    title: `kernel ${kernelRelease()}`,
    *take(file) {
      const { trace } = file;
      try {
        const reason = kernels.kernelOf(file).skips(file);
        if (reason !== undefined) return { trace, skipped: reason };
        return yield* replaying(trace, kernels.machineFor(file), { where: file.path });
      } catch (error) {
        if (error instanceof KernelUnavailable) return { trace, skipped: error.reason };
        if (error instanceof NotForKernel || error instanceof CallFailed) return { trace, skipped: error.message };
        throw error;
      }
    },
    close: () => kernels.close(),
  };
}

import { CallFailed, KernelUnavailable, NotForKernel } from '../kernel/failure.ts';
import { DRIVEN_KINDS, type DrivenKind } from '../kernel/hooks-of.ts';
import { KernelMachine as Machine } from '../kernel/kernel-machine.ts';
import { makeTools } from '../kernel/open.ts';
import { USUAL } from '../spec/families/register.ts';
import type { Driver, Skip } from '../traces/drivers/driver.ts';
import { notForKernel } from '../traces/not-for-kernel.ts';
import { checked, options, wanted } from './options.ts';
import { requireRequest, requireUniverse } from './typed.ts';

const isKind = (value: unknown) => DRIVEN_KINDS.some((kind) => kind === value);
const OPTIONS = options<{ readonly kind?: DrivenKind }>({
  kind: wanted<DrivenKind>('"tcx", "netkit" or "cgroup"', isKind).optional(),
});

/**
 * The running kernel as a machine, opened as it is made, in a network namespace of its own. It needs Linux, the optional package
 * koffi (loaded now, not before), CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_BPF, and for `cgroup` a writable cgroup2 mount: the constructor throws
 * one KernelUnavailable whose `reason` says what is missing. To be used by the thread that made it, one at a time; `close` gives
 * everything back.
 */
export class KernelMachine extends Machine {
  /** `kind`: the hooks whose needs are looked at now, `tcx` unless given; those of the other kind are when they are asked for. Another kind is an ArgumentError. */
  constructor(given: { readonly kind?: DrivenKind } = {}) {
    const { kind = 'tcx' } = checked(OPTIONS, given);
    const { tools, release } = makeTools(kind);
    super(tools, release);
  }

  /** Begins anew with a universe. Throws an ArgumentError on what is none, and NotForKernel. */
  override reset(universe: Parameters<Machine['reset']>[0]): void {
    try {
      super.reset(universe);
    } catch (error) {
      if (error instanceof TypeError) requireUniverse(USUAL.schemas, universe);
      throw error;
    }
  }

  /** Makes a request. Throws an ArgumentError on what is none. */
  override apply(request: Parameters<Machine['apply']>[0]): ReturnType<Machine['apply']> {
    try {
      return super.apply(request);
    } catch (error) {
      if (error instanceof TypeError || error instanceof CallFailed) requireRequest(USUAL.schemas, request);
      throw error;
    }
  }
}

/** The kernel as a driver: what it cannot be asked, or cannot be set up, is skipped. */
export function kernelDriver(machine: Machine): Driver {
  const skipping = <T>(ask: () => T): T | Skip => {
    try {
      return ask();
    } catch (error) {
      if (error instanceof KernelUnavailable) return { skip: error.reason };
      if (error instanceof NotForKernel || error instanceof CallFailed) return { skip: error.message };
      throw error;
    }
  };
  return {
    skips: notForKernel,
    reset: (universe) => skipping(() => machine.reset(universe as Parameters<Machine['reset']>[0])),
    apply: (request) => skipping(() => machine.apply(request as Parameters<Machine['apply']>[0])),
    observe: (hook) => skipping(() => machine.observe(hook)),
  };
}

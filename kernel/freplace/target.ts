import type { Universe } from '../../spec/families/freplace/vocabulary/index.ts';
import { NotForKernel } from '../failure.ts';
import type { KernelTarget } from '../target.ts';
import { FreplaceMachine } from './freplace-machine.ts';
import { Programs } from './programs.ts';
import { openFreplaceTools } from './tools.ts';

/** The kernel target of extension programs. */
export const FREPLACE: KernelTarget = {
  notDriven: ({ name, uapi: { fields = {} } }) =>
    Object.hasOwn(fields, 'link_update_hook') ? `${name} has bpf_link_update_hook, and no kernel has` : undefined,
  notPossible(universe) {
    const { tracers } = universe as Universe;
    try {
      new Programs(
        universe as Universe,
        { fd: 0, current: 0, answer: () => 0 },
        new Map(tracers.map((name) => [name, 0])),
      );
      return undefined;
    } catch (error) {
      if (error instanceof NotForKernel) return error.message;
      throw error;
    }
  },
  open() {
    const { tools, release } = openFreplaceTools();
    return new FreplaceMachine(tools, release);
  },
};

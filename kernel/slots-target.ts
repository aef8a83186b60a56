import type { Universe } from '../spec/families/slots/vocabulary/index.ts';
import { DRIVEN_KINDS, kindFor, requirePossible } from './hooks-of.ts';
import { openKernel } from './kernel-machine.ts';
import type { KernelTarget } from './target.ts';

const DRIVEN = `no kernel is driven at others than ${DRIVEN_KINDS.slice(0, -1).join(', ')} and ${DRIVEN_KINDS.at(-1)}`;

/** The kernel target of hooks with slots. One machine takes hooks of every kind. */
export const SLOTS: KernelTarget = {
  notDriven: ({ name, uapi }) =>
    DRIVEN_KINDS.some((kind) => kind === uapi.hook)
      ? undefined
      : `${name} is about hooks with slots of kind ${uapi.hook}: ${DRIVEN}`,
  notPossible(universe) {
    try {
      requirePossible(universe as Universe);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  },
  open: ({ hook = 'tcx', ordering = true } = {}) => openKernel({ kind: kindFor(hook), ordering }),
};

import type { Guard } from '../../family.ts';
import { renamingsOf, singleRenamings } from './renaming.ts';
import { type State, slotsOf } from './state.ts';
import type { Request } from './vocabulary/index.ts';

/** The fields that two requests with the same effect on the same state have in common; a detach names what it likes. */
function sharedByEffect(field: string, { op }: Request): boolean {
  return ['op', 'hook', 'link', 'device'].includes(field) || (field === 'prog' && op !== 'prog_detach');
}

/** What proposals about hooks with slots are held to. */
export const GUARD: Guard = {
  renamings: renamingsOf,
  single: singleRenamings,
  slots: (state: State, request: Request) => ('hook' in request ? slotsOf(state, request.hook).length : 0),
  sharedByEffect,
};

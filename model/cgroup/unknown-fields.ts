import type { RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { lowerRelative, lowerRevision, RelativeNumber } from '../machine/lower.ts';
import type { System } from './system.ts';

const number = new RelativeNumber();

/** Whether a request says something of an order or a revision that is refused because there is none. */
export function saysTooMuch(system: System, request: RequestOf<'prog_attach' | 'prog_detach'>): boolean {
  const { unordered } = system.differences;
  if (unordered === 'unsaid') return false;
  lowerRelative(system, request.relative, number);
  if (number.bits !== 0) return true;
  return unordered === 'refused' && (number.value !== 0 || lowerRevision(request.revision, 1) !== 0);
}

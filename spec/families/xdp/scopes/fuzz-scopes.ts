import type { Fuzzing } from '../../../family.ts';
import { Caller, OPS } from '../vocabulary/index.ts';
import { BadInput, Scope } from './scope.ts';

/** More of everything than can be explored. */
const large: Scope = {
  name: 'large',
  programs: 4,
  special: Scope.shape.special.unwrap().element.options,
  links: 3,
  veths: 3,
  plains: 2,
  bridges: 2,
  mtu: 'large',
  ops: OPS,
  callers: Caller.options,
  badInput: BadInput.options,
};

/** How often an operation is asked for: what takes away comes less often than what puts there, and a moved device never comes back. */
const WEIGHTS: Readonly<Record<string, number>> = {
  xdp_set: 10,
  link_create: 6,
  link_update: 5,
  link_detach: 0.5,
  link_close: 1,
  prog_close: 0.1,
  device_remove: 0.2,
  device_move: 0.05,
  upper_add: 2,
};

/** How long random sequences of requests are made. */
export const FUZZING: Fuzzing = {
  scopes: () => [large, { ...large, name: 'few', special: ['typed'], veths: 2, plains: 0, bridges: 1, mtu: 'usual' }],
  weight: (op) => WEIGHTS[op] ?? 1,
};

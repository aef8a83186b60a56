import type { Protocol } from '../protocol.ts';
import { DISPATCHER } from './dispatcher/index.ts';

/** Every protocol there is. */
export const PROTOCOLS: readonly Protocol[] = [DISPATCHER];

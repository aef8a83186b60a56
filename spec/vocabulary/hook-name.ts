import type { z } from 'zod';
import { nameOf } from './name.ts';

/** The symbolic name of a hook in a universe, such as `ingress`. */
export const HookName = nameOf('hook', 'ingress');
export type HookName = z.infer<typeof HookName>;

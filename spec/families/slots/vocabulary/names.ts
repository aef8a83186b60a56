import type { z } from 'zod';
import { nameOf } from '../../../vocabulary/name.ts';

export { HookName } from '../../../vocabulary/hook-name.ts';
export { RESERVED_NAMES } from '../../../vocabulary/name.ts';

/** The symbolic name of a program in a universe, such as `A`. Ids and fds never appear: each machine keeps its own table. */
export const ProgName = nameOf('program', 'A');
export type ProgName = z.infer<typeof ProgName>;

/** The symbolic name of a link in a universe, such as `L1`; `none` is a slot without link. */
export const LinkName = nameOf('link', 'L1');
export type LinkName = z.infer<typeof LinkName>;

/** The symbolic name of a network device in a universe, such as `dev`. */
export const DeviceName = nameOf('device', 'dev');
export type DeviceName = z.infer<typeof DeviceName>;

/** The symbolic name of a socket in a universe, such as `S1`. */
export const SocketName = nameOf('socket', 'S1');
export type SocketName = z.infer<typeof SocketName>;

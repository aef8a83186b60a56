import type { z } from 'zod';
import { nameOf } from '../../../vocabulary/name.ts';

/** The symbolic name of a program in a universe, such as `A`. Ids and fds never appear: each machine keeps its own table. */
export const ProgName = nameOf('program', 'A');
export type ProgName = z.infer<typeof ProgName>;

/** The symbolic name of a link in a universe, such as `L1`. */
export const LinkName = nameOf('link', 'L1');
export type LinkName = z.infer<typeof LinkName>;

/** The symbolic name of a network device in a universe, such as `veth`. */
export const DeviceName = nameOf('device', 'veth');
export type DeviceName = z.infer<typeof DeviceName>;

import { z } from 'zod';

const name = (what: string, example: string) =>
  z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/, {
    error: (issue) =>
      `expected the name of a ${what} (a letter, then letters, digits, "_" or "-", such as "${example}"), found ${JSON.stringify(issue.input)}`,
  });

/** The symbolic name of a program in a universe, such as `A`. Ids and fds never appear: each machine keeps its own table. */
export const ProgName = name('program', 'A');
export type ProgName = z.infer<typeof ProgName>;

/** The symbolic name of a link in a universe, such as `L1`; `none` is reserved for a slot without link. */
export const LinkName = name('link', 'L1').refine((link) => link !== 'none', { error: '"none" is not a link name' });
export type LinkName = z.infer<typeof LinkName>;

/** The symbolic name of a hook in a universe, such as `ingress`. */
export const HookName = name('hook', 'ingress');
export type HookName = z.infer<typeof HookName>;

/** The symbolic name of a network device in a universe, such as `dev`. */
export const DeviceName = name('device', 'dev');
export type DeviceName = z.infer<typeof DeviceName>;

import type { Uapi } from '../../uapi.ts';
import type { Op, RequestOf } from './vocabulary/index.ts';

type Fields = { readonly [O in Op]?: readonly Exclude<keyof RequestOf<O> & string, 'op'>[] };

/** The fields of every operation, in the order in which the command looks at them. */
const FIELDS = {
  prog_load: ['prog', 'target', 'expected', 'sleepable', 'caller'],
  target_load: ['prog'],
  link_create: ['link', 'prog', 'target', 'flags', 'attach_type', 'caller'],
  raw_open: ['link', 'prog', 'name', 'caller'],
  link_update: ['flags', 'link', 'prog', 'old'],
  link_detach: ['link'],
  link_close: ['link'],
  link_pin: ['link'],
  link_unpin: ['link'],
  prog_close: ['prog'],
  prog_open: ['prog', 'caller'],
  array_put: ['key', 'prog'],
  array_delete: ['key'],
  device_set: ['prog'],
  grace_period: [],
} as const satisfies Fields;

/** What requests can say of functions and their extensions. */
export const UAPI: Uapi = {
  name: 'freplace',
  hook: 'function',
  fields: FIELDS,
  flags: { link_create: [], link_update: ['REPLACE'] },
};

/** The same, and bpf_link_update_hook. */
export const UAPI_WITH_UPDATE_HOOK: Uapi = {
  ...UAPI,
  name: 'freplace, with link_update_hook',
  fields: { ...FIELDS, link_update_hook: ['link', 'from'] } satisfies Fields,
};

import type { Uapi } from '../../uapi.ts';
import type { Flag, Op, RequestOf } from './vocabulary/index.ts';

/** What requests to XDP, devices and links can say. */
interface XdpUapi extends Uapi {
  readonly fields: { readonly [O in Op]: readonly Exclude<keyof RequestOf<O>, 'op' | 'hook'>[] };
  readonly flags: { readonly [O in Op]?: readonly Flag[] };
}

/** The interface since expected programs and links. Source: include/uapi/linux/if_link.h and bpf.h, v6.18. */
export const XDP_UAPI: XdpUapi = {
  name: 'xdp',
  hook: 'xdp-place',
  fields: {
    xdp_set: ['caller', 'extra', 'flags', 'prog', 'expected'],
    link_create: ['link', 'attachType', 'flags', 'prog', 'caller'],
    link_update: ['flags', 'link', 'prog', 'old', 'caller'],
    link_detach: ['by', 'caller', 'link'],
    link_close: ['link'],
    prog_close: ['prog'],
    device_remove: ['device'],
    device_create: ['device'],
    device_move: ['device'],
    upper_add: ['device', 'upper'],
    upper_remove: ['device'],
    look: ['caller'],
    link_info: ['link', 'caller'],
    prog_by_id: ['caller', 'prog'],
  },
  flags: {
    xdp_set: ['UPDATE_IF_NOEXIST', 'SKB', 'DRV', 'HW', 'REPLACE'],
    link_create: ['UPDATE_IF_NOEXIST', 'SKB', 'DRV', 'HW', 'REPLACE'],
    link_update: ['REPLACE'],
  },
};

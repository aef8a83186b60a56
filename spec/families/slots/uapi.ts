import type { Uapi } from '../../uapi.ts';
import type { Field, Flag, HookKind, Op, RequestOf } from './vocabulary/index.ts';

/** What requests to hooks with slots can say. */
export interface SlotsUapi extends Uapi {
  readonly hook: HookKind;
  readonly fields: { readonly [O in Op]?: readonly (keyof RequestOf<O> & Field)[] };
  readonly flags: { readonly [O in Op]?: readonly Flag[] };
  /** Where programs of cgroups cannot set what a call comes to: before bpf_set_retval(), of Linux 5.18. */
  readonly setsRetval?: false;
}

/** What gives links and programs other holders. */
const HOLDERS = {
  link_open: ['from', 'caller', 'link'],
  link_pin: ['link'],
  link_unpin: ['link'],
  prog_open: ['caller', 'prog'],
} as const satisfies SlotsUapi['fields'];

const DIRECTIVES = ['BEFORE', 'AFTER', 'REPLACE'] as const;

/** The merged interface, on a device. Source: include/uapi/linux/bpf.h, v6.6 and later. */
export const DEVICE_UAPI: SlotsUapi = {
  name: 'mprog',
  hook: 'tcx',
  fields: {
    prog_attach: ['flags', 'prog', 'replace', 'revision', 'relative', 'caller'],
    link_create: ['link', 'prog', 'revision', 'relative', 'flags', 'caller'],
    prog_detach: ['flags', 'prog', 'caller', 'replace', 'revision', 'relative'],
    link_update: ['flags', 'link', 'prog', 'old', 'caller'],
    link_detach: ['link', 'caller'],
    link_close: ['link'],
    prog_close: ['prog'],
    prog_query: ['attr', 'caller', 'queryFlags', 'attachFlags', 'buffer'],
    device_remove: ['device', 'busy'],
    device_create: ['device'],
    qdisc_add: ['device', 'qdisc', 'short'],
    qdisc_remove: ['device'],
    qdisc_replace: ['device', 'qdisc'],
    ...HOLDERS,
    run: [],
  },
  flags: { prog_attach: DIRECTIVES, link_create: DIRECTIVES, prog_detach: DIRECTIVES, link_update: DIRECTIVES },
};

const PINNED = ['BEFORE', 'AFTER', 'REPLACE', 'FIRST', 'LAST'] as const;

/** The second RFC: one field names the relative and the object to replace. Source: the patch mail of June 2023. */
export const RFC_UAPI: SlotsUapi = {
  name: 'mprog of the second RFC',
  hook: 'tcx',
  fields: {
    prog_attach: ['flags', 'prog', 'revision', 'relative'],
    link_create: ['link', 'prog', 'revision', 'flags', 'relative'],
    prog_detach: ['flags', 'prog', 'revision', 'relative'],
    link_detach: ['link'],
    link_close: ['link'],
    prog_close: ['prog'],
    prog_query: ['attr', 'caller', 'queryFlags', 'attachFlags', 'progAttachFlags', 'buffer'],
    device_remove: ['device'],
  },
  flags: { prog_attach: PINNED, link_create: PINNED, prog_detach: PINNED },
};

/** Cgroups as of Linux 6.17. Source: include/uapi/linux/bpf.h, v6.18. */
export const CGROUP_UAPI: SlotsUapi = {
  name: 'cgroup',
  hook: 'cgroup',
  fields: {
    prog_attach: ['flags', 'prog', 'caller', 'replace', 'revision', 'relative'],
    link_create: ['link', 'prog', 'caller', 'flags', 'revision', 'relative'],
    prog_detach: ['flags', 'relative', 'replace', 'revision', 'prog', 'caller'],
    link_update: ['flags', 'link', 'prog', 'old', 'caller'],
    link_detach: ['link', 'caller'],
    link_close: ['link'],
    prog_close: ['prog'],
    prog_query: ['attr', 'caller', 'queryFlags', 'progAttachFlags', 'attachFlags', 'buffer'],
    cgroup_remove: ['busy'],
    cgroup_create: [],
    socket_create: ['socket', 'domain'],
    socket_close: ['socket'],
    ...HOLDERS,
    run: ['option', 'socket'],
  },
  flags: {
    prog_attach: ['ALLOW_MULTI', 'BEFORE', 'AFTER', 'PREORDER', 'REPLACE', 'ALLOW_OVERRIDE'],
    link_create: ['BEFORE', 'AFTER', 'PREORDER', 'REPLACE', 'ALLOW_MULTI'],
    prog_detach: ['BEFORE', 'AFTER', 'REPLACE', 'ALLOW_MULTI', 'PREORDER'],
    link_update: ['REPLACE', 'BEFORE', 'AFTER'],
  },
};

/** Cgroups as of Linux 5.6. Source: include/uapi/linux/bpf.h, v5.6. */
export const OLD_CGROUP_UAPI: SlotsUapi = {
  name: 'cgroup of Linux 5.6',
  hook: 'cgroup',
  setsRetval: false,
  fields: {
    prog_attach: ['flags', 'prog', 'replace'],
    prog_detach: ['flags', 'prog'],
    prog_close: ['prog'],
    prog_query: ['queryFlags', 'attachFlags', 'buffer'],
    run: ['option'],
  },
  flags: {
    prog_attach: ['ALLOW_MULTI', 'REPLACE', 'ALLOW_OVERRIDE'],
    prog_detach: ['ALLOW_MULTI', 'REPLACE'],
  },
};

/** Cgroups as of Linux 6.1: links too, and a flag that is known to be refused. Source: include/uapi/linux/bpf.h, v6.1. */
export const LINKED_CGROUP_UAPI: SlotsUapi = {
  name: 'cgroup of Linux 6.1',
  hook: 'cgroup',
  fields: {
    ...OLD_CGROUP_UAPI.fields,
    link_create: ['link', 'prog', 'flags'],
    link_update: ['flags', 'link', 'prog', 'old'],
    link_detach: ['link'],
    link_close: ['link'],
  },
  flags: {
    prog_attach: ['ALLOW_MULTI', 'REPLACE', 'ALLOW_OVERRIDE', 'PREORDER'],
    prog_detach: ['ALLOW_MULTI', 'REPLACE'],
    link_create: ['ALLOW_MULTI', 'REPLACE', 'PREORDER'],
    link_update: ['REPLACE', 'BEFORE', 'AFTER'],
  },
};

import { P } from 'ts-pattern';
import type { Insertion } from '../../derivation-form.ts';
import { derive } from '../../derive.ts';
import type { Rule } from '../../rule.ts';
import { KERNELS } from '../kernels.ts';
import { device } from '../slots/facts/device.ts';
import { list } from '../slots/facts/list.ts';
import { revision } from '../slots/facts/revision.ts';
import { fact, fail, rulesOver } from '../slots/rules.ts';
import { hidesRevision, isGone } from '../slots/state.ts';
import type { HookName, Request } from '../slots/vocabulary/index.ts';
import { tcx } from './tcx/index.ts';

type AtHook = Request & { hook: HookName };

/** Whose ifindex the request passes: that of the primary, as it must, of the peer, or of a device of another kind. */
const named = fact({
  field: 'named',
  values: ['primary', 'peer', 'other'],
  reads: ['hook'],
  tell: (state, { hook }: AtHook) => {
    const place = state.universe.hooks[hook]!;
    return place.kind !== 'netkit' || isGone(state, hook) ? 'primary' : place.by;
  },
});

/** Whether the list is empty and its revision is not the one that a query shows. */
const hidden = fact({
  field: 'hidden',
  values: [false, true],
  reads: ['hook'],
  tell: (state, { hook }: AtHook) => hidesRevision(state, hook),
});

const FACTS = [device, named, revision, hidden, list] as const;

const rule = rulesOver<typeof FACTS>();

const before = (id: string, rules: readonly Rule[]): Insertion => ({ before: id, rules });

/** Where a hook is not named by the primary: looked at before anything of bpf_mprog. */
const misnamed = (command: string) => [
  rule(`${command}/not-netkit`, { named: 'other' }, fail('ENXIO'), 'netkit')`
    The device must be one of netkit.`,
  rule(`${command}/named-by-peer`, { named: 'peer' }, fail('EACCES'), 'netkit')`
    Both ends are named through the primary: the peer's index is refused.`,
];

const noDevice = (command: string) => ({
  [`${command}/no-device`]: rule(`${command}/no-device`, { device: 'gone' }, fail('ENODEV'), 'netkit')`
    The pair of the hook must exist.`,
});

const NOTHING_TO_DETACH = rule('detach/no-entry', { list: P.not('some') }, fail('ENOENT'), 'netkit')`
  There is nothing to detach from an empty list; neither REPLACE nor an expected revision is checked before.`;

const hiddenRevision = (command: string) =>
  rule(`${command}/hidden-revision`, { revision: 'current', hidden: true }, fail('ESTALE'), 'netkit-bundle')`
    The device keeps the revision of an empty list. A query shows that of a new list, which is refused.`;

/** bpf_mprog through netkit: the revision lives with the device, and both ends are named through the primary. */
export const netkit = derive(tcx, {
  name: 'netkit',
  title: `bpf_mprog through netkit, ${KERNELS.netkit.text}`,
  hook: 'netkit',
  remove: ['detach/empty'],
  facts: [
    { of: ['prog_attach', 'link_create', 'prog_detach', 'prog_query'], ...named },
    { of: ['prog_attach', 'link_create'], ...hidden },
  ],
  replace: {
    ...noDevice('attach'),
    ...noDevice('link-create'),
    ...noDevice('detach'),
    ...noDevice('query'),
    'detach/no-entry': NOTHING_TO_DETACH,
  },
  insert: [
    before('attach/target-fd-not-open', misnamed('attach')),
    before('link-create/stale-revision', misnamed('link-create')),
    before('detach/no-entry', misnamed('detach')),
    before('query/effective', misnamed('query')),
    before('attach/already-attached', [hiddenRevision('attach')]),
    before('link-create/already-attached', [hiddenRevision('link-create')]),
  ],
  model: 'netkit',
});

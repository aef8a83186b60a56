import { P } from 'ts-pattern';
import type { Insertion } from '../../derivation-form.ts';
import { derive } from '../../derive.ts';
import { withoutOperations } from '../../profile.ts';
import type { Rule } from '../../rule.ts';
import { KERNELS } from '../kernels.ts';
import { device } from '../slots/facts/device.ts';
import { list } from '../slots/facts/list.ts';
import { revision } from '../slots/facts/revision.ts';
import { listWalk } from '../slots/facts/walk.ts';
import { fact, fail, rulesOver, succeed } from '../slots/rules.ts';
import { hidesRevision, isGone, slotsOf } from '../slots/state.ts';
import { COMING_AND_GOING, type HookName, type Request, type RequestOf } from '../slots/vocabulary/index.ts';
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

/** How the walk ends: a verdict that netkit does not know drops as DROP does. */
const netkitWalk = fact({
  field: 'walk',
  values: ['through', 'pass', 'drop', 'redirect'],
  reads: ['hook'],
  tell: (state, { hook }: RequestOf<'run'>) => {
    const { end } = listWalk(state, hook);
    return end === 'unknown' ? 'drop' : end;
  },
});

/** The list runs when the device sends. */
const netkitWay = fact({ field: 'way', values: ['out'], reads: [], tell: () => 'out' });

/** There is no classic tc behind the list. */
const noFilters = fact({ field: 'classic', values: ['on'], reads: [], tell: () => 'on' });

/** Whether nothing is attached. */
const bare = fact({
  field: 'bare',
  values: [false, true],
  reads: ['hook'],
  tell: (state, { hook }: RequestOf<'run'>) => slotsOf(state, hook).length === 0,
});

/** What becomes of a packet that an end sends while nothing is attached there. */
const policy = fact({
  field: 'policy',
  values: ['pass', 'drop'],
  reads: ['hook'],
  tell: ({ universe }, { hook }: RequestOf<'run'>) => {
    const place = universe.hooks[hook]!;
    return place.kind === 'netkit' ? (place.policy ?? 'pass') : 'pass';
  },
});

/** To redirect to is not said of netkit. */
const noTarget = fact({ field: 'target', values: ['none'], reads: [], tell: () => 'none' });

/** The other end has no list that runs for what it receives. */
const nothingAcross = fact({ field: 'across', values: [false], reads: [], tell: () => false });

const FACTS = [device, named, revision, hidden, list, netkitWalk, bare, policy] as const;

const rule = rulesOver<typeof FACTS>();

const byId = (rules: readonly Rule[]) => Object.fromEntries(rules.map((each) => [each.id, each]));

const before = (id: string, rules: readonly Rule[]): Insertion => ({ before: id, rules });

/** Where a hook is not named by the primary: looked at before anything of bpf_mprog. */
const misnamed = (command: string) => [
  rule(`${command}/not-netkit`, { named: 'other' }, fail('ENXIO'), 'netkit')`
    The device must be one of netkit.`,
  rule(`${command}/named-by-peer`, { named: 'peer' }, fail('EACCES'), 'netkit')`
    Both ends are named through the primary: the peer's index is refused.`,
];

const noDevice = (command: string) =>
  rule(`${command}/no-device`, { device: 'gone' }, fail('ENODEV'), 'netkit')`The pair of the hook must exist.`;

const NOTHING_TO_DETACH = rule('detach/no-entry', { list: P.not('some') }, fail('ENOENT'), 'netkit')`
  There is nothing to detach from an empty list; neither REPLACE nor an expected revision is checked before.`;

const DROPPING = { bare: true, policy: 'drop' } as const;

const POLICY_DROPS = rule('run/policy-drops', DROPPING, succeed('nothing', 'refused'), 'netkit-run')`
  While nothing is attached, the policy of the end that sends decides; to drop is as DROP.`;

const RUN = [
  rule('run/no-device', { device: 'gone' }, fail('ENETUNREACH'), 'netkit-run')`
    Nothing can be sent over a device that is gone.`,
  rule('run/drop-out', { walk: 'drop' }, succeed('nothing', 'refused'), 'netkit-run')`
    DROP, or a verdict that is not known, ends the walk and drops the packet; a sender that asks for it gets an error.`,
  rule('run/redirect', { walk: 'redirect' }, succeed('nothing', 'lost'), 'netkit-run')`
    REDIRECT ends the walk; where no program called bpf_redirect the packet is lost, and nobody gets an error.`,
  rule('run/pass', { walk: 'pass' }, succeed('nothing', 'delivered'), 'netkit-run')`
    PASS ends the walk: later slots do not run, and the packet is delivered.`,
  rule('run/through', { walk: 'through' }, succeed('nothing', 'delivered'), 'netkit-run')`
    Where every slot says NEXT, all run, and the packet is delivered whatever the policy; so it is by the policy PASS.`,
];

const hiddenRevision = (command: string) =>
  rule(`${command}/hidden-revision`, { revision: 'current', hidden: true }, fail('ESTALE'), 'netkit-bundle')`
    The device keeps the revision of an empty list. A query shows that of a new list, which is refused.`;

const derived = derive(tcx, {
  name: 'netkit',
  title: `bpf_mprog through netkit, ${KERNELS.netkit.text}`,
  hook: 'netkit',
  remove: ['detach/empty'],
  unreachable: 'drop',
  // Of verdicts that it does not know the interface of netkit promises nothing.
  withoutProperties: ['unknown-verdict-is-next'],
  facts: [
    { of: ['prog_attach', 'link_create', 'prog_detach', 'prog_query'], ...named },
    { of: ['run'], ...netkitWalk },
    { of: ['run'], ...netkitWay },
    { of: ['run'], ...noFilters },
    { of: ['run'], ...bare },
    { of: ['run'], ...policy },
    { of: ['run'], ...noTarget },
    { of: ['run'], ...nothingAcross },
    { of: ['prog_attach', 'link_create'], ...hidden },
  ],
  replace: byId([...['attach', 'link-create', 'detach', 'query'].map(noDevice), NOTHING_TO_DETACH, ...RUN]),
  insert: [
    before('attach/target-fd-not-open', misnamed('attach')),
    before('link-create/stale-revision', misnamed('link-create')),
    before('detach/no-entry', misnamed('detach')),
    before('query/effective', misnamed('query')),
    before('run/pass', [POLICY_DROPS]),
    before('attach/already-attached', [hiddenRevision('attach')]),
    before('link-create/already-attached', [hiddenRevision('link-create')]),
  ],
  model: 'netkit',
});

/**
 * bpf_mprog through netkit: the revision lives with the device, and both ends are named through the primary. How pairs come again
 * is not said, nor how qdiscs do: no list of netkit needs any.
 */
export const netkit = withoutOperations(derived, COMING_AND_GOING);

/**
 * What no request of a profile can say: memory that runs out, and programs that are special. Here the semantics with the fix
 * is no profile either.
 */
import { P } from 'ts-pattern';
import type { Derivation, Insertion } from '../../derivation-form.ts';
import { derive } from '../../derive.ts';
import type { Reach } from '../../fix.ts';
import { type Profile, profile } from '../../profile.ts';
import { cgroup } from '../cgroups/cgroup/index.ts';
import { tcx } from '../lists/tcx/index.ts';
import type { REPLACE } from '../slots/facts/flags.ts';
import type { list, mode } from '../slots/facts/mode.ts';
import { MEMORY_LAWS } from '../slots/properties/memory.ts';
import { OFFLOAD_INVARIANTS } from '../slots/properties/offload.ts';
import { fact, fail, leaving, rulesOver, splat } from '../slots/rules.ts';
import { progOfLink } from '../slots/state.ts';
import type { SlotsUapi } from '../slots/uapi.ts';
import type { Op, ProgRef, Request, RequestOf } from '../slots/vocabulary/index.ts';

/** The same semantics before a fix and with it, each as a derivation from a base that can say what it is about. */
export function reach(base: Profile, commit: string, what: Derived, before: Derived, since: Derived): Reach {
  const made = (when: 'before' | 'since', how: Derived) =>
    derive(base, {
      ...what,
      ...how,
      name: `${when}-${commit}`,
      title: `${base.title}, ${when === 'before' ? 'without' : 'with'} the fix ${commit}`,
      model: `${when}-${commit}`,
    });
  return { is: 'expected', fixed: made('since', since), before: made('before', before) };
}

type Derived = Pick<Derivation, 'facts' | 'insert' | 'replace' | 'properties'>;

/** Whether memory runs out when all else is done. */
export const short = fact({
  field: 'short',
  values: [false, true],
  reads: ['short'],
  tell: (_, { short: is }: Request & { short: boolean }) => is,
});

/** Cgroups, where some operations can say that memory runs out. */
export function saying(...ops: readonly Op[]): Profile {
  const { uapi } = cgroup;
  const fields = { ...uapi.fields, ...Object.fromEntries(ops.map((op) => [op, [...uapi.fields[op]!, 'short']])) };
  return profile({ ...cgroup, uapi: { ...(uapi as SlotsUapi), fields } as SlotsUapi });
}

const attachRule = rulesOver<readonly [typeof short, typeof REPLACE, typeof mode, typeof list]>();

/** Everything is in order, but memory runs out: in front of each rule that replaces, and of those that insert. */
const REPLACING = { short: true, REPLACE: true } as const;
const REPLACING_THE_ONE = { short: true, mode: P.union('NONE', 'OVERRIDE'), list: 'same-mode' } as const;

const NOTHING_LEFT = {
  before: 'attach/insert-before',
  rules: [
    attachRule('attach/memory-short', { short: true }, fail('ENOMEM'), 'cgroup-undo')`
      An attach that runs out of memory changes nothing.`,
  ],
};

const FLAGS_LEFT = leaving('ENOMEM', 'reflag');

/** What becomes of a slot that an attach began to overwrite, in MULTI mode and in the others. */
const LEFT = [
  attachRule('attach/memory-short-replacing', REPLACING, FLAGS_LEFT, 'cgroup-undo')`
    The slot that was to be overwritten keeps its program, with the flags of the one that failed.`,
  attachRule('attach/memory-short-replacing-one', REPLACING_THE_ONE, FLAGS_LEFT, 'cgroup-undo')`
    The one slot keeps its program, with the flags of the one that failed.`,
] as const;

export const UNDONE = [
  attachRule('attach/memory-short-replacing', REPLACING, fail('ENOMEM'), 'cgroup-undo')`
    The slot that was to be overwritten stays as it was.`,
  attachRule('attach/memory-short-replacing-one', REPLACING_THE_ONE, fail('ENOMEM'), 'cgroup-undo')`
    The one slot stays as it was.`,
] as const;

export const whereReplacing = ([replacing, one]: typeof LEFT | typeof UNDONE): readonly Insertion[] => [
  { before: 'attach/replace', rules: [replacing] },
  { before: 'attach/replace-the-one', rules: [one] },
  NOTHING_LEFT,
];

/** An attach that fails when it began to replace. */
export const halfReplaced = reach(
  saying('prog_attach'),
  '6655c409707e',
  { facts: [{ of: ['prog_attach'], ...short }] },
  { insert: whereReplacing(LEFT) },
  { insert: whereReplacing(UNDONE) },
);

/** Whether the new program of an update has cgroup storage maps as the old one has. */
const storage = fact({
  field: 'storage',
  values: ['same', 'other'],
  reads: ['link', 'prog'],
  tell: (state, { link, prog }: RequestOf<'link_update'>) => {
    const { traits } = state.universe;
    const has = (name: string) => traits[name] === 'storage';
    if (link.is !== 'link' || prog.is !== 'prog') return 'same';
    return has(progOfLink(state, link.name)) === has(prog.name) ? 'same' : 'other';
  },
});

const updateRule = rulesOver<readonly [typeof storage]>();

const NULL_POINTER = updateRule('link-update/null-pointer', { storage: 'other' }, splat(), 'cgroup-storage')`
  The storage of the new program is looked up where there is none.`;

const OTHER_STORAGE = updateRule('link-update/other-storage', { storage: 'other' }, fail('EINVAL'), 'cgroup-storage')`
  The new program must have the cgroup storage maps of the old one.`;

/** The property that a request which makes the kernel warn violates. */
export const NO_WARNING = MEMORY_LAWS.filter(({ id }) => id === 'no-warning');

/** A link update to a program with other cgroup storage maps. */
export const otherStorage = reach(
  cgroup,
  '3f562c537e9e',
  { facts: [{ of: ['link_update'], ...storage }], properties: NO_WARNING },
  { insert: [{ before: 'link-update/swap', rules: [NULL_POINTER] }] },
  { insert: [{ before: 'link-update/swap', rules: [OTHER_STORAGE] }] },
);

/** Whether the program to attach is offloaded to a device. */
const offloaded = fact({
  field: 'offloaded',
  values: [false, true],
  reads: ['prog'],
  tell: ({ universe }, { prog }: Request & { prog: ProgRef }) =>
    prog.is === 'prog' && universe.traits[prog.name] === 'offloaded',
});

const offloadRule = rulesOver<readonly [typeof offloaded]>();

const refused = (command: 'attach' | 'link-create' | 'link-update', before: string): Insertion => ({
  before: `${command}/${before}`,
  rules: [
    offloadRule(`${command}/offloaded`, { offloaded: true }, fail('EINVAL'), 'offload')`
      A program that is offloaded to a device is not run by the kernel.`,
  ],
});

/** A program that is offloaded to a device. */
export const offload = reach(
  tcx,
  'bpf_mprog_check_prog',
  { facts: [{ of: ['prog_attach', 'link_create', 'link_update'], ...offloaded }], properties: OFFLOAD_INVARIANTS },
  {},
  {
    insert: [
      refused('attach', 'stale-revision'),
      refused('link-create', 'stale-revision'),
      refused('link-update', 'already-attached'),
    ],
  },
);

/** What the code did wrong before it was fixed. */
export interface Defects {
  /** The limit is compared with the index that is designated, not with the number of slots (before f9b0e1088bbf). */
  readonly limitsByIndex: boolean;
  /** A query needs an entry (before edfa9af0a73e). */
  readonly queryNeedsEntry: boolean;
  /** A detach does not notice that the list of an entry is empty (before d210f9735e13). */
  readonly detachesFromEmpty: boolean;
  /** A detach that names no program asks for no capability (before ae23bc81ddf7). */
  readonly detachesForAnybody: boolean;
  /** The end of an ingress qdisc clears the pointer to the entry of egress (before dc644b540a2d). */
  readonly clearsOtherPointer: boolean;
  /** The end of a device frees entries that a qdisc still has (before 079082c60aff). */
  readonly uninstallFreesHeld: boolean;
  /** That a qdisc holds an entry is a flag, not a count (before 1cb6f0bae504). */
  readonly holdersAreAFlag: boolean;
  /** A clsact qdisc that was made half is undone whole (before a0671125d4f5). */
  readonly undoesAll: boolean;
  /** A query refuses what another one left in its attribute (before a4fe78386afb). */
  readonly refusesOwnOutput: boolean;
  /** What an attach does with a program that is offloaded: newer trees refuse it. */
  readonly refusesOffloaded: boolean;
}

const FIXED: Defects = {
  limitsByIndex: false,
  queryNeedsEntry: false,
  detachesFromEmpty: false,
  detachesForAnybody: false,
  clearsOtherPointer: false,
  uninstallFreesHeld: false,
  holdersAreAFlag: false,
  undoesAll: false,
  refusesOwnOutput: false,
  refusesOffloaded: false,
};

/** The states of the code that are modelled: as fixed, netkit, as first merged, before each of the fixes alone, and Linux 6.6 to 6.17. */
export const DEFECTS = {
  merged: FIXED,
  netkit: FIXED,
  'first-merge': {
    ...FIXED,
    limitsByIndex: true,
    queryNeedsEntry: true,
    detachesFromEmpty: true,
    detachesForAnybody: true,
  },
  'before-f9b0e1088bbf': { ...FIXED, limitsByIndex: true },
  'before-edfa9af0a73e': { ...FIXED, queryNeedsEntry: true },
  'before-d210f9735e13': { ...FIXED, detachesFromEmpty: true },
  'before-dc644b540a2d': { ...FIXED, clearsOtherPointer: true },
  'before-079082c60aff': { ...FIXED, uninstallFreesHeld: true },
  'before-1cb6f0bae504': { ...FIXED, holdersAreAFlag: true },
  'before-a0671125d4f5': { ...FIXED, undoesAll: true },
  'before-a4fe78386afb': { ...FIXED, refusesOwnOutput: true },
  'before-bpf_mprog_check_prog': FIXED,
  'since-bpf_mprog_check_prog': { ...FIXED, refusesOffloaded: true },
  '6.17': { ...FIXED, detachesForAnybody: true },
} as const satisfies Readonly<Record<string, Defects>>;

export type Variant = keyof typeof DEFECTS;

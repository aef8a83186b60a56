import { AFTER, ALLOW_MULTI, ALLOW_OVERRIDE, BEFORE, PREORDER, REPLACE } from './flags.ts';

/** The states of the cgroup code that are modelled. */
export const VARIANTS = [
  '6.18',
  '6.17',
  'v3-posted',
  '5.6',
  '6.1',
  'preorder-only',
  'before-f08aaee3152d',
  'before-21c4b99b27f3',
  'before-6655c409707e',
  'since-6655c409707e',
  'before-7dc211c1159d',
  'since-7dc211c1159d',
  'before-3f562c537e9e',
  'since-3f562c537e9e',
  'before-ba62d61128bd',
  'since-ba62d61128bd',
] as const;
export type Variant = (typeof VARIANTS)[number];

/** Everything in which the variants differ. */
export interface Differences {
  readonly variant: Variant;
  /** The flags that PROG_ATTACH knows. ID and LINK come with the relative, where there is one. */
  readonly attachFlags: number;
  /** Whether there are links, and the flags that LINK_CREATE knows. */
  readonly links: boolean;
  readonly linkFlags: number;
  /** Whether there are relatives and expected revisions. */
  readonly ordered: boolean;
  /** Where there are none: what becomes of a relative fd or an expected revision, if requests can say any. */
  readonly unordered: 'unsaid' | 'ignored' | 'refused';
  /** What a relative stands for: itself, or the first entry that has its program, however attached. */
  readonly anchorsBy: 'identity' | 'program';
  /** How a link update finds the entry to overwrite: where the link runs, or where it is in the lists. */
  readonly overwritesBy: 'run-order' | 'list-order';
  /** Whether a query of what runs tells the mode of the cgroup. */
  readonly effectiveTellsMode: boolean;
  /** Whether a query writes the revision behind an attribute that has no room for it. */
  readonly writesPastQuery: boolean;
  /** Whether an attach that runs out of memory gives the slot its flags back that it began to replace. */
  readonly restoresFlags: boolean;
  /** What becomes of the stand-in of a program that was taken away while memory was short, where that can be said. */
  readonly standIns: 'unsaid' | 'passed-over' | 'run';
  /** What becomes of a link update to a program with other storage maps. */
  readonly otherStorage: 'unsaid' | 'refused' | 'null-pointer';
  /** Whether programs may set what a call comes to (since b44123b4a3dc); where not, a refusal is EPERM whatever the kernel did. */
  readonly setsRetval: boolean;
}

const BASE = ALLOW_OVERRIDE | ALLOW_MULTI | REPLACE;

const LINUX_6_18: Differences = {
  variant: '6.18',
  attachFlags: BASE | BEFORE | AFTER | PREORDER,
  links: true,
  linkFlags: BEFORE | AFTER | PREORDER,
  ordered: true,
  unordered: 'unsaid',
  anchorsBy: 'identity',
  overwritesBy: 'run-order',
  effectiveTellsMode: false,
  writesPastQuery: false,
  restoresFlags: true,
  standIns: 'unsaid',
  otherStorage: 'unsaid',
  setsRetval: true,
};

const UNORDERED = { attachFlags: BASE, linkFlags: 0, ordered: false } as const;

/** What makes each variant what it is. */
export const DIFFERENCES: Readonly<Record<Variant, Differences>> = {
  '6.18': LINUX_6_18,
  '6.17': { ...LINUX_6_18, variant: '6.17', overwritesBy: 'list-order', writesPastQuery: true },
  'before-f08aaee3152d': { ...LINUX_6_18, variant: 'before-f08aaee3152d', overwritesBy: 'list-order' },
  'before-21c4b99b27f3': { ...LINUX_6_18, variant: 'before-21c4b99b27f3', writesPastQuery: true },
  'before-6655c409707e': { ...LINUX_6_18, variant: 'before-6655c409707e', restoresFlags: false },
  'since-6655c409707e': { ...LINUX_6_18, variant: 'since-6655c409707e' },
  'before-7dc211c1159d': { ...LINUX_6_18, variant: 'before-7dc211c1159d', standIns: 'run' },
  'since-7dc211c1159d': { ...LINUX_6_18, variant: 'since-7dc211c1159d', standIns: 'passed-over' },
  'before-3f562c537e9e': { ...LINUX_6_18, variant: 'before-3f562c537e9e', otherStorage: 'null-pointer' },
  'since-3f562c537e9e': { ...LINUX_6_18, variant: 'since-3f562c537e9e', otherStorage: 'refused' },
  'v3-posted': { ...LINUX_6_18, variant: 'v3-posted', anchorsBy: 'program' },
  '5.6': { ...LINUX_6_18, variant: '5.6', ...UNORDERED, links: false, effectiveTellsMode: true, setsRetval: false },
  '6.1': { ...LINUX_6_18, variant: '6.1', ...UNORDERED },
  'before-ba62d61128bd': {
    ...LINUX_6_18,
    variant: 'before-ba62d61128bd',
    ...UNORDERED,
    unordered: 'ignored',
  },
  'since-ba62d61128bd': {
    ...LINUX_6_18,
    variant: 'since-ba62d61128bd',
    ...UNORDERED,
    unordered: 'refused',
  },
  'preorder-only': {
    ...LINUX_6_18,
    variant: 'preorder-only',
    ...UNORDERED,
    attachFlags: BASE | PREORDER,
    overwritesBy: 'list-order',
  },
};

import type { HookName, ProgType, SlotFlag } from '../../spec/vocabulary/index.ts';

/** The bits that an item keeps. */
export const PIN_FIRST = 1;
export const PIN_LAST = 2;

/** A program: alive while it has references. */
export class Prog {
  readonly name: string;
  readonly type: ProgType;
  refs = 1;
  fdOpen = true;

  constructor(name: string, type: ProgType) {
    this.name = name;
    this.type = type;
  }
}

/** A link: alive while its fd is open. */
export class Link {
  readonly name: string;
  readonly foreign: boolean;
  prog: Prog | null = null;
  /** Where it is attached; null once it is defunct, and for one that is on a hook not under test. */
  hook: Hook | null = null;
  alive = false;

  constructor(name: string, foreign: boolean) {
    this.name = name;
    this.foreign = foreign;
  }
}

/** One item of an array: a program, the link it came through, and its pins. */
export interface Item {
  readonly prog: Prog;
  readonly link: Link | null;
  readonly pins: number;
}

/** A hook of a device: an active array, replaced as a whole by every change but an in-place replacement. */
export class Hook {
  readonly name: HookName;
  readonly device: string;
  items: Item[] = [];
  revision: number;
  gone = false;

  constructor(name: HookName, device: string, revision: number) {
    this.name = name;
    this.device = device;
    this.revision = revision;
  }
}

/** The pins of an item as the flags that a query gives. */
export function flagsOf(pins: number): SlotFlag[] {
  const flags: SlotFlag[] = [];
  if ((pins & PIN_FIRST) !== 0) flags.push('FIRST');
  if ((pins & PIN_LAST) !== 0) flags.push('LAST');
  return flags;
}

import type { DeviceKind, Mode as SeenMode } from '../../spec/families/xdp/vocabulary/index.ts';
import type * as objects from '../machine/objects.ts';

/** A link, which holds a place of a device until it is defunct. */
export type Link = objects.Link<Device>;

/** The modes: where a device keeps each of them. */
export const SKB_MODE = 0;
export const DRV_MODE = 1;
export const HW_MODE = 2;
export type Mode = typeof SKB_MODE | typeof DRV_MODE | typeof HW_MODE;
export const SEEN_AT = { skb: SKB_MODE, drv: DRV_MODE } as const satisfies Record<SeenMode, Mode>;

/** The place of one mode. A program that a link brought is the link's: it holds the reference. */
export interface XdpState {
  prog: objects.Prog | null;
  link: Link | null;
}

/** Where a device is: in the namespace of the callers, in another, or nowhere. */
export type Whereabouts = 'here' | 'moved' | 'gone';

/** The memory of one network device. Another that is made under its name later lives in the same memory. */
export class Device {
  readonly name: string;
  readonly kind: DeviceKind;
  /** Whether a packet of the device may need more than one buffer. */
  readonly hasLargeMtu: boolean;
  where: Whereabouts = 'here';
  /** Whether it is still the device that programs were bound to when they were loaded. */
  isFirst = true;
  /** The bridge it is a port of. */
  upper: Device | null = null;
  /** One for each mode. */
  readonly places: readonly XdpState[] = [
    { prog: null, link: null },
    { prog: null, link: null },
    { prog: null, link: null },
  ];

  constructor(name: string, kind: DeviceKind, hasLargeMtu: boolean) {
    this.name = name;
    this.kind = kind;
    this.hasLargeMtu = hasLargeMtu;
  }

  /** Whether its driver runs programs itself. */
  get hasDriverXdp(): boolean {
    return this.kind === 'veth';
  }

  /** Whether it is there, and the one that programs were bound to. */
  get isBoundOne(): boolean {
    return this.isFirst && this.where !== 'gone';
  }

  /** In how many modes it has a program. */
  get progCount(): number {
    let count = 0;
    for (const { prog } of this.places) if (prog !== null) count++;
    return count;
  }

  /** The mode whose place a link holds; -1 where it holds none. */
  modeOf(link: Link): Mode | -1 {
    return this.places.findIndex((place) => place.link === link) as Mode | -1;
  }
}

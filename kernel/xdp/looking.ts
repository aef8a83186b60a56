import { NOTHING, type Observation } from '../../spec/families/xdp/vocabulary/index.ts';
import { must } from '../errno.ts';
import { encode, OBJ_GET_INFO_BY_FD, readU32, XDP_LINK_INFO } from '../layout.ts';
import { attributesIn } from '../netlink-message.ts';
import type { Asking } from '../unprivileged.ts';
import type { XdpTools } from './tools.ts';
import type { World } from './world.ts';
import { IFLA_XDP } from './xdp-attribute.ts';

/** Sources: include/uapi/linux/if_link.h, v6.18. */
const IFLA_MASTER = 10;
const IFLA_XDP_DRV_PROG_ID = 5;
const IFLA_XDP_SKB_PROG_ID = 6;

/** What RTM_GETLINK and BPF_OBJ_GET_INFO_BY_FD tell of one world. */
export class Looking {
  readonly #tools: XdpTools;
  readonly #world: World;
  /** What each device showed last: the same answer is the same object. */
  readonly #shown = new Map<string, Observation>();

  constructor(tools: XdpTools, world: World) {
    this.#tools = tools;
    this.#world = world;
  }

  /** A device as the kernel shows it, or the name of an errno. */
  device(name: string, asking: Asking = this.#tools.system): Observation | string {
    const { devices, progs } = this.#world;
    const told = this.#tools.netlink.attributesOf(devices.ifindex(name), asking);
    if (typeof told === 'string') return told;
    const inside = attributesIn(told.get(IFLA_XDP) ?? Buffer.alloc(0));
    const at = (mode: number) => {
      const id = numberOf(inside.get(mode));
      return id === 0 ? 'none' : progs.nameOf(id);
    };
    const upper = devices.nameOf(numberOf(told.get(IFLA_MASTER)));
    return this.#known(name, { is: 'device', skb: at(IFLA_XDP_SKB_PROG_ID), drv: at(IFLA_XDP_DRV_PROG_ID), upper });
  }

  /** A link as the kernel shows it, or the name of an errno. */
  link(name: string, asking: Asking = this.#tools.system): Observation | string {
    const { system } = this.#tools;
    const { links, progs, devices } = this.#world;
    const info = Buffer.alloc(XDP_LINK_INFO.size);
    const attr = encode(OBJ_GET_INFO_BY_FD, {
      bpf_fd: links.fd(name),
      info_len: info.length,
      info: system.address(info),
    });
    system.pin(attr, [info]);
    const result = asking.bpf(OBJ_GET_INFO_BY_FD.command, attr);
    if (typeof result === 'string') return result;
    const { fields } = XDP_LINK_INFO;
    const prog = progs.nameOf(readU32(info, fields.prog_id.at));
    return { is: 'link', prog, device: devices.nameOf(readU32(info, fields.ifindex.at)) };
  }

  /** What is there to see of a device; nothing where the callers do not see it. */
  observe(name: string): Observation {
    const seen = this.device(name);
    if (typeof seen !== 'string') return seen;
    if (seen !== 'ENODEV') must(`RTM_GETLINK of ${name}`, seen);
    return NOTHING;
  }

  #known(name: string, seen: Extract<Observation, { is: 'device' }>): Observation {
    const last = this.#shown.get(name);
    if (last?.is === 'device' && last.skb === seen.skb && last.drv === seen.drv && last.upper === seen.upper)
      return last;
    this.#shown.set(name, seen);
    return seen;
  }
}

const numberOf = (payload: Buffer | undefined) => (payload === undefined ? 0 : readU32(payload, 0));

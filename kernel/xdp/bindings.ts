import { must } from '../errno.ts';
import { CallFailed } from '../failure.ts';
import { LOAD_BITS } from '../layout.ts';
import { loadProgram } from '../programs.ts';
import type { XdpTools } from './tools.ts';
import { xdpAttribute } from './xdp-attribute.ts';

/** How often, and for how many ms each time, it is waited for a binding to go. */
const ATTEMPTS = 2000;
const PAUSE = 2;

/** What the kernel says of a program that is bound to another device. Source: net/core/dev.c, v6.12 and v6.18. */
const ELSEWHERE = /bound to different device/i;
const BELOW = /upper device/i;

let made = 0;

/**
 * Whether programs are bound to devices. One that is gone stays bound until the kernel frees it: some time after its id names nothing
 * any more, in a work queue that waits for the lock of network devices. What tells is a program that is bound to a device apart: it
 * is refused as one of another device, unless a program is bound to the device that it is offered. It is offered for HW, which no
 * device here has, so that it is always refused.
 */
export class Bindings {
  readonly #tools: XdpTools;
  readonly #pause = new Int32Array(new SharedArrayBuffer(4));
  /** The device apart, and its program. */
  #apart: { readonly ifindex: number; readonly prog: number } | undefined;

  constructor(tools: XdpTools) {
    this.#tools = tools;
  }

  /** Waits until no program is bound to a device; false where that cannot be known, because of a program above. Throws CallFailed where it takes too long. */
  awaitNone(ifindex: number): boolean {
    this.#apart ??= this.#makeApart();
    const offer = [xdpAttribute({ fd: this.#apart.prog, flags: ['HW'] })];
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const said = this.#tools.netlink.refusalOf(ifindex, offer);
      if (ELSEWHERE.test(said)) return true;
      if (BELOW.test(said)) return false;
      Atomics.wait(this.#pause, 0, 0, PAUSE);
    }
    throw new CallFailed('freeing a program that is bound to a device', 'ETIMEDOUT');
  }

  release(): void {
    if (this.#apart === undefined) return;
    const { system, netlink } = this.#tools;
    netlink.delete(this.#apart.ifindex);
    system.close(this.#apart.prog);
    this.#apart = undefined;
  }

  #makeApart() {
    const { system, netlink } = this.#tools;
    made += 1;
    const name = `mprogb${made}`;
    must('RTM_NEWLINK of a veth', netlink.createPair('veth', name, `${name}p`));
    const ifindex = netlink.indexOf(name);
    const bound = { expected_attach_type: 0, prog_flags: LOAD_BITS.XDP_DEV_BOUND_ONLY, prog_ifindex: ifindex };
    return { ifindex, prog: loadProgram(system, 'xdp', bound) };
  }
}

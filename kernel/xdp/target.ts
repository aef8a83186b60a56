import type { KernelTarget } from '../target.ts';
import { openXdpTools } from './tools.ts';
import { XdpMachine } from './xdp-machine.ts';

/** The kernel target of XDP. A kernel can be set to every universe, but for a kind of device that it lacks. */
export const XDP: KernelTarget = {
  notDriven: () => undefined,
  notPossible: () => undefined,
  open() {
    const { tools, release } = openXdpTools();
    return new XdpMachine(tools, release);
  },
};

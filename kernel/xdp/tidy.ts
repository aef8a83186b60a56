import { MODES, type Observation } from '../../spec/families/xdp/vocabulary/index.ts';
import { must } from '../errno.ts';
import type { Looking } from './looking.ts';
import type { XdpTools } from './tools.ts';
import type { World } from './world.ts';
import { clearing } from './xdp-attribute.ts';

/**
 * Makes everything of a world what it was when it was built, by requests. Making devices again takes several times longer: each that
 * is removed waits for grace periods. Throws CallFailed, and KernelUnavailable, where that cannot be; releasing the world is due then.
 */
export function tidy({ system, netlink }: XdpTools, world: World, looking: Looking): void {
  const { devices, links } = world;
  for (const link of world.openLinks) must(`close of ${link}`, system.close(links.closing(link)));
  devices.deleteMoved();
  devices.make();
  const seen = Object.entries(devicesSeen(world, looking));
  // First, since a program above keeps the one below from going.
  for (const [name, { upper }] of seen) if (upper !== 'none') must(`IFLA_MASTER of ${name}`, devices.setUpper(name));
  for (const [name, shown] of seen)
    for (const mode of MODES.filter((each) => shown[each] !== 'none'))
      must(`clearing of ${name}`, netlink.set(devices.ifindex(name), [clearing(mode)]));
  world.reload();
}

type DeviceSeen = Extract<Observation, { is: 'device' }>;

function devicesSeen({ devices }: World, looking: Looking): Readonly<Record<string, DeviceSeen>> {
  return Object.fromEntries(devices.names.map((name) => [name, looking.observe(name) as DeviceSeen]));
}

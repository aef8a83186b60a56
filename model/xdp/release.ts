import { freeLink } from '../machine/references.ts';
import { type Link, SKB_MODE } from './device.ts';
import { install } from './driver.ts';
import type { System } from './system.ts';

/** Drops a reference on a link; the last one empties its place, frees it and lets go of its program. */
export function putLink(system: System, link: Link): void {
  link.refs--;
  if (link.refs !== 0) return;
  if (system.fault !== 'close/place-stays') releaseLink(system, link);
  freeLink(system, link);
}

/** Empties the place of a link that has one. The link lives on, defunct, and keeps its program. */
export function releaseLink(system: System, link: Link): void {
  const device = link.hook;
  if (device === null) return;
  link.hook = null;
  const mode = device.modeOf(link);
  // Only a fault can have taken the place away from a link that is not defunct.
  if (mode === -1) return;
  if (system.fault === 'detach/skb-place-stays' && mode === SKB_MODE) return;
  install(system, device, mode, null);
  device.places[mode]!.link = null;
}

import { attachedIn, type Invariant, takenIn } from './property.ts';

/** Properties of every state. */
export const INVARIANTS = [
  {
    kind: 'always',
    id: 'one-mode-at-a-time',
    sentence: 'No device has a program in SKB mode and one in DRV mode.',
    source: 'net/core/dev.c, dev_xdp_attach: generic and native XDP exclude each other',
    sometimes: (world) => takenIn(world).length > 0,
    holds: (world) => {
      const devices = takenIn(world).map(({ device }) => device);
      return new Set(devices).size === devices.length;
    },
  },
  {
    kind: 'always',
    id: 'shown-is-alive',
    sentence: 'No program in a place, and none of a link, has been freed.',
    why: 'a place and a link hold references to their programs, or the kernel would run a freed program',
    sometimes: (world) => takenIn(world).length > 0,
    holds: (world) => {
      const links = Object.values(world.links).flatMap((seen) => (seen.is === 'link' ? [seen.prog] : []));
      return [...takenIn(world).map(({ prog }) => prog), ...links].every((prog) => (world.references[prog] ?? 0) > 0);
    },
  },
  {
    kind: 'always',
    id: 'link-shows-its-place',
    sentence: 'An attached link has the program of a place of its device.',
    source: 'commit aa8d3a716b59 (XDP links): a link owns the place that it is attached to',
    sometimes: (world) => attachedIn(world).length > 0,
    holds: (world) =>
      attachedIn(world).every(({ device, prog }) => {
        const seen = world.devices[device]!;
        return seen.is !== 'device' || seen.skb === prog || seen.drv === prog;
      }),
  },
  {
    kind: 'always',
    id: 'one-link-per-device',
    sentence: 'No two links are attached to one device.',
    source: 'commit aa8d3a716b59 (XDP links): while a link is attached, no other one can be',
    sometimes: (world) => attachedIn(world).length > 0,
    holds: (world) => {
      const devices = attachedIn(world).map(({ device }) => device);
      return new Set(devices).size === devices.length;
    },
  },
] as const satisfies readonly Invariant[];

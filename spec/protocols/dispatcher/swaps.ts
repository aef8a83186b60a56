import { derive } from '../../derive.ts';
import type { REPLACE } from '../../families/xdp/facts/flags.ts';
import { fail, rulesOver } from '../../families/xdp/rules.ts';
import type { Swap } from './agent.ts';
import { askDevices, DEVICE, onDevice, ROOT_LINK, STRANGERS_LINK, XDP } from './world.ts';

const prog = (name: string) => (name === 'none' ? { is: 'none' as const } : { is: 'prog' as const, name });

/** A link that another library holds the device by is found by its id, and detached by force. */
const detach = { op: 'link_detach', link: { is: 'link', name: STRANGERS_LINK }, by: 'id' } as const;

/** libxdp: by netlink, expecting what was found there; nothing where nothing was. */
export const byNetlink: Swap = {
  kernel: XDP,
  put(world, { own, old, mode, unchecked }) {
    const guarded = old === 'none' ? ['UPDATE_IF_NOEXIST', mode] : ['REPLACE', mode];
    return askDevices(world, this.kernel, {
      op: 'xdp_set',
      hook: DEVICE,
      prog: prog(own),
      flags: unchecked ? [mode] : guarded,
      ...(old === 'none' || unchecked ? {} : { expected: prog(old) }),
    });
  },
  clear(world, { old, mode }) {
    const isForeign = world.devices.links[STRANGERS_LINK]?.is === 'attached';
    if (isForeign) return askDevices(world, this.kernel, detach);
    return askDevices(world, this.kernel, {
      op: 'xdp_set',
      hook: DEVICE,
      prog: prog('none'),
      flags: ['REPLACE', mode],
      expected: prog(old),
    });
  },
  isLost: (outcome, { old }) => outcome === 'EEXIST' && old !== 'none',
};

const rule = rulesOver<readonly [typeof REPLACE]>();

/** A kernel before 92234c8f15c8 (5.7), which knows no REPLACE. */
const before57 = derive(XDP, {
  name: 'xdp-5.6',
  title: 'XDP before a program could be expected',
  insert: [
    {
      before: 'xdp-set/several-modes',
      rules: [
        rule('xdp-set/unknown-replace', { REPLACE: true }, fail('EINVAL'), 'setlink')`
          REPLACE is unknown, and an unknown flag is refused.`,
      ],
    },
  ],
  unreachable: 'drop',
});

/** The same on a kernel that knows no expected program. */
export const onOldKernel: Swap = { ...byNetlink, kernel: before57 };

/** The mail of July 2020: one link owns the device, and LINK_UPDATE asserts its program. The link is pinned by whoever made it. */
export const byRootLink: Swap = {
  kernel: XDP,
  put(world, { own, old, mode }) {
    const link = { is: 'link', name: ROOT_LINK } as const;
    if (old === 'none' || world.devices.links[ROOT_LINK]?.is !== 'attached')
      return askDevices(world, this.kernel, {
        op: 'link_create',
        hook: DEVICE,
        link: ROOT_LINK,
        prog: prog(own),
        flags: [mode],
      });
    return askDevices(world, this.kernel, {
      op: 'link_update',
      link,
      prog: prog(own),
      old: prog(old),
      flags: ['REPLACE'],
    });
  },
  clear(world) {
    if (world.devices.links[ROOT_LINK]?.is !== 'attached')
      return { world, outcome: onDevice(world) === 'none' ? 'ok' : 'ENOENT' };
    return askDevices(world, this.kernel, { op: 'link_close', link: ROOT_LINK });
  },
  isLost: (outcome) => outcome === 'EPERM',
};

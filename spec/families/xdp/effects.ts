import { SenselessEffect } from '../../proposal-error.ts';
import { shown } from '../../shown.ts';
import type { Change } from './effect.ts';
import type { Flags, Op, Request } from './vocabulary/index.ts';

/** The fields of a request that say what an effect is done to; which there are depends on the operation. */
interface Fields {
  readonly op?: string;
  readonly hook?: string;
  readonly device?: string;
  readonly upper?: string;
  readonly flags?: Flags;
  readonly prog?: Named;
  readonly link?: Named;
}

type Named = string | { readonly is: string; readonly name?: string };

/** The object a request names; an effect is only reached where the rules have made sure that there is one. */
function nameOf(named: Named | undefined): string {
  const name = typeof named === 'object' ? named.name : named;
  if (name === undefined)
    throw new SenselessEffect(
      `succeeds for a request that does not name what its effect is about, but says ${shown(named)} there`,
    );
  return name;
}

interface EffectRow {
  readonly of?: readonly Op[];
  readonly ofFailures?: true;
  readonly words: string;
  readonly takes: readonly (keyof Fields)[];
  change(request: Fields): Change;
}

/** A row whose change cannot look at fields that it does not name. */
function row<K extends keyof Fields>(
  of: readonly Op[] | undefined,
  words: string,
  takes: readonly K[],
  change: (request: Pick<Fields, K>) => Change,
): EffectRow {
  return { ...(of === undefined ? {} : { of }), words, takes, change };
}

/** Everything a rule can do to the state. */
export const EFFECTS = {
  nothing: row(undefined, 'nothing changes', [], () => ({ is: 'nothing' })),
  set: row(['xdp_set'], 'set the program', ['hook', 'flags', 'prog'], ({ hook, flags, prog }) => ({
    is: 'set',
    device: hook!,
    flags: flags!,
    prog: nameOf(prog),
  })),
  clear: row(['xdp_set'], 'empty the place', ['hook', 'flags'], ({ hook, flags }) => ({
    is: 'set',
    device: hook!,
    flags: flags!,
    prog: 'none',
  })),
  attach: row(
    ['link_create'],
    'the link holds the place',
    ['hook', 'flags', 'prog', 'link'],
    ({ hook, flags, prog, link }) => ({
      is: 'attach',
      device: hook!,
      flags: flags!,
      prog: nameOf(prog),
      link: nameOf(link),
    }),
  ),
  update: row(['link_update'], 'swap the program', ['link', 'prog'], ({ link, prog }) => ({
    is: 'update',
    link: nameOf(link),
    prog: nameOf(prog),
  })),
  detach: row(['link_detach'], 'empty the place', ['link'], ({ link }) => ({ is: 'detach', link: nameOf(link) })),
  'close-link': row(['link_close'], 'free the link', ['link'], ({ link }) => ({
    is: 'close-link',
    link: nameOf(link),
  })),
  'close-prog': row(['prog_close'], 'close the fd', ['prog'], ({ prog }) => ({ is: 'close-prog', prog: nameOf(prog) })),
  'remove-device': row(['device_remove'], 'remove the device', ['device'], ({ device }) => ({
    is: 'remove',
    device: device!,
  })),
  'create-device': row(['device_create'], 'make the device', ['device'], ({ device }) => ({
    is: 'create',
    device: device!,
  })),
  'move-device': row(['device_move'], 'move the device', ['device'], ({ device }) => ({ is: 'move', device: device! })),
  join: row(['upper_add'], 'join the bridge', ['device', 'upper'], ({ device, upper }) => ({
    is: 'join',
    device: device!,
    upper: upper!,
  })),
  leave: {
    ...row(['upper_add', 'upper_remove'], 'leave the bridge', ['device'], ({ device }) => ({
      is: 'join',
      device: device!,
      upper: 'none',
    })),
    ofFailures: true,
  },
} as const satisfies Readonly<Record<string, EffectRow>>;

/** What a rule does to the state. */
export type Effect = keyof typeof EFFECTS;

/** What a rule lets a request show. */
export const SHOWS = ['nothing', 'device', 'link'] as const;
export type Show = (typeof SHOWS)[number];

/** The operations whose answer shows something. */
export const SHOWING: ReadonlySet<Request['op']> = new Set(['look', 'link_info']);

import { SenselessEffect } from '../../proposal-error.ts';
import { shown } from '../../shown.ts';
import { type Change, slotWith } from './effect.ts';
import type { Keeping } from './state.ts';
import type { Domain, Field, Flags, Mode, Op, Qdisc, Request, SlotFlag } from './vocabulary/index.ts';

/** The fields of a request that say what an effect is done to; which there are depends on the operation. */
interface Fields {
  readonly op?: string;
  readonly hook?: string;
  readonly device?: string;
  readonly qdisc?: Qdisc;
  readonly prog?: Named;
  readonly link?: Named;
  readonly flags?: Flags;
  readonly socket?: string;
  readonly domain?: Domain;
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

const NO_FLAGS: Flags = [];

/** The flags of a request that its slot keeps, in the order the semantics lists them. */
const kept = ({ slotFlags }: Keeping, flags: Flags = NO_FLAGS): readonly SlotFlag[] =>
  slotFlags.filter((flag) => flags.includes(flag));

/** What a request says of the mode of a cgroup. */
export function modeOf(flags: Flags = NO_FLAGS): Mode {
  if (flags.includes('ALLOW_MULTI')) return 'MULTI';
  return flags.includes('ALLOW_OVERRIDE') ? 'OVERRIDE' : 'NONE';
}

/** One row of the table of effects. */
interface EffectRow {
  /** The operations that may have it; without it every operation may. */
  readonly of?: readonly Op[];
  /** Whether a request that fails may have it: what an undoing forgets. */
  readonly ofFailures?: true;
  /** In a word or two, for rule tables. */
  readonly words: string;
  /** The fields of a request that it takes, besides the place that the request designates. */
  readonly takes: readonly (keyof Fields)[];
  /** The change that these make, which `applyChange` applies. It is given no other field. */
  change(request: Fields, at: number, keeping: Keeping): Change;
}

/** A row whose change cannot look at fields that it does not name. */
function row<K extends keyof Fields>(
  of: readonly Op[] | undefined,
  words: string,
  takes: readonly K[],
  change: (request: Pick<Fields, K>, at: number, keeping: Keeping) => Change,
): EffectRow {
  return { ...(of === undefined ? {} : { of }), words, takes, change };
}

/** Everything a rule can do to the state when the request succeeds. */
export const EFFECTS = {
  nothing: row(undefined, 'nothing changes', [], () => ({ is: 'nothing' })),
  commit: row(['prog_attach', 'link_create', 'prog_detach'], 'revision + 1, no slot changes', ['hook'], ({ hook }) => ({
    is: 'commit',
    hook: hook!,
  })),
  insert: row(
    ['prog_attach'],
    'insert the program',
    ['hook', 'prog', 'flags'],
    ({ hook, prog, flags }, at, keeping) => ({
      is: 'insert',
      hook: hook!,
      at,
      slot: slotWith(nameOf(prog), 'none', kept(keeping, flags)),
      mode: modeOf(flags),
    }),
  ),
  // Links are of the mode that lets several be attached, whatever the request says.
  'insert-link': row(
    ['link_create'],
    'insert the link',
    ['hook', 'prog', 'link', 'flags'],
    ({ hook, prog, link, flags }, at, keeping) => ({
      is: 'insert',
      hook: hook!,
      at,
      slot: slotWith(nameOf(prog), nameOf(link), kept(keeping, flags)),
      mode: 'MULTI',
    }),
  ),
  replace: row(
    ['prog_attach'],
    'replace in place',
    ['hook', 'prog', 'flags'],
    ({ hook, prog, flags }, at, keeping) => ({
      is: 'replace',
      hook: hook!,
      at,
      prog: nameOf(prog),
      flags: kept(keeping, flags),
    }),
  ),
  reflag: {
    ...row(['prog_attach'], 'leave the flags behind', ['hook', 'flags'], ({ hook, flags }, at, keeping) => ({
      is: 'reflag',
      hook: hook!,
      at,
      flags: kept(keeping, flags),
    })),
    ofFailures: true,
  },
  remove: row(['prog_detach'], 'remove the slot', ['hook'], ({ hook }, at) => ({ is: 'remove', hook: hook!, at })),
  'remove-short': row(['prog_detach'], 'remove the slot, a stand-in runs', ['hook'], ({ hook }, at) => ({
    is: 'remove-short',
    hook: hook!,
    at,
  })),
  'update-link': row(['link_update'], 'swap the program', ['link', 'prog'], ({ link, prog }) => ({
    is: 'update-link',
    link: nameOf(link),
    prog: nameOf(prog),
  })),
  'update-link-by-count': row(['link_update'], 'swap the program', ['link', 'prog'], ({ link, prog }) => ({
    is: 'update-link-by-count',
    link: nameOf(link),
    prog: nameOf(prog),
  })),
  'update-link-in-place': row(['link_update'], 'swap the program', ['link', 'prog'], ({ link, prog }) => ({
    is: 'update-link-in-place',
    link: nameOf(link),
    prog: nameOf(prog),
  })),
  'detach-link': row(['link_detach'], 'remove the slot', ['link'], ({ link }) => ({
    is: 'detach-link',
    link: nameOf(link),
  })),
  'detach-link-short': row(['link_detach'], 'remove the slot, a stand-in runs', ['link'], ({ link }) => ({
    is: 'detach-link-short',
    link: nameOf(link),
  })),
  'close-link': row(['link_close', 'link_unpin'], 'free the link', ['link'], ({ link }) => ({
    is: 'close-link',
    link: nameOf(link),
  })),
  'close-link-short': row(['link_close'], 'free the link, a stand-in runs', ['link'], ({ link }) => ({
    is: 'close-link-short',
    link: nameOf(link),
  })),
  'close-prog': row(['prog_close'], 'close the fd', ['prog'], ({ prog }) => ({ is: 'close-prog', prog: nameOf(prog) })),
  'open-prog': row(['prog_open'], 'open an fd', ['prog'], ({ prog }) => ({ is: 'open-prog', prog: nameOf(prog) })),
  'open-link': row(['link_open'], 'open an fd', ['link'], ({ link }) => ({
    is: 'hold-link',
    link: nameOf(link),
    by: 'fd',
  })),
  'pin-link': row(['link_pin'], 'pin the link', ['link'], ({ link }) => ({
    is: 'hold-link',
    link: nameOf(link),
    by: 'pin',
  })),
  'close-fd': row(['link_close'], 'close the fd', ['link'], ({ link }) => ({
    is: 'let-go',
    link: nameOf(link),
    by: 'fd',
  })),
  'unpin-link': row(['link_unpin'], 'remove the pin', ['link'], ({ link }) => ({
    is: 'let-go',
    link: nameOf(link),
    by: 'pin',
  })),
  'create-device': row(['device_create'], 'make the device', ['device'], ({ device }) => ({
    is: 'create-device',
    device: device!,
  })),
  'set-qdisc': row(['qdisc_add', 'qdisc_replace'], 'set the qdisc', ['device', 'qdisc'], ({ device, qdisc }) => ({
    is: 'set-qdisc',
    device: device!,
    qdisc: qdisc!,
  })),
  'remove-qdisc': row(['qdisc_remove'], 'remove the qdisc', ['device'], ({ device }) => ({
    is: 'set-qdisc',
    device: device!,
    qdisc: 'none',
  })),
  'remove-device': row(['device_remove'], 'remove the device', ['device'], ({ device }) => ({
    is: 'remove-device',
    device: device!,
  })),
  'remove-cgroup': row(['cgroup_remove'], 'remove the cgroup', ['hook'], ({ hook }) => ({
    is: 'remove-cgroup',
    hook: hook!,
  })),
  'create-cgroup': row(['cgroup_create'], 'make the cgroup', ['hook'], ({ hook }) => ({
    is: 'create-cgroup',
    hook: hook!,
  })),
  'create-socket': row(['socket_create'], 'make the socket', ['hook', 'socket', 'domain'], (said) => ({
    is: 'create-socket',
    hook: said.hook!,
    socket: said.socket!,
    domain: said.domain!,
  })),
  'close-socket': row(['socket_close'], 'close the socket', ['socket'], ({ socket }) => ({
    is: 'close-socket',
    socket: socket!,
  })),
} as const satisfies Readonly<Record<string, EffectRow>>;

/** What a rule does to the state when the request succeeds. */
export type Effect = keyof typeof EFFECTS;

/** An effect together with what it needs of the request. Throws where the request does not name what the effect needs. */
export function changeOf(effect: Effect, request: Request, at: number, keeping: Keeping): Change {
  return EFFECTS[effect].change(request as Fields, at, keeping);
}

/** The fields of a request that a change depends on, besides the place that the request designates. */
export function takenBy(effect: Effect): readonly Field[] {
  return EFFECTS[effect].takes;
}

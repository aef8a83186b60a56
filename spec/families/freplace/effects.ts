import { SenselessEffect } from '../../proposal-error.ts';
import type { Change as AnyChange, EffectRow } from '../../semantics.ts';
import { released, swept, withLink, withProg, withTarget } from './lifetimes.ts';
import { functionNamed, meant, verifiedAs } from './reference.ts';
import { isExt, type State } from './state.ts';
import type { Op, RequestOf } from './vocabulary/index.ts';

/** What rules can do to a state, with what each needs of its request. */
export type Change =
  | { readonly is: 'nothing' | 'array-delete' | 'grace-end' }
  | { readonly is: 'load'; readonly prog: string; readonly target: string }
  | { readonly is: 'load-target' | 'close-prog' | 'open-prog' | 'array-put' | 'device-set'; readonly prog: string }
  | {
      readonly is: 'attach' | 'attach-keeping';
      readonly link: string;
      readonly prog: string;
      readonly target: string;
    }
  | { readonly is: 'attach-saved' | 'attach-saved-keeping'; readonly link: string; readonly prog: string }
  | { readonly is: 'close-link' | 'pin-link' | 'unpin-link'; readonly link: string }
  | { readonly is: 'take-over'; readonly link: string; readonly from: string };

/** One effect: it takes the fields of the request that the change has. */
function row<O extends Op>(
  is: Change['is'],
  of: readonly O[],
  words: string,
  takes: readonly (keyof RequestOf<O> & string)[] = [],
): EffectRow {
  return {
    of,
    words,
    takes,
    change: (request) => {
      const given = request as unknown as Readonly<Record<string, unknown>>;
      return { is, ...Object.fromEntries(takes.map((field) => [field, given[field]])) };
    },
  };
}

export const EFFECTS = {
  nothing: { words: 'nothing changes', takes: [], change: (): AnyChange => ({ is: 'nothing' }) },
  load: row('load', ['prog_load'], 'loaded; it holds the function', ['prog', 'target']),
  'load-target': row('load-target', ['target_load'], 'loaded', ['prog']),
  attach: row('attach', ['link_create'], 'attached; what it was loaded against is spent', ['link', 'prog', 'target']),
  'attach-keeping': row('attach-keeping', ['link_create'], 'attached', ['link', 'prog', 'target']),
  'attach-saved': row('attach-saved', ['raw_open'], 'attached; what it was loaded against is spent', ['link', 'prog']),
  'attach-saved-keeping': row('attach-saved-keeping', ['raw_open'], 'attached', ['link', 'prog']),
  'close-link': row('close-link', ['link_close'], 'closed', ['link']),
  'pin-link': row('pin-link', ['link_pin'], 'pinned', ['link']),
  'unpin-link': row('unpin-link', ['link_unpin'], 'unpinned', ['link']),
  'close-prog': row('close-prog', ['prog_close'], 'closed', ['prog']),
  'open-prog': row('open-prog', ['prog_open'], 'opened', ['prog']),
  'array-put': row('array-put', ['array_put'], 'put into the prog_array', ['prog']),
  'array-delete': row('array-delete', ['array_delete'], 'the entry is removed'),
  'device-set': row('device-set', ['device_set'], 'the device runs it', ['prog']),
  'grace-end': row('grace-end', ['grace_period'], 'what waited for it is freed'),
  'take-over': row('take-over', ['link_update_hook'], 'the link takes the function of the other', ['link', 'from']),
} as const satisfies Readonly<Record<string, EffectRow>>;

type Of<I extends Change['is']> = Extract<Change, { is: I }>;

function attached(state: State, link: string, prog: string, target: string, spends: boolean): State {
  const at = meant(state, prog, target);
  if (at === undefined || at.target === 'none')
    throw new SenselessEffect(`succeeds for an attach of ${prog} to a function that is not there`);
  if (state.links[link] !== null) throw new SenselessEffect(`succeeds for a link ${link} that is there already`);
  const linked = withLink(state, link, { prog, target: at.target, function: at.function, fd: true, pin: false });
  const extended = isExt(state, prog) ? withTarget(linked, at.target, { extended: true }) : linked;
  return spends ? withProg(extended, prog, { saved: null }) : extended;
}

function loaded(state: State, { prog, target }: Of<'load'>): State {
  const saved = functionNamed(state, target);
  if (saved === undefined) throw new SenselessEffect(`succeeds for ${target}, which names no function`);
  return withProg(state, prog, { there: true, fd: true, as: verifiedAs(state, saved.target), saved });
}

function takenOver(state: State, { link, from }: Of<'take-over'>): State {
  const [own, other] = [state.links[link], state.links[from]];
  if (!own || !other) throw new SenselessEffect(`succeeds for links ${link} and ${from}, of which one is not there`);
  const { target, function: name } = other;
  const given = withLink(withLink(state, link, { ...own, target, function: name }), from, {
    ...other,
    target: 'none',
    function: 'none',
  });
  // The flag of the target that the link leaves is cleared, as by a detach; that of the other one stays.
  return target === own.target ? given : released(given, own);
}

/** Throws where no target of this name is there. */
function requireTarget(state: State, name: string): void {
  if (!state.targets[name]?.there) throw new SenselessEffect(`succeeds for ${name}, which is no target that is there`);
}

function changed(state: State, change: Change): State {
  switch (change.is) {
    case 'nothing':
      return state;
    case 'load':
      return loaded(state, change);
    case 'load-target':
      return withTarget(state, change.prog, { there: true, fd: true });
    case 'attach':
    case 'attach-keeping':
      return attached(state, change.link, change.prog, change.target, change.is === 'attach');
    case 'attach-saved':
    case 'attach-saved-keeping':
      return attached(state, change.link, change.prog, 'none', change.is === 'attach-saved');
    case 'close-link':
      return withLink(state, change.link, { ...state.links[change.link]!, fd: false });
    case 'pin-link':
      return withLink(state, change.link, { ...state.links[change.link]!, pin: true });
    case 'unpin-link':
      return withLink(state, change.link, { ...state.links[change.link]!, pin: false });
    case 'close-prog':
    case 'open-prog': {
      const fd = change.is === 'open-prog';
      return change.prog in state.targets
        ? withTarget(state, change.prog, { fd })
        : withProg(state, change.prog, { fd });
    }
    case 'array-put':
      requireTarget(state, change.prog);
      return { ...state, array: change.prog };
    case 'array-delete':
      return { ...state, array: 'none' };
    case 'device-set':
      if (change.prog !== 'none') requireTarget(state, change.prog);
      return { ...state, device: change.prog };
    case 'grace-end':
      return Object.keys(state.targets).reduce((left, name) => withTarget(left, name, { grace: false }), state);
    case 'take-over':
      return takenOver(state, change);
  }
}

/** The state after a change, without what nobody holds any more. */
export const apply = (state: State, change: AnyChange): State => swept(changed(state, change as Change));

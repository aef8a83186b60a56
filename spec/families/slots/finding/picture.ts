import type { Picture } from '../../../finding.ts';
import type { Keeping } from '../../../semantics.ts';
import { isGone, type State, slotsOf } from '../state.ts';
import { type HookName, Mode, type Slot, type Universe } from '../vocabulary/index.ts';

/** What one word of a picture says: of any number of slots, or of one. */
type Word = { readonly is: 'any' } | { readonly is: 'slot'; readonly fits: (slot: Slot) => boolean };

const ANY_NUMBER = ['…', '...'];
const ANY = '_';
const EMPTY = '(empty)';

/** A program, the link that holds it, and the flags that its slot keeps. */
const SLOT = /^([^/!]+)(?:\/([^/!]+))?((?:![A-Z][A-Z0-9_]*)*)$/;

const listed = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));

function expectName(what: string, name: string, names: readonly string[], word: string): void {
  if (name !== ANY && !names.includes(name))
    throw new RangeError(`"${word}": expected a ${what} of the scope (${listed(names)}) or _, found "${name}"`);
}

/** Reads one word; notes the names in it. */
function readWord(word: string, { programs, links }: Universe, kept: readonly string[], names: Set<string>): Word {
  if (ANY_NUMBER.includes(word)) return { is: 'any' };
  const parts = SLOT.exec(word);
  if (parts === null)
    throw new RangeError(
      `"${word}": expected a slot such as A, A/L1 or A!PREORDER, _ for any slot, or … for any number of them`,
    );
  const [, prog = ANY, link, said = ''] = parts;
  const flags = said.split('!').filter(Boolean).toSorted();
  const unknown = flags.find((flag) => !kept.includes(flag));
  if (unknown !== undefined)
    throw new RangeError(`"${word}": expected flags that a slot keeps (${listed(kept)}), found "${unknown}"`);
  expectName('program', prog, Object.keys(programs), word);
  if (link !== undefined) expectName('link', link, links, word);
  for (const name of [prog, link]) if (name !== undefined && name !== ANY) names.add(name);
  const through = (slot: Slot) => {
    if (link === undefined) return prog === ANY || slot.link === 'none';
    return link === ANY ? slot.link !== 'none' : slot.link === link;
  };
  const keeps = (slot: Slot) => flags.length === 0 || String((slot.flags ?? []).toSorted()) === String(flags);
  return { is: 'slot', fits: (slot) => (prog === ANY || slot.prog === prog) && through(slot) && keeps(slot) };
}

/** Whether some slots are as some words say. */
function matches([word, ...words]: readonly Word[], slots: readonly Slot[]): boolean {
  if (word === undefined) return slots.length === 0;
  const [slot, ...rest] = slots;
  if (word.is === 'any') return matches(words, slots) || (slot !== undefined && matches([word, ...words], rest));
  return slot !== undefined && word.fits(slot) && matches(words, rest);
}

/** The mode that the last word of a picture of the list of a cgroup says, unless a program has that name. */
function modeSaid(word: string | undefined, { hooks, programs }: Universe, hook: HookName): string | undefined {
  const isMode = Mode.options.some((mode) => mode === word);
  return isMode && hooks[hook]?.kind === 'cgroup' && programs[word!] === undefined ? word : undefined;
}

/** Reads a picture of the list of a hook: throws a RangeError where it is none. */
export function readPicture(text: string, universe: Universe, hook: HookName, { slotFlags = [] }: Keeping): Picture {
  const names = new Set<string>();
  const all = text.split(/\s+/).filter((word) => word !== '');
  const mode = modeSaid(all.at(-1), universe, hook);
  const said = mode === undefined ? all : all.slice(0, -1);
  const words = String(said) === EMPTY ? [] : said.map((word) => readWord(word, universe, slotFlags, names));
  return {
    names: [...names],
    open: said.some((word) => ANY_NUMBER.includes(word) || word.split(/[/!]/).includes(ANY)),
    shows: (given) => {
      const state = given as State;
      if (isGone(state, hook) || !matches(words, slotsOf(state, hook))) return false;
      return mode === undefined || state.hooks[hook]!.mode === mode;
    },
  };
}

import type { Labelling } from '../../../semantics.ts';
import { hidesRevision, keepsCount, progOfLink, type State, slotsOf, statusOf } from '../state.ts';
import { type Cast, castOf, type Scope } from './scope.ts';

/** The fillers that requests may name. */
export function namedFillers({ fillers }: Cast): readonly string[] {
  return fillers.length > 1 ? [fillers[0]!, fillers.at(-1)!] : fillers;
}

const FAR = '~';

/**
 * Programs of one kind are interchangeable, and so are links: a state is the same state when they swap names. What
 * tells two of them apart is where they are and what holds them; an object that only those facts speak of gets its
 * canonical name from them.
 *
 * Fillers in the middle of a prefilled list are never named by a request; the first and the last one are, and keep
 * their names.
 */
export function labelling(cast: Cast, state: State): Labelling {
  const canonical = new Map<string, string>();
  const classes = new Map<string, string>();

  const defunct = new Map<string, number>();
  for (const link of cast.links) {
    const status = statusOf(state, link);
    if (status.is === 'defunct') defunct.set(status.prog, (defunct.get(status.prog) ?? 0) + 1);
  }
  const places = new Map<string, string>();
  hooksIn(cast, state).forEach((hook, which) => {
    slotsOf(state, hook).forEach((slot, at) => {
      const place = `${which}${String.fromCharCode(48 + at)}`;
      places.set(slot.prog, (places.get(slot.prog) ?? '') + place);
      if (slot.link !== 'none') places.set(slot.link, place);
    });
    // What runs is told apart too: it may be stale, and then names a program that is in no list.
    state.hooks[hook]!.effective.forEach((prog, at) => {
      places.set(prog, `${places.get(prog) ?? ''}e${which}${String.fromCharCode(48 + at)}`);
    });
  });
  const mark = (prog: string) =>
    `${places.get(prog) ?? FAR}${state.closed.has(prog) ? 'c' : 'o'}${defunct.get(prog) ?? 0}`;
  const name = (prefix: string, objects: readonly string[], markOf: (object: string) => string, listed: string) => {
    const marks = objects.map((object) => ({ object, mark: markOf(object) }));
    marks.sort((a, b) => (a.mark < b.mark ? -1 : a.mark > b.mark ? 1 : 0));
    marks.forEach(({ object, mark: own }, index) => {
      canonical.set(object, `${prefix}${index}`);
      if (own.startsWith(listed)) classes.set(object, prefix + own);
    });
  };
  const named = namedFillers(cast);
  for (const filler of named) canonical.set(filler, filler);
  name(
    'f',
    cast.fillers.filter((filler) => !named.includes(filler)),
    mark,
    FAR,
  );
  name('p', cast.programs, mark, FAR);
  name('x', cast.foreign, (prog) => (prog === cast.foreign[0] ? '!' : mark(prog)), FAR);
  name(
    'l',
    cast.links,
    (link) => {
      const { is } = statusOf(state, link);
      if (is === 'attached') return `0${places.get(link)}`;
      return is === 'defunct' ? `1${canonical.get(progOfLink(state, link))}${heldText(state, link)}` : '2';
    },
    // Links that are defunct on one program are interchangeable, and those that do not exist; an attached one is not.
    '1',
  );
  for (const link of cast.foreignLinks) canonical.set(link, link);
  return { canonical, classes };
}

/** The labelling that leaves every name as it is: for a run without symmetry reduction. */
export function identity(scope: Scope): Labelling {
  const cast = castOf(scope);
  const names = [...cast.programs, ...cast.foreign, ...cast.fillers, ...cast.links, ...cast.foreignLinks];
  return { canonical: new Map(names.map((name) => [name, name])), classes: new Map() };
}

/** The hooks of a scope, and the cgroups that are dying. */
function hooksIn({ hooks }: Cast, { dying }: State): readonly string[] {
  const more = Object.keys(dying);
  return more.length === 0 ? hooks : [...hooks, ...more.toSorted()];
}

/** The sockets that are open, and the cgroups that they hold, where there are any. */
function socketsText({ sockets, dying }: State): string {
  const open = Object.entries(sockets).map(([name, { hook, domain }]) => `${name} ${domain} ${hook}`);
  const held = Object.entries(dying).map(([name, { parent }]) => `${name} ${parent}`);
  return open.length === 0 ? '' : `; ${open.toSorted().join(', ')}; ${held.toSorted().join(', ')}`;
}

/** What holds a link, where that is not one fd alone. */
function heldText({ held }: State, link: string): string {
  const holders = held[link];
  return holders === undefined ? '' : `~${holders.fds}${holders.pinned ? 'p' : ''}`;
}

/** A state as text under a labelling. Two states with equal text have equal futures up to renaming. Of the revision only
 * stays in whether a query shows another. */
export function keyOf(cast: Cast, state: State, { canonical }: Labelling): string {
  const called = (name: string) => canonical.get(name) ?? name;
  const hooks = hooksIn(cast, state).map((hook) => {
    const { mode, effective, standIns } = state.hooks[hook]!;
    const slots = slotsOf(state, hook).map((slot) => {
      const through = slot.link === 'none' ? '' : `/${called(slot.link)}`;
      return `${called(slot.prog)}${through}${slot.flags === undefined ? '' : `!${slot.flags}`}`;
    });
    const runs = effective.length === 0 ? '' : ` ${mode}: ${effective.map(called).join(' ')}`;
    const standing = standIns === undefined ? '' : `?${standIns}`;
    return slots.join(' ') + runs + standing + (hidesRevision(state, hook) || keepsCount(state, hook) ? '*' : '');
  });
  const closed = [...state.closed].map(called).sort().join(' ');
  const defunct = cast.links
    .filter((link) => statusOf(state, link).is === 'defunct')
    .map((link) => `${called(link)}:${called(progOfLink(state, link))}`)
    .sort()
    .join(' ');
  const held = Object.keys(state.held)
    .map((link) => `${called(link)}${heldText(state, link)}`)
    .sort()
    .join(' ');
  const devices = [...[...state.gone].toSorted(), ...Object.values(state.qdiscs), ...state.unfiltered];
  return `${hooks.join(' | ')}; ${closed}; ${defunct}; ${held}; ${devices.join(' ')}${socketsText(state)}`;
}

import { withFields } from '../../with-fields.ts';
import { holdersOfProg, holdersOfTarget, isExt, linksOf, linksOn, type State, UNLOADED } from './state.ts';

type Part<K extends 'targets' | 'progs' | 'links'> = Readonly<Record<string, State[K][string]>>;

const withParts = <K extends 'targets' | 'progs' | 'links'>(state: State, kind: K, parts: Part<K>): State =>
  withFields(state, { [kind]: withFields(state[kind] as Part<K>, parts) });

/** A state with something of one target, program or link changed. */
export const withTarget = (state: State, name: string, part: Partial<State['targets'][string]>): State =>
  withParts(state, 'targets', { [name]: withFields(state.targets[name]!, part) });
export const withProg = (state: State, name: string, part: Partial<State['progs'][string]>): State =>
  withParts(state, 'progs', { [name]: withFields(state.progs[name]!, part) });
export const withLink = (state: State, name: string, link: State['links'][string]): State =>
  withParts(state, 'links', { [name]: link });

/** A function answers for itself again: the flag of its target is cleared, whatever else of it is extended. */
export function released(state: State, link: { readonly prog: string; readonly target: string }): State {
  return link.target !== 'none' && isExt(state, link.prog)
    ? withTarget(state, link.target, { extended: false })
    : state;
}

function withoutLinks(state: State): State {
  const unheld = linksOf(state).filter(([, { fd, pin }]) => !fd && !pin);
  return unheld.reduce((left, [name, link]) => released(withLink(left, name, null), link), state);
}

/** The targets that programs let go when they go: of each the one that it still holds as its saved target. */
function letGo(state: State, programs: readonly string[]): readonly string[] {
  if (state.traits.saved !== 'held') return [];
  return programs.flatMap((name) => state.progs[name]!.saved?.target ?? []);
}

/** Programs that nobody holds go, and what each was loaded against is let go, at once or when a grace period ends. */
function withoutProgs(state: State): State {
  const unheld = Object.keys(state.progs).filter(
    (name) => state.progs[name]!.there && holdersOfProg(state, name).length === 0,
  );
  const gone = unheld.reduce((left, name) => withProg(left, name, UNLOADED), state);
  if (!state.universe.grace) return gone;
  return letGo(state, unheld).reduce((left, name) => withTarget(left, name, { grace: true }), gone);
}

/** Targets that nobody holds go; an id of one that was recorded is nobody's from then on. */
function withoutTargets(state: State): State {
  const unheld = Object.entries(state.targets)
    .filter(([name, { there }]) => there && holdersOfTarget(state, name).length === 0)
    .map(([name]) => name);
  return unheld.reduce((left, name) => {
    const orphans = Object.entries(left.progs).filter(([, { saved }]) => saved?.target === name);
    const gone = withTarget(left, name, { there: false, fd: false, extended: false });
    return orphans.reduce(
      (rest, [prog, { saved }]) => withProg(rest, prog, { saved: { target: 'none', function: saved!.function } }),
      gone,
    );
  }, state);
}

/** A state without what nobody holds: links, then programs, then their targets. */
export const swept = (state: State): State => withoutTargets(withoutProgs(withoutLinks(state)));

/** Who answers where a function is called: the target itself, or the EXT program in its place. */
export function answering(state: State, target: string, name: string): string {
  return linksOn(state, target, name).find(([, { prog }]) => isExt(state, prog))?.[1].prog ?? target;
}

/** The fentry programs on a function, by name. */
export function tracing(state: State, target: string, name: string): readonly string[] {
  return linksOn(state, target, name)
    .filter(([, { prog }]) => !isExt(state, prog))
    .map(([, { prog }]) => prog)
    .toSorted();
}

import { unsaid } from '../../../said.ts';
import { dialectOf } from '../dialect.ts';
import { type Relative, type Request, type RequestInput, request, type Slot, takenBy } from '../vocabulary/index.ts';
import { sameWorld } from './laws.ts';
import { type Judge, slotsSeen, type TrialState, type Tried, type World } from './property.ts';

/** A request as the interface under test says it; `undefined` where it cannot say it. */
export function said({ uapi }: Pick<TrialState, 'uapi'>, input: RequestInput): Request | undefined {
  const phrased = dialectOf(uapi).phrase(request(input));
  return phrased === undefined || unsaid(uapi, phrased).length > 0 ? undefined : phrased;
}

/** The hooks whose device is there. */
export function hooksThere(world: World): readonly string[] {
  return Object.keys(world.hooks).filter((hook) => world.hooks[hook]!.is === 'list');
}

/** The programs that a hook could take, and that are open and attached nowhere. */
export function spares({ universe, links, hooks, references }: World, hook: string): readonly string[] {
  const type = takenBy(universe.hooks[hook]!);
  const free = !Object.values(links).includes('defunct');
  const listed = new Set(Object.values(hooks).flatMap((seen) => slotsSeen(seen).map(({ prog }) => prog)));
  return Object.keys(universe.programs).filter(
    (prog) => universe.programs[prog] === type && references[prog] === 1 && !listed.has(prog) && free,
  );
}

/** The program of a slot, or its link, as a relative. */
export function asRelative({ prog, link }: Slot) {
  return link === 'none'
    ? ({ is: 'prog', name: prog, by: 'fd' } as const)
    : ({ is: 'link', name: link, by: 'fd' } as const);
}

/** A program as the subject of a request. */
export const asProg = (name: string) => ({ is: 'prog', name }) as const;

/** The programs of the type that a hook takes. */
export function progsFor({ universe }: World, hook: string): readonly string[] {
  const type = takenBy(universe.hooks[hook]!);
  return Object.keys(universe.programs).filter((prog) => universe.programs[prog] === type);
}

/** The links that do not exist, and so may be created. */
export function freeLinks({ links, universe }: World): readonly string[] {
  return universe.links.filter((link) => links[link] === 'absent');
}

/** Whether a list had slots before the first request: what is true of it does not depend on its length. */
export const isPrefilled = ({ world }: TrialState) => Object.values(world.universe.prefill).flat().length > 0;

/** A program as a relative, named by its fd. */
export const named = (name: string): Relative => ({ is: 'prog', name, by: 'fd' });

/** How many fds of an object are open, given how many there are at first: what a path opens and closes. */
function opens(path: readonly Request[], first: number, of: (past: Request) => 1 | -1 | 'made' | 0): number {
  return path.reduce((count, past) => {
    const does = of(past);
    return does === 'made' ? 1 : count + does;
  }, first);
}

/** Whether an fd of the object that a relative names is open. */
export function isOpen({ world, path }: TrialState, relative: Relative): boolean {
  if (relative.is === 'link') {
    const { name } = relative;
    if (world.links[name] === 'absent') return false;
    if (world.links[name] === 'elsewhere') return true;
    return (
      opens(path, 0, (past) => {
        if (!('link' in past) || past.link !== name) return 0;
        return past.op === 'link_create' ? 'made' : past.op === 'link_open' ? 1 : past.op === 'link_close' ? -1 : 0;
      }) > 0
    );
  }
  if (relative.is !== 'prog') return false;
  return (
    opens(path, 1, (past) => {
      if (!('prog' in past) || past.prog !== relative.name) return 0;
      return past.op === 'prog_open' ? 1 : past.op === 'prog_close' ? -1 : 0;
    }) > 0
  );
}

/** Whether two requests of one state came out the same. */
export const sameResult = (a: Tried, b: Tried) => a.outcome === b.outcome && sameWorld(a.after, b.after);

/** Puts a request to the judge: it must be let through. */
export function mustSucceed(trial: TrialState, input: RequestInput, judge: Judge): void {
  const wanted = said(trial, input);
  if (wanted === undefined) return;
  const [came] = trial.attempt(wanted);
  judge(came!.outcome === 'ok', () => ({ steps: [wanted] }));
}

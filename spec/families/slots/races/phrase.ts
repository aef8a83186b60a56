import type { Placement, Wish } from '../properties/race-facts.ts';
import { type Observation, type Relative, type Request, type Revision, request } from '../vocabulary/index.ts';
import type { SlotsRace } from './race.ts';
import type { CgroupStep, DeviceStep, Place, ScenarioStep, StepOf, Target, Wanted } from './step.ts';

/** What a step comes to, once the agent has worked out what it points at. */
export interface Phrased {
  readonly request: Request;
  readonly hook: string;
  /** The program that it means to take away or to replace. */
  readonly meant?: string;
  /** Where the agent wants what it puts there. */
  readonly wish?: Wish;
  /** The revision that it passes. */
  readonly expected?: number;
}

/** What an agent points at is not there: it was never seen. */
export const NOT_SEEN = 'not seen';

const slotsIn = (seen: Observation | undefined) => (seen?.is === 'list' ? seen.slots : []);

/** The name behind a target: another version of a program, where that one was seen instead. */
function resolve({ belongings }: SlotsRace, seen: Observation | undefined, target: Target): string | typeof NOT_SEEN {
  const progs = slotsIn(seen).map(({ prog }) => prog);
  if (target === 'seen first') return progs[0] ?? NOT_SEEN;
  if (target === 'seen last') return progs.at(-1) ?? NOT_SEEN;
  if (progs.includes(target)) return target;
  return progs.find((prog) => belongings.versions[prog] === belongings.versions[target]) ?? target;
}

/** An object of the universe by its id, which is what a query tells. */
const byId = ({ universe }: SlotsRace, name: string): Relative => ({
  is: universe.links.includes(name) ? 'link' : 'prog',
  name,
  by: 'id',
});

interface Directed {
  readonly flags: readonly string[];
  readonly relative: Relative;
  readonly wish: Wish;
}

const END = { first: 'BEFORE', last: 'AFTER' } as const;

/** The directive for a place, and what an agent wants that asks for it. */
function directed(
  race: SlotsRace,
  seen: Observation | undefined,
  place: Place | undefined,
): Directed | typeof NOT_SEEN {
  if (place === undefined) return { flags: [], relative: { is: 'none' }, wish: { is: 'anywhere' } };
  if (typeof place === 'string') return { flags: [END[place]], relative: { is: 'none' }, wish: { is: place } };
  const [side, target] = 'before' in place ? (['before', place.before] as const) : (['after', place.after] as const);
  const other = resolve(race, seen, target);
  if (other === NOT_SEEN) return NOT_SEEN;
  const extreme = `${side} ${target}`;
  const wish: Wish =
    extreme === 'before seen first'
      ? { is: 'first' }
      : extreme === 'after seen last'
        ? { is: 'last' }
        : { is: side, other };
  return { flags: [side === 'before' ? 'BEFORE' : 'AFTER'], relative: byId(race, other), wish };
}

function wishOf(wanted: Wanted): Wish {
  if (typeof wanted === 'string') return { is: wanted };
  return 'before' in wanted ? { is: 'before', other: wanted.before } : { is: 'after', other: wanted.after };
}

/** The place that a step asks for, given what its agent saw. */
function placeOf({ belongings }: SlotsRace, seen: Observation | undefined, step: StepOf<'attach' | 'link create'>) {
  const versions = slotsIn(seen).map(({ prog }) => belongings.versions[prog]);
  const other = step.unless.find((each) => versions.includes(belongings.versions[each.seen]));
  return other?.place ?? step.place;
}

/** The revision that an agent passes, and what that is to the hook now. */
function expectation(seen: Observation | undefined, asked: 'none' | 'seen', current: number) {
  if (asked === 'none' || seen?.is !== 'list' || seen.revision === 0) return { revision: 'none' as Revision };
  const revision: Revision = seen.revision === current ? 'current' : 'stale';
  return { revision, expected: seen.revision };
}

const MODES = { NONE: [], OVERRIDE: ['ALLOW_OVERRIDE'], MULTI: ['ALLOW_MULTI'] } as const;

/** What an agent remembers. */
interface Memory {
  readonly seen: Readonly<Record<string, Observation>>;
  readonly placements: readonly Placement[];
}

/** The request of a step that makes one; `currentOf` tells the revision that a hook has now. */
export function phrase(
  race: SlotsRace,
  step: Exclude<ScenarioStep, StepOf<'pin' | 'unpin' | 'open' | 'close' | 'take' | 'crash'> | DeviceStep | CgroupStep>,
  memory: Memory,
  currentOf: (hook: string) => number,
): Phrased | typeof NOT_SEEN {
  const hook = ('hook' in step ? step.hook : undefined) ?? race.hook;
  const seen = memory.seen[hook];
  const current = currentOf(hook);
  switch (step.do) {
    case 'query':
      return {
        hook,
        request: request({ op: 'prog_query', hook, buffer: 64, queryFlags: step.effective ? 'EFFECTIVE' : 'none' }),
      };
    case 'attach':
    case 'link create':
      return placing(race, step, hook, seen, current);
    case 'detach': {
      const subject = step.prog === undefined ? undefined : resolve(race, seen, step.prog);
      if (subject === NOT_SEEN) return NOT_SEEN;
      const meant = subject ?? slotsIn(seen).at(step.place === 'last' ? -1 : 0)?.prog;
      const { revision, ...more } = expectation(seen, step.revision, current);
      const flags = step.place === undefined ? [] : [END[step.place]];
      const prog = subject === undefined ? ({ is: 'none' } as const) : ({ is: 'prog', name: subject } as const);
      const detach = request({ op: 'prog_detach', hook, prog, flags, revision });
      return { hook, request: detach, ...more, ...(meant === undefined ? {} : { meant }) };
    }
    case 'link update': {
      const meant = step.old ?? memory.placements.find(({ link }) => link === step.link)?.prog;
      const link = { is: 'link', name: step.link } as const;
      const prog = { is: 'prog', name: step.prog } as const;
      const checked = step.old === undefined ? {} : { old: { is: 'prog', name: step.old } as const };
      const flags = step.old === undefined ? [] : ['REPLACE'];
      const update = request({ op: 'link_update', link, prog, flags, ...checked });
      return { hook, request: update, wish: { is: 'anywhere' }, ...(meant === undefined ? {} : { meant }) };
    }
    case 'link detach':
      return { hook, request: request({ op: 'link_detach', link: { is: 'link', name: step.link } }) };
  }
}

function placing(
  race: SlotsRace,
  step: StepOf<'attach' | 'link create'>,
  hook: string,
  seen: Observation | undefined,
  current: number,
): Phrased | typeof NOT_SEEN {
  const place = directed(race, seen, placeOf(race, seen, step));
  if (place === NOT_SEEN) return NOT_SEEN;
  const { relative } = place;
  const wish = step.wants === undefined ? place.wish : wishOf(step.wants);
  const { revision, ...more } = expectation(seen, step.revision, current);
  const prog = { is: 'prog', name: step.prog } as const;
  const flags = [...step.flags, ...place.flags];
  if (step.do === 'link create') {
    const create = request({ op: 'link_create', hook, link: step.link, prog, flags, relative, revision });
    return { hook, request: create, wish, ...more };
  }
  const mode = race.kind === 'cgroup' ? MODES[step.mode] : [];
  if (step.replace === undefined) {
    const attach = request({ op: 'prog_attach', hook, prog, flags: [...mode, ...flags], relative, revision });
    return { hook, request: attach, wish, ...more };
  }
  const meant = resolve(race, seen, step.replace);
  if (meant === NOT_SEEN) return NOT_SEEN;
  const replace = { is: 'prog', name: meant } as const;
  const attach = request({
    op: 'prog_attach',
    hook,
    prog,
    flags: [...mode, 'REPLACE', ...flags],
    relative,
    replace,
    revision,
  });
  return { hook, request: attach, wish, meant, ...more };
}

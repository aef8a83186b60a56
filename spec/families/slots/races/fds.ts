import { holdersOfProg } from '../state.ts';
import { type Outcome, type Request, request } from '../vocabulary/index.ts';
import { asked, type Done } from './ask.ts';
import { spotOf, withdrawn } from './placements.ts';
import type { SlotsRace } from './race.ts';
import { type RaceState, waits } from './state.ts';
import type { StepOf } from './step.ts';

/** What holds a link that is pinned; no agent can be called that. */
const PIN = 'the pin';

/** Whether an agent has an fd of a link, or has taken one of a program. */
export const holds = (state: RaceState, name: string, who: string) => state.holders[name]?.includes(who) ?? false;

/** The links that are pinned. */
export const pinned = (state: RaceState): readonly string[] =>
  Object.keys(state.holders).filter((link) => holds(state, link, PIN));

/** A link gets one holder fewer; with the last one it is closed. */
export function released(race: SlotsRace, state: RaceState, link: string, who: string): Done {
  const left = (state.holders[link] ?? []).filter((holder) => holder !== who);
  const after = { ...state, holders: { ...state.holders, [link]: left } };
  if (left.length > 0) return { state: after, outcome: 'ok', about: link };
  const close = request({ op: 'link_close', link });
  return { ...asked(race, after, close), request: close, about: link };
}

/** A link or a program gets a holder. */
export function acquired(state: RaceState, name: string, who: string): Done {
  const others = (state.holders[name] ?? []).filter((holder) => holder !== who);
  const holders = { ...state.holders, [name]: [...others, who] };
  return { state: { ...state, holders }, outcome: 'ok', about: name };
}

/** What a pin, or a step with an fd, needs: who must hold the link, the error where nobody does, and what that lacks. */
const NEEDS = {
  pin: ['an agent', 'EINVAL'],
  open: [PIN, 'ENOENT'],
  unpin: [PIN, 'ENOENT'],
  close: ['an agent', 'EBADF'],
} as const;

/** A step for which the agent has no fd of the link. */
export const withoutFd = (state: RaceState, link: string, outcome: 'EBADF' | 'EINVAL' = 'EBADF'): Done => ({
  state,
  outcome,
  about: link,
  lacks: `an fd of ${link} (created, opened from its pin or taken by its id)`,
});

/** Pins and fds of links: nothing of them is a request until the last one is closed. */
export function held(
  race: SlotsRace,
  state: RaceState,
  agent: number,
  step: StepOf<'pin' | 'open' | 'unpin' | 'close'>,
): Done {
  const { name } = race.agents[agent]!;
  const { link } = step;
  const [who, missing] = NEEDS[step.do];
  const needed = who === PIN ? PIN : name;
  if (!holds(state, link, needed))
    return missing === 'ENOENT'
      ? { state, outcome: missing, about: link, lacks: `a pin of ${link}` }
      : withoutFd(state, link, missing);
  if (step.do === 'pin')
    return holds(state, link, PIN)
      ? { state, outcome: 'EEXIST', about: link, lacks: `no pin of ${link} yet` }
      : acquired(state, link, PIN);
  if (step.do === 'open') return acquired(state, link, name);
  return withdrawn(released(race, state, link, needed), agent, spotOf(state.spec, link));
}

/** Whether a program is loaded: an agent that lives has an fd of it, or a list or a link has it. */
function isLoaded(race: SlotsRace, state: RaceState, prog: string): boolean {
  const open = race.agents.some(
    ({ name, programs }, agent) =>
      state.agents[agent]!.status !== 'crashed' &&
      (holds(state, prog, name) || (Object.hasOwn(programs, prog) && !waits(race, state, agent))),
  );
  return open || holdersOfProg({ ...state.spec, closed: new Set([prog]) }, prog) > 0;
}

/** What an agent gets that asks for an fd of a link or a program by its id. */
function byId(race: SlotsRace, state: RaceState, agent: number, name: string): Outcome {
  if (!race.agents[agent]!.sysAdmin) return 'EPERM';
  const exists = race.universe.links.includes(name)
    ? (state.holders[name] ?? []).length > 0
    : isLoaded(race, state, name);
  return exists ? 'ok' : 'ENOENT';
}

const refusedFd = (state: RaceState, outcome: Outcome, name: string): Done => ({
  state,
  outcome,
  about: name,
  ...(outcome === 'EPERM' ? { denied: name } : {}),
});

/** BPF_LINK_GET_FD_BY_ID or BPF_PROG_GET_FD_BY_ID. */
export function taken(race: SlotsRace, state: RaceState, agent: number, step: StepOf<'take'>): Done {
  const name = (step.link ?? step.prog)!;
  const outcome = byId(race, state, agent, name);
  return outcome === 'ok' ? acquired(state, name, race.agents[agent]!.name) : refusedFd(state, outcome, name);
}

const BY_FD = ['prog', 'replace', 'old'] as const;

/** The programs that a request names by an fd. */
const programsOf = (made: Request): readonly string[] =>
  BY_FD.flatMap((field) => {
    const named = (made as Partial<Record<(typeof BY_FD)[number], { is: string; name?: string }>>)[field];
    return named?.is === 'prog' ? [named.name!] : [];
  });

/** A request that names a program of another agent gets its fd by id first; what comes of that where it fails. */
export function unreachable(race: SlotsRace, state: RaceState, agent: number, made: Request): Done | undefined {
  const { name, programs } = race.agents[agent]!;
  for (const prog of programsOf(made)) {
    if (Object.hasOwn(programs, prog) || holds(state, prog, name)) continue;
    const outcome = byId(race, state, agent, prog);
    if (outcome !== 'ok') return refusedFd(state, outcome, prog);
  }
  return undefined;
}

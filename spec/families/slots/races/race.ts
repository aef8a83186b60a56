import { Decider } from '../../../decide/decider.ts';
import type { Profile } from '../../../profile.ts';
import { DoesNotApply } from '../../../race.ts';
import type { Belongings } from '../properties/race-facts.ts';
import { CAPACITY, type HookKind, type HookName, NEXT, type ProgName, takenBy, Universe } from '../vocabulary/index.ts';
import { hookNames, type PlayedHook, type Scenario, type ScenarioAgent } from './scenario.ts';

/** A scenario under one semantics: what exists, and who it belongs to. */
export interface SlotsRace {
  readonly scenario: Scenario;
  readonly semantics: Profile;
  readonly decider: Decider;
  readonly kind: PlayedHook;
  readonly universe: Universe;
  /** The hook that a step is about unless it says otherwise. */
  readonly hook: HookName;
  readonly agents: readonly ScenarioAgent[];
  readonly belongings: Belongings;
}

/** The party an agent belongs to. */
export const partyOf = ({ name, party }: ScenarioAgent): string => party ?? name;

const linksOf = ({ setup, steps }: ScenarioAgent) =>
  [...setup, ...steps].flatMap((step) => (step.do === 'link create' ? [step.link] : []));

function belongingsOf(agents: readonly ScenarioAgent[]): Belongings {
  const owned = agents.flatMap((agent) =>
    [...Object.keys(agent.programs), ...linksOf(agent)].map((name) => [name, partyOf(agent)] as const),
  );
  return {
    owners: Object.fromEntries(owned),
    versions: Object.fromEntries(agents.flatMap(({ programs }) => Object.entries(programs))),
  };
}

function hooksOf(scenario: Scenario, kind: PlayedHook): Universe['hooks'] {
  const names = hookNames(scenario, kind);
  const device = 'dev';
  if (kind === 'netkit') return { [names[0]!]: { kind, device, end: 'primary', by: 'primary' } };
  if (kind === 'tcx') return { [names[0]!]: { kind, device, direction: 'ingress', clsact: scenario.clsact } };
  return Object.fromEntries(
    names.map((name, index) => [name, { kind, parent: names[index - 1] ?? 'none', attachType: 'ingress' }]),
  );
}

/** What is said of packets; nothing where no agent speaks of them. */
function packetsIn({ agents }: Scenario, hook: HookName) {
  const filters = agents.flatMap((agent) => agent.filters);
  const spoken = agents.some(({ returns, sees }) => sees.length > 0 || Object.keys(returns).length > 0);
  const all = agents.flatMap(({ programs, returns }) =>
    Object.keys(programs).map((prog) => [prog, returns[prog] ?? NEXT] as const),
  );
  return {
    ...(spoken ? { verdicts: Object.fromEntries(all) } : {}),
    ...(filters.length > 0 ? { filters: { [hook]: filters } } : {}),
  };
}

function universeOf(scenario: Scenario, kind: PlayedHook, progs: readonly ProgName[]): Universe {
  const hooks = hooksOf(scenario, kind);
  const type = takenBy(Object.values(hooks)[0]!);
  return Universe.parse({
    programs: Object.fromEntries(progs.map((prog) => [prog, type])),
    links: scenario.agents.flatMap(linksOf),
    hooks,
    capacity: CAPACITY[kind],
    ...packetsIn(scenario, hookNames(scenario, kind)[0]!),
  });
}

/** Where a scenario is played: what is for tcx is for netkit too, but a clsact qdisc. */
export const isPlayedAt = ({ hooks, clsact }: Scenario, kind: HookKind): kind is PlayedHook =>
  hooks.some((each) => each === kind || (each === 'tcx' && kind === 'netkit' && !clsact));

/** A scenario under a semantics, whose kind of hook it must be for: a DoesNotApply where it is not. */
export function slotsRace(scenario: Scenario, semantics: Profile): SlotsRace {
  const kind = semantics.uapi.hook as HookKind;
  if (!isPlayedAt(scenario, kind))
    throw new DoesNotApply(
      `${scenario.name} is for ${scenario.hooks.join(' and ')}, and ${semantics.name} is of ${kind}`,
    );
  const belongings = belongingsOf(scenario.agents);
  const universe = universeOf(scenario, kind, Object.keys(belongings.versions));
  const hook = hookNames(scenario, kind)[0]!;
  return {
    scenario,
    semantics,
    decider: new Decider(semantics),
    kind,
    universe,
    hook,
    agents: scenario.agents,
    belongings,
  };
}

/** The properties that a scenario says do not hold under a semantics, under the nearest it was derived from, or at its kind of hook. */
export function expectedToBreak({ breaks }: Scenario, { name, uapi, base }: Profile): readonly string[] {
  for (const each of [name, ...basesOf(base)]) if (breaks[each] !== undefined) return breaks[each];
  return breaks[uapi.hook] ?? [];
}

/** The names of the profiles that one was derived from, the nearest first. */
const basesOf = (base: Profile | undefined): readonly string[] =>
  base === undefined ? [] : [base.name, ...basesOf(base.base)];

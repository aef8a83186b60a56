import { profileNamed } from '../../spec/families/profiles.ts';
import { familyNamed } from '../../spec/families/register.ts';
import type { Family } from '../../spec/family.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Race, Racing, ScenarioHead } from '../../spec/race.ts';
import { plainRacing } from './plain.ts';

/** How agents race at the hooks of a family: its own way, or request by request. */
export function racingOf(family: Family): Racing {
  return (family.racing as Racing | undefined) ?? plainRacing(family);
}

/** How the agents of a scenario race. */
export function racingFor({ family }: ScenarioHead): Racing {
  return racingOf(familyNamed(family));
}

/** A scenario under a semantics; a DoesNotApply where it is not for that. */
export function raceOf(scenario: ScenarioHead, semantics: Profile): Race {
  return racingFor(scenario).race(scenario, semantics);
}

/** The semantics that a scenario is told for. */
export function profilesFor(scenario: ScenarioHead): readonly Profile[] {
  return racingFor(scenario).profiles(scenario).map(profileNamed);
}

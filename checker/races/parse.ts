import { PROFILES } from '../../spec/families/profiles.ts';
import { familyNamed } from '../../spec/families/register.ts';
import type { Racing, ScenarioHead } from '../../spec/race.ts';
import { invalidAt } from '../../traces/issues.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { racingOf } from './racing.ts';

/** `agent first, step 2, place.before` for a place inside the program of an agent. */
function placeIn(document: unknown): (path: readonly PropertyKey[]) => string {
  return ([first, index, list, number, ...rest]) => {
    const path = [first, index, list, number, ...rest].filter((key) => key !== undefined);
    if (first !== 'agents' || typeof index !== 'number') return path.map(String).join('.');
    const { name } = ((document as { agents?: { name?: unknown }[] }).agents?.[index] ?? {}) as { name?: unknown };
    const agent = `agent ${typeof name === 'string' && name.length <= 32 ? name : index + 1}`;
    if (typeof number !== 'number' || !['setup', 'steps'].includes(String(list)))
      return [agent, path.slice(2).map(String).join('.')].filter(Boolean).join(', ');
    const step = `${list === 'setup' ? 'setup step' : 'step'} ${number + 1}`;
    return [agent, step, rest.map(String).join('.')].filter(Boolean).join(', ');
  };
}

/** The family that a document names. */
function racingIn(path: string, document: unknown): Racing {
  const { family } = (document ?? {}) as { family?: unknown };
  try {
    return racingOf(familyNamed(family === undefined ? undefined : String(family)));
  } catch (error) {
    throw new TraceError(`${path}: family: ${(error as Error).message}`);
  }
}

/** Checks a document that claims to be a scenario; every failure is a TraceError with a line for each thing that is wrong. */
export function parseScenario(path: string, document: unknown): ScenarioHead {
  const racing = racingIn(path, document);
  const result = racing.schema.safeParse(document);
  if (!result.success) throw invalidAt(path, result.error.issues, document, placeIn(document));
  for (const { field, name, fits } of racing.named(result.data)) {
    const known = PROFILES.filter(fits).map((each) => each.name);
    if (!known.includes(name))
      throw new TraceError(`${path}: ${field}: expected ${known.join(', ')}, found ${JSON.stringify(name)}`);
  }
  return result.data;
}

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROFILES } from '../../spec/families/profiles.ts';
import { familyNamed } from '../../spec/families/register.ts';
import type { Racing, ScenarioHead } from '../../spec/race.ts';
import { explainIssues } from '../../traces/issues.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { readJson } from '../../traces/read.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { racingOf } from './racing.ts';

/** Where the scenarios that come with the package are. */
const SHIPPED = join(PACKAGE, 'scenarios');

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
  if (!result.success)
    throw new TraceError(
      explainIssues(result.error.issues, document, placeIn(document))
        .map((line) => `${path}: ${line}`)
        .join('\n'),
    );
  for (const { field, name, fits } of racing.named(result.data)) {
    const known = PROFILES.filter(fits).map((each) => each.name);
    if (!known.includes(name))
      throw new TraceError(`${path}: ${field}: expected ${known.join(', ')}, found ${JSON.stringify(name)}`);
  }
  return result.data;
}

/** Reads a scenario from a file. */
export function readScenario(path: string): ScenarioHead {
  return parseScenario(path, readJson(path, 'a scenario'));
}

/** The scenarios that come with the package, each variant behind what it varies. */
export function shippedScenarios(): readonly ScenarioHead[] {
  const all = readdirSync(SHIPPED)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => readScenario(join(SHIPPED, file)));
  const roots = all.filter(({ variantOf }) => variantOf === undefined);
  return roots.flatMap((root) => [root, ...all.filter(({ variantOf }) => variantOf === root.name)]);
}

/** The scenario of a name or of a file; a TraceError that lists the names there are. */
export function scenarioNamed(name: string): ScenarioHead {
  if (name.endsWith('.json')) return readScenario(name);
  const shipped = join(SHIPPED, `${name}.json`);
  if (/^[a-z0-9-]+$/.test(name) && existsSync(shipped)) return readScenario(shipped);
  const names = shippedScenarios().map((scenario) => scenario.name);
  throw new TraceError(
    `no scenario is called "${name}"; there is ${names.join(', ')}; or give a file that ends in .json`,
  );
}

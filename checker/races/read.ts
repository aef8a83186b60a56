import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ScenarioHead } from '../../spec/race.ts';
import { meant } from '../../spec/suggest.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { readJson } from '../../traces/read.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { parseScenario } from './parse.ts';

export { parseScenario };

/** Where the scenarios that come with the package are. */
const SHIPPED = join(PACKAGE, 'scenarios');

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
    `no scenario is called "${name}"${meant(name, names)}; there is ${names.join(', ')}; or give a file that ends in .json`,
  );
}

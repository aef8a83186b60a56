import type { Scenario } from './scenario.ts';
import type { List, Program } from './update.ts';

/** The version that first had the array of a version: a replacement keeps the array, every other update has its own. */
function generationOf({ updates }: Scenario, version: number): number {
  let generation = version;
  while (generation > 0 && updates[generation - 1]!.kind === 'replace') generation -= 1;
  return generation;
}

/**
 * Whether a walk saw one list: slot by slot what stood there in lists that were in force between its fetch and its end
 * and that differ by replacements only. Without a replacement that is one single list.
 */
export function isOneList(scenario: Scenario, walked: readonly Program[], since: number, until: number): boolean {
  const versions = [0, 1, 2].filter((version) => since <= version && version <= until);
  return versions.some((one) => {
    const generation = generationOf(scenario, one);
    const lists = versions
      .filter((version) => generationOf(scenario, version) === generation)
      .map((version) => scenario.lists[version]!);
    return (
      lists[0]!.length === walked.length && walked.every((program, at) => lists.some((list) => list[at] === program))
    );
  });
}

/** Whether a walk saw exactly this list. */
export function isList(list: List, walked: readonly Program[]): boolean {
  return list.length === walked.length && list.every((program, at) => program === walked[at]);
}

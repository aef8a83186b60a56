import { worldOf } from '../checker/decide/trial-state.ts';
import type { Family } from '../spec/family.ts';
import type { State } from '../spec/semantics.ts';
import { shown } from '../spec/shown.ts';
import { UsageError } from './exit.ts';

/** Files that a predicate may be in. */
const MODULE = /\.[cm]?[jt]s$/;

/** The predicate that a file exports; what it throws, or answers instead of true or false, is a UsageError that says where. */
export async function goalFromFile(file: string, family: Family): Promise<(state: State) => boolean> {
  if (!MODULE.test(file))
    throw new UsageError(`--goal: expected a file that ends in .ts, .js or .mjs, found "${file}"`);
  const { blamed, loadDefault } = await import('./proposal-file.ts');
  const predicate = await loadDefault(file);
  if (typeof predicate !== 'function')
    throw new UsageError(`${file}: expected "export default (state, world) => …", found ${shown(predicate)}`);
  return (state) => {
    let answer: unknown;
    try {
      answer = predicate(state, worldOf(family, state));
    } catch (error) {
      throw blamed(file, error);
    }
    if (typeof answer !== 'boolean') throw new UsageError(`${file}: expected true or false, found ${shown(answer)}`);
    return answer;
  };
}

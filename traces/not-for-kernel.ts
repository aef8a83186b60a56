import { flagsOf } from '../spec/flag-fact.ts';
import { isUndefined } from '../spec/vocabulary/outcome.ts';
import { familyOf, type Trace } from './format.ts';

/** Why no kernel may be taken through a trace, if so: what its interface cannot say, and what is not defined. */
export function notForKernel(trace: Trace): string | undefined {
  const { settable } = familyOf(trace);
  for (const [index, { request }] of trace.steps.entries()) {
    const flag = flagsOf(request).find((each) => settable?.includes(each) === false);
    if (flag !== undefined) return `step ${index + 1}: no kernel has the flag ${flag}`;
    if (isUndefined(trace.steps[index]!.expect.outcome))
      return `step ${index + 1}: undefined behaviour, in which the kernel warns, or uses memory that it should not`;
  }
  return undefined;
}

/** Why no implementation can be held to a trace, if so: nothing is expected of undefined behaviour. */
export function undefinedIn({ steps }: Trace): string | undefined {
  const index = steps.findIndex(({ expect }) => isUndefined(expect.outcome));
  return index === -1 ? undefined : `step ${index + 1}: undefined behaviour, of which nothing is expected`;
}

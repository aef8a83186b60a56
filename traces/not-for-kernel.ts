import { FLAG_BITS } from '../spec/families/slots/vocabulary/index.ts';
import type { Trace } from './format.ts';

/** Why no kernel may be taken through a trace, if so: what its interface cannot say, and what is not defined. */
export function notForKernel(trace: Trace): string | undefined {
  for (const [index, { request }] of trace.steps.entries()) {
    const flag = 'flags' in request ? request.flags.find((each) => !Object.hasOwn(FLAG_BITS, each)) : undefined;
    if (flag !== undefined) return `step ${index + 1}: no kernel has the flag ${flag}`;
    if (trace.steps[index]!.expect.outcome === 'undefined')
      return `step ${index + 1}: undefined behaviour, in which the kernel reads or writes outside its arrays`;
  }
  return undefined;
}

/** Why no implementation can be held to a trace, if so: nothing is expected of undefined behaviour. */
export function undefinedIn({ steps }: Trace): string | undefined {
  const index = steps.findIndex(({ expect }) => expect.outcome === 'undefined');
  return index === -1 ? undefined : `step ${index + 1}: undefined behaviour, of which nothing is expected`;
}

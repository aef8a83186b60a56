import { TrackedRequest } from '../checker/requests/tracked-request.ts';
import type { Profile } from '../spec/profile.ts';
import type { Universe } from '../spec/semantics.ts';
import type { Explorable } from '../spec/vocabulary/machine.ts';
import { requireHook, requireRequestOf, requireUniverseOf } from './typed.ts';

/**
 * The same model, which holds what it is given to the schemas of its semantics: an ArgumentError says what was expected, where it would
 * have ended with an error of its own.
 */
export function modelAsked(semantics: Profile, model: Explorable): Explorable {
  const { reset, apply, observe } = model;
  let universe: Universe | undefined;
  const begun = () => {
    if (universe === undefined) throw new Error('the machine was not reset to a universe yet');
    return universe;
  };
  const asked: Pick<Explorable, 'reset' | 'apply' | 'observe'> = {
    reset: (given) => {
      const read = requireUniverseOf(semantics, given);
      reset.call(model, read);
      universe = read;
    },
    apply: (request) => {
      try {
        return apply.call(model, request);
      } catch (error) {
        // A search makes its requests by itself, in an object that schemas cannot read.
        if (!(request instanceof TrackedRequest)) requireRequestOf(semantics, begun(), request);
        throw error;
      }
    },
    observe: (hook) => {
      requireHook(semantics, begun(), 'hook', hook);
      return observe.call(model, hook);
    },
  };
  return Object.assign(model, asked);
}

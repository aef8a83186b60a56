import { join } from 'node:path';
import { Lockstep } from '../../checker/check/lockstep.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request, Scope } from '../../spec/semantics.ts';
import type { Explorable } from '../../spec/vocabulary/machine.ts';
import { readTraceFiles } from '../../traces/files.ts';
import type { Trace } from '../../traces/format.ts';
import { ROOT } from './command.ts';

/** A rule or a model with something wrong in it, next to the other one, which is sound. */
export interface Wrong {
  readonly semantics: Profile;
  readonly model: () => Explorable;
  /** The rule that it is about, if it is about one: traces that end with that come first. */
  readonly rule?: string;
  /** The step at which a trace shows it; 0 where it does not. */
  readonly failsAt: (trace: Trace) => number;
}

/** Whether a check of a scope finds something wrong in the state at the end of a path, before a faulty model stops at another request. */
function isFoundAt({ semantics, model }: Wrong, scope: Scope, path: readonly Request[]): boolean {
  const lockstep = new Lockstep(semantics, model(), scope);
  try {
    const expansion = lockstep.expand(lockstep.at(path, 0), () => undefined);
    for (;;) {
      const next = expansion.next();
      if (next.done) return next.value !== undefined;
    }
  } catch {
    return false;
  }
}

/**
 * Looks for a scope of the main job in which a check finds something wrong, where the suite of the profile leads to it: a trace that fails
 * was found in a scope, and the state in front of the step that fails is checked there as a check of the scope would. `undefined` where none leads there.
 */
export function guidedBySuite(profile: Profile): (wrong: Wrong) => Scope | undefined {
  const scopes = new Map(profile.family.mainScopes(profile).map((scope) => [`scope ${scope.name}`, scope]));
  const { traces } = readTraceFiles([join(ROOT, 'traces/conformance', profile.name)]);
  const guides = traces.flatMap(({ trace }): [Trace, Scope][] => {
    const scope = scopes.get(trace.origin?.note ?? '');
    return scope === undefined ? [] : [[trace, scope]];
  });
  return (wrong) => {
    const endsWithIt = ([{ steps }]: readonly [Trace, Scope]) => steps.at(-1)!.expect.rule === wrong.rule;
    const likely = wrong.rule === undefined ? [] : guides.filter(endsWithIt);
    for (const [trace, scope] of [...likely, ...guides]) {
      const step = wrong.failsAt(trace);
      if (step === 0) continue;
      const path = trace.steps.slice(0, step - 1).map(({ request }) => request);
      if (isFoundAt(wrong, scope, path)) return scope;
    }
    return undefined;
  };
}

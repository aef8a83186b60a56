import { traceOf } from '../checker/decide/counterexample.ts';
import type { FuzzFinding } from '../checker/fuzz/fuzz.ts';
import { kernelRelease } from '../kernel/release.ts';
import type { Profile } from '../spec/profile.ts';
import { DRIVER } from './fuzz-targets.ts';
import { saveTrace } from './save-trace.ts';

/** Writes a difference as a trace with the expectations of the rules; gives the name of the file, if it could be written. */
export function saveFinding(
  semantics: Profile,
  { target, universe, steps, leaving, sequence }: FuzzFinding,
  seed: number,
  { directory, force }: { readonly directory: string; readonly force: boolean },
): string | undefined {
  const kernel = target === 'kernel' ? { kernel: kernelRelease() } : {};
  const trace = traceOf(semantics, universe, steps, {
    title:
      leaving.is === 'alarm'
        ? `the ${target} warned`
        : `the ${target === DRIVER ? 'driver' : target} leaves ${leaving.rule}`,
    origin: { kind: 'counterexample', note: `found by mprog fuzz, seed ${seed}, sequence ${sequence}`, ...kernel },
  });
  return saveTrace(directory, semantics.name, trace, { force });
}

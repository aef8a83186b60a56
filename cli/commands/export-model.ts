import { join } from 'node:path';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import type { ExportReport } from '../../exporters/export-report.ts';
import { type PromelaModel, promelaOf } from '../../exporters/promela/promela.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Scope } from '../../spec/semantics.ts';
import { headOf } from '../../traces/report-head.ts';
import { requireWritable, writeText } from '../../traces/write.ts';
import { chosenScopes, type ScopeChanges } from '../arguments.ts';
import { EXIT, UsageError } from '../exit.ts';
import { semanticsArgument } from '../semantics.ts';
import { colours, plural, say, sayJson } from '../text/output.ts';

/** Options of `mprog export` that a model takes. */
export interface ModelOptions extends ScopeChanges {
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

function translated(semantics: Profile, scope: Scope): PromelaModel {
  try {
    return promelaOf(semantics, scope);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

/** `mprog export promela`: writes the rules of one semantics within one scope. Returns the exit code. */
export async function exportModel(names: readonly string[], options: ModelOptions): Promise<number> {
  const [name, more] = names;
  if (name === undefined || more !== undefined)
    throw new UsageError(`promela: expected one profile, found ${names.length}`);
  const semantics = await semanticsArgument(name);
  const scopes = chosenScopes(semantics, options);
  const [scope] = scopes;
  if (scope === undefined || scopes.length > 1)
    throw new UsageError(`promela: expected one scope, found ${scopes.length}`);
  requireWritable(options.out);
  const seconds = stopwatch();
  const { text, rules } = translated(semantics, scope);
  const file = join(options.out, `${semantics.name.replace(/[^\w.-]/g, '-')}.pml`);
  writeText(file, text, { force: options.force === true });
  const report: ExportReport = {
    ...headOf('mprog-export', 1),
    profiles: [semantics.name],
    result: 'held',
    seconds: seconds(),
    exporter: 'promela',
    files: [{ file, traces: [] }],
    exported: 0,
    skipped: [],
    model: { scope: scope.name, rules: rules.length },
    scenarios: [],
  };
  if (options.json) sayJson(report);
  else {
    say(
      `${colours.green('✓')} ${plural(rules.length, 'rule')} of ${semantics.name}, scope ${scope.name}, written to ${file}`,
    );
    say(`  spin -a ${file} && gcc -O2 -DSAFETY -o pan pan.c && ./pan -m1000000`);
    say(
      `  states stored are the states of mprog check with --no-symmetry; stored and matched, less 1, its transitions with --every-request`,
    );
  }
  return EXIT.HELD;
}

import type { Command } from 'commander';
import { checkVariant, type Known } from '../../checker/fast-path/check.ts';
import { type FastPathReport, variantReport } from '../../checker/fast-path/report.ts';
import { VARIANTS, type Variant, variantNamed } from '../../checker/fast-path/variants.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { meant } from '../../spec/suggest.ts';
import { worstOf } from '../../spec/vocabulary/report.ts';
import { headOf } from '../../traces/report-head.ts';
import { strayOption } from '../arguments.ts';
import { show } from '../document/show.ts';
import { EXIT, exitCodeOf, UsageError } from '../exit.ts';
import type { Timed } from '../fast-path-timed.ts';
import { follow } from '../follow.ts';
import { count, say, sayJson } from '../text/output.ts';
import { fastPathDocument } from '../text/render-fast-path.ts';

/** The options of `mprog check fast-path`. */
export interface FastPathOptions {
  readonly variant?: string;
  readonly depth?: number;
  readonly states?: number;
  readonly symmetry?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

/** The options of `mprog check` that mean something here: the scenarios are always the same. */
const OWN = ['variant', 'depth', 'states', 'symmetry', 'markdown', 'json'];

/** `mprog check fast-path`: every interleaving of one updater and two readers, under a design; gives the exit code. */
export async function runFastPath(options: FastPathOptions, command: Command): Promise<number> {
  const stray = strayOption(command, OWN);
  if (stray !== undefined)
    throw new UsageError(
      `${stray}: check fast-path takes --variant, --depth, --states, --no-symmetry, --markdown and --json only`,
    );
  if (options.variant === 'list') {
    if (options.json) throw new UsageError('--variant list: a list for people, without --json');
    for (const { id, sentence } of VARIANTS) say(`${id.padEnd(36)}${sentence}`);
    return EXIT.HELD;
  }
  const variants = variantsOf(options);
  const seconds = stopwatch();
  const checked: Timed[] = [];
  const known: Known = new Map();
  for (const variant of variants) {
    const timed = await checkOne(variant, options, known);
    checked.push(timed);
    if (timed.verdict.interrupted) break;
  }
  const report: FastPathReport = {
    ...headOf('mprog-fast-path', 2),
    result: worstOf(checked.map(({ verdict }) => verdict.result)),
    seconds: seconds(),
    variants: checked.map((each) => variantReport(each.verdict, each.seconds)),
  };
  if (options.json) sayJson(report);
  else await show(fastPathDocument(checked, options.variant === 'all'), options.markdown);
  return exitCodeOf(report);
}

function variantsOf({ variant = 'sound' }: FastPathOptions): readonly Variant[] {
  if (variant === 'all') return VARIANTS;
  const named = variantNamed(variant);
  if (named !== undefined) return [named];
  const names = VARIANTS.map(({ id }) => id);
  throw new UsageError(
    `--variant: expected list, all or one of\n  ${names.join('\n  ')}\nfound "${variant}"${meant(variant, names)}`,
  );
}

/** Checks a variant with its progress shown; an interruption ends it with what it has. */
async function checkOne(
  variant: Variant,
  { depth, states, symmetry = true }: FastPathOptions,
  known: Known,
): Promise<Timed> {
  const limits = { ...(depth === undefined ? {} : { depth }), ...(states === undefined ? {} : { states }) };
  const seconds = stopwatch();
  const { result } = await follow(
    checkVariant(variant, { limits, symmetry }, known),
    ({ scenario, scenarios, states: sofar }) =>
      `fast-path, ${variant.id}: scenario ${scenario} of ${scenarios} · ${count(sofar)} states`,
  );
  return { verdict: result, seconds: seconds() };
}

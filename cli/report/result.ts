import { summarise } from '../../checker/check/summary.ts';
import type { Summary, Verdict, Verdicts } from '../../checker/check/verdict.ts';
import { ALARM, type KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { type MutationReport, tallied } from '../../checker/mutate/report.ts';
import { type RaceReport, raceReport, raceResultOf } from '../../checker/races/verdict.ts';
import { worstOf } from '../../spec/vocabulary/report.ts';
import { agrees, Contradiction, namedBy } from './contradiction.ts';

/** A Contradiction where something that must be there for a reason is not, or the other way round. */
function expectThere(at: string, isThere: boolean, isExpected: boolean, why: string): void {
  if (isThere !== isExpected) throw new Contradiction(at, `expected ${isExpected ? 'one' : 'none'}, because ${why}`);
}

function expectAnomalies({ anomalies, properties }: Verdict, at: string): void {
  for (const [place, { property = '', cases = 1, otherwise }] of anomalies.entries()) {
    const field = `${at}anomalies.${place}`;
    namedBy(`${field}.property`, property, properties, ({ id }) => id);
    const twin = anomalies.findIndex((each) => each.property === property);
    if (twin !== place) throw new Contradiction(`${field}.property`, `expected each once, found "${property}" again`);
    const most = otherwise?.cases ?? 0;
    if (most > cases) throw new Contradiction(`${field}.otherwise.cases`, `expected at most ${cases}, found ${most}`);
  }
}

/** A Contradiction where the result of a check is not what the rest of its verdict makes it. */
export function expectVerdict(verdict: Verdict, at: string): void {
  const { result, counterexample, bound, part, properties } = verdict;
  const isViolated = result === 'violated';
  const because = `the result is ${result}`;
  expectThere(`${at}counterexample`, counterexample !== undefined, isViolated, because);
  if (part !== undefined) expectThere(`${at}part.failed`, part.failed !== undefined, isViolated, because);
  if (bound !== undefined) agrees(`${at}result`, 'inconclusive', result);
  for (const [place, { id, expected, result: own }] of properties.entries())
    if (!expected && own === 'violated' && counterexample?.property !== id)
      throw new Contradiction(
        `${at}properties.${place}.expected`,
        'expected true, found false without a counterexample',
      );
  expectAnomalies(verdict, at);
}

/** A Contradiction where what is said of the scopes of one semantics together is not what their verdicts make it. */
function expectSummary(summary: Summary, verdicts: readonly Verdict[], at: string): void {
  namedBy(`${at}profile`, summary.profile, verdicts, ({ profile }) => profile);
  const own = verdicts.filter(({ profile }) => profile === summary.profile);
  // A proposal alone has to be exercised: the report does not say what is one.
  const expected = summarise(own, summary.planned, summary.result === 'inconclusive');
  for (const field of ['result', 'rules', 'properties'] as const)
    agrees(`${at}${field}`, expected[field], summary[field]);
  for (const field of ['scopes', 'neverFired', 'vacuous', 'untested'] as const)
    agrees(`${at}${field}`, expected[field].join(', '), summary[field].join(', '));
}

/** The same of a check of several scopes. */
export function expectVerdicts({ verdicts, summaries, result }: Verdicts): void {
  for (const [place, verdict] of verdicts.entries()) {
    namedBy(`verdicts.${place}.profile`, verdict.profile, summaries, ({ profile }) => profile);
    expectVerdict(verdict, `verdicts.${place}.`);
  }
  for (const [place, summary] of summaries.entries()) expectSummary(summary, verdicts, `summaries.${place}.`);
  agrees('result', worstOf(summaries.map((summary) => summary.result)), result);
}

/** The same of a cross-check with a kernel. */
export function expectKernelVerdict({ result, differences, reasons }: KernelVerdict): void {
  const isViolated =
    differences.some(({ reproduced }) => reproduced) || reasons.some((reason) => reason.startsWith(ALARM));
  const isOpen = differences.length + reasons.length > 0;
  if (isViolated) agrees('result', 'violated', result);
  else if (result === 'violated')
    throw new Contradiction('differences', 'expected a reproduced difference, because the result is violated');
  else if (isOpen) agrees('result', 'inconclusive', result);
}

/** The same of a run of mprog mutate. */
export function expectMutation({ result, score, mutants, missing }: MutationReport): void {
  const tally = tallied(mutants, () => '');
  const open = missing !== undefined && tally.result !== 'violated';
  agrees('result', open ? 'inconclusive' : tally.result, result);
  for (const field of ['killed', 'of', 'equivalent'] as const)
    agrees(`score.${field}`, tally.score[field], score[field]);
}

/** The same of a run of mprog race. */
export function expectRaces({ result, verdicts, skipped, missing }: RaceReport): void {
  for (const [place, verdict] of verdicts.entries()) {
    for (const [index, { result: own, finding }] of verdict.properties.entries())
      expectThere(
        `verdicts.${place}.properties.${index}.finding`,
        finding !== undefined,
        own === 'violated',
        `the result is ${own}`,
      );
    agrees(`verdicts.${place}.result`, raceResultOf(verdict), verdict.result);
  }
  agrees('result', raceReport(verdicts, skipped, 0, missing === undefined ? {} : { missing }).result, result);
}

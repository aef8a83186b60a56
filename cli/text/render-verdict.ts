import type { Verdict } from '../../checker/check/verdict.ts';
import type { ComparedStep } from '../../checker/decide/counterexample.ts';
import { describeFailure, type Failure } from '../../checker/decide/failure.ts';
import type { Family } from '../../spec/family.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request, Scope } from '../../spec/semantics.ts';
import { colours, count, plural, say } from './output.ts';
import { decidedBy, stepsTable } from './render-failure.ts';
import { droppedLine } from './rules-text.ts';

/** What a verdict shows of a counterexample. */
export interface Shown {
  readonly failure: Failure;
  readonly steps: readonly ComparedStep[];
  readonly path: readonly Request[];
  readonly file?: string;
}

/** A scope in a few words. */
export function describeScope({ words }: Family, scope: Scope): string {
  return `scope ${scope.name}: ${words.scope(scope).join(', ')}`;
}

function measured({ states, transitions, depth, seconds }: Verdict): string {
  const rate = (transitions / Math.max(seconds, 0.001) / 1e6).toFixed(1);
  return `${plural(states, 'state')} · ${plural(transitions, 'transition')} · depth ${depth} · ${seconds.toFixed(1)} s (${rate} M/s)`;
}

/** At most so many names are listed. */
const NAMES = 6;

/** Some names, the first of them spelled out. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES).join(', ');
  return names.length > NAMES ? `${shown} and ${names.length - NAMES} more` : shown;
}

function coverageLines({ rules, neverFired, vacuous }: Verdict): string[] {
  const fired = rules.filter((rule) => rule.fired > 0);
  const least = fired.toSorted((a, b) => a.fired - b.fired)[0];
  const rare = least === undefined ? '' : `   least used: ${least.id} (${count(least.fired)})`;
  const lines = [`${fired.length} of ${rules.length} rules fired${rare}`];
  if (neverFired.length > 0) lines.push(`rules not exercised in this scope: ${listed(neverFired)}`);
  if (vacuous.length > 0) lines.push(`properties not exercised in this scope: ${listed(vacuous)}`);
  return lines;
}

/** Prints how often each rule fired, and how often each property was put to the test. */
export function renderCoverage({ rules, properties }: Verdict): void {
  const line = (times: number, what: string) => say(`${count(times).padStart(14)}  ${what}`);
  say('transitions decided by each rule');
  for (const { id, fired } of rules) line(fired, id);
  say();
  say('states or transitions that exercise each property');
  for (const { id, tested, sentence } of properties) line(tested, `${id}: ${sentence}`);
  say();
}

function anomalyLine({ property, cases, steps, rule, file }: Verdict['anomalies'][number]): string {
  const where = file === undefined ? '' : `, see ${file}`;
  return `known: ${property} is violated in ${plural(cases!, 'case')}, first after ${plural(steps.length, 'step')} by ${rule}${where}`;
}

function workLine({ situations, compares, repeats, evaluations }: NonNullable<Verdict['work']>): string {
  return `work: ${plural(situations, 'situation')} decided · ${plural(compares, 'change')} compared in full, ${count(repeats)} found again · ${plural(evaluations, 'evaluation')} of properties`;
}

/** Of which part of the states all that follows is. */
function partLine({ states }: Verdict, { index, of, compared }: NonNullable<Verdict['part']>): string {
  return `part ${index} of ${of}: spec and model compared in ${count(compared)} of ${plural(states, 'state')}; mprog merge puts all parts together`;
}

const NO_MODEL = 'no model: only the rules and properties were checked';

/** What a proposal brought and nothing put to the test, each on a line, and how to go on. */
export function untestedLines(untested: readonly string[], where: string): string[] {
  return [
    `${colours.yellow('?')} inconclusive: ${plural(untested.length, 'change')} of the proposal not exercised in ${where}`,
    ...untested.map((name) => `    ${name}`),
    '    --scope main or --scope all reaches more; so do --programs, --links, --prefill',
  ];
}

/** Prints a verdict for a person to read. */
export function renderVerdict(semantics: Profile, verdict: Verdict, isProposal: boolean, shown?: Shown): void {
  const { result, profile, scope, fault, properties, vacuous, untested } = verdict;
  say(`${colours.bold(profile)} · ${describeScope(semantics.family, scope)}`);
  if (fault !== undefined) say(`fault planted in the model: ${fault}`);
  say(`explored ${measured(verdict)}`);
  if (verdict.work !== undefined) say(workLine(verdict.work));
  if (verdict.part !== undefined) say(partLine(verdict, verdict.part));
  const tick = colours.green('✓');
  const dash = colours.yellow('–');
  if (result === 'held') {
    if (verdict.model) say(`${tick} spec and model agree on every transition`);
    else say(`${dash} ${NO_MODEL}`);
    say(
      `${tick} ${plural(properties.length - vacuous.length - verdict.anomalies.length, 'property', 'properties')} held`,
    );
    for (const anomaly of verdict.anomalies) say(`${dash} ${anomalyLine(anomaly)}`);
    const [first, ...rest] = coverageLines(verdict);
    say(`${verdict.neverFired.length === 0 ? tick : dash} ${first}`);
    for (const line of rest) say(`${dash} ${line}`);
    if (isProposal && untested.length > 0)
      say(`${dash} changes of the proposal not exercised in this scope: ${listed(untested)}`);
  } else if (result === 'inconclusive') {
    if (isProposal && untested.length > 0) for (const line of untestedLines(untested, 'this scope')) say(line);
    const bound = verdict.bound === undefined ? dash : `${colours.yellow('?')} inconclusive: ${verdict.bound}.`;
    say(`${bound} No counterexample so far. This is not a pass.`);
    if (!verdict.model) say(`${dash} ${NO_MODEL}`);
    for (const line of coverageLines(verdict)) say(`${dash} ${line}`);
  }
  const dropped = droppedLine(semantics);
  if (dropped !== undefined) say(`${dash} ${dropped}`);
  if (shown !== undefined) renderCounterexample(semantics, shown);
  say();
}

function renderCounterexample(semantics: Profile, { failure, steps, path, file }: Shown): void {
  say(`${colours.red('✗')} after ${plural(path.length, 'step')}: ${describeFailure(semantics.family, failure)}`);
  say();
  if (steps.length > 0) say(stepsTable(semantics.family, steps));
  if (failure.is !== 'undecided') for (const line of decidedBy(semantics, failure.rule)) say(line);
  if (file === undefined) return;
  say();
  say(`  written to  ${file}`);
  say(`  replay      mprog replay ${file} --target kernel`);
}

import { relative } from 'node:path';
import type { Verdict } from '../../checker/check/verdict.ts';
import type { ComparedStep } from '../../checker/decide/counterexample.ts';
import { describeFailure, type Failure } from '../../checker/decide/failure.ts';
import { brokenBy } from '../../checker/promises/register.ts';
import type { Family } from '../../spec/family.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request, Scope } from '../../spec/semantics.ts';
import {
  type Block,
  bold,
  close,
  type Document,
  document,
  fields,
  type Inline,
  indented,
  lines,
  mark,
  numbered,
  paragraph,
  signed,
  stanza,
} from '../document/document.ts';
import { apartLine } from './apart-line.ts';
import { count, partLine, plural } from './output.ts';
import { decidedBy, stepsTable, writtenTo } from './render-failure.ts';
import { droppedLine, lostLine } from './rules-text.ts';

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
  const said = [`${fired.length} of ${rules.length} rules fired${rare}`];
  if (neverFired.length > 0) said.push(`rules not exercised in this scope: ${listed(neverFired)}`);
  if (vacuous.length > 0) said.push(`properties not exercised in this scope: ${listed(vacuous)}`);
  return said;
}

/** How often each rule fired, and how often each property was put to the test. */
export function coverageDocument({ rules, properties }: Verdict): Document {
  const counted = (times: number, what: string) => [count(times), what];
  return document(
    paragraph('transitions decided by each rule'),
    close(fields(rules.map(({ id, fired }) => counted(fired, id)))),
    paragraph('states or transitions that exercise each property'),
    close(fields(properties.map(({ id, tested, sentence }) => counted(tested, `${id}: ${sentence}`)))),
  );
}

type Anomaly = Verdict['anomalies'][number];

function anomalyLine({ property, cases, steps, rule, file }: Anomaly): string {
  const where = file === undefined ? '' : `, see ${file}`;
  return `known: ${property} is violated in ${plural(cases!, 'case')}, first after ${plural(steps.length, 'step')} by ${rule}${where}`;
}

/** That the profile which an anomaly is on record of does not have all cases of it. */
const otherwiseLine = ({ steps, ...apart }: NonNullable<Anomaly['otherwise']>): string =>
  apartLine({ ...apart, steps, decided: steps.at(-1)! });

function workLine({ situations, compares, repeats, evaluations }: NonNullable<Verdict['work']>): string {
  return `work: ${plural(situations, 'situation')} decided · ${plural(compares, 'change')} compared in full, ${count(repeats)} found again · ${plural(evaluations, 'evaluation')} of properties`;
}

const NOTHING_YET = 'No counterexample so far. This is not a pass.';
const NO_MODEL = 'no model: only the rules and properties were checked';

/** What a proposal brought and nothing put to the test, each on a line, and how to go on. */
export const untestedLines = (untested: readonly string[], where: string): readonly Block[][] => [
  [
    paragraph(
      signed('?', `inconclusive: ${plural(untested.length, 'change')} of the proposal not exercised in ${where}`),
    ),
    ...indented(
      4,
      close(lines(...untested)),
      close(
        paragraph(
          'another scope may reach more (--scope main, --scope all), and so may --programs, --links, --prefill; the removal of the last rule that reads a field needs --every-request',
        ),
      ),
      untested.some((each) => each.includes(': flag ')) &&
        close(paragraph('a flag counts where a rule of its operation asks for it, or the slot keeps it')),
      untested.some((each) => each.startsWith('property ')) &&
        close(paragraph('a property of requests that are refused is asked by --properties alone')),
    ),
  ],
];

/** Which properties of a proposal are asked by another command. */
export const unaskedLine = (unasked: readonly string[] | undefined) =>
  unasked !== undefined &&
  signed(
    '–',
    `properties that only --properties asks: ${unasked.join(', ')}   (mprog check FILE --properties ${unasked.join(',')})`,
  );

type Line = Inline | readonly Block[];

/** That spec and model agree, in as many states as were compared. */
const agreement = ({ part }: Verdict): Inline =>
  part?.compared === 0
    ? signed('–', 'no state of this scope is in this part')
    : signed('✓', 'spec and model agree on every transition');

/** What held in a scope, and what was not exercised. */
function heldLines(verdict: Verdict, isProposal: boolean): readonly Line[] {
  const { model, properties, vacuous, anomalies, untested, neverFired } = verdict;
  const [first, ...rest] = coverageLines(verdict);
  const held = properties.length - vacuous.length - anomalies.length;
  return [
    model ? agreement(verdict) : signed('–', NO_MODEL),
    signed(held > 0 ? '✓' : '–', `${plural(held, 'property', 'properties')} held`),
    ...anomalies.flatMap((anomaly) => [
      signed('–', anomalyLine(anomaly)),
      anomaly.otherwise !== undefined && signed('–', otherwiseLine(anomaly.otherwise)),
    ]),
    signed(neverFired.length === 0 ? '✓' : '–', first),
    ...rest.map((line) => signed('–', line)),
    isProposal &&
      untested.length > 0 &&
      signed('–', `changes of the proposal not exercised in this scope: ${listed(untested)}`),
  ];
}

/** Why a scope came to no verdict. */
function inconclusiveLines(verdict: Verdict, isProposal: boolean): readonly Line[] {
  const { bound, model, untested } = verdict;
  return [
    ...(isProposal && untested.length > 0 ? untestedLines(untested, 'this scope') : []),
    bound === undefined ? signed('–', NOTHING_YET) : signed('?', `inconclusive: ${bound}. ${NOTHING_YET}`),
    !model && signed('–', NO_MODEL),
    ...coverageLines(verdict).map((line) => signed('–', line)),
  ];
}

/** A verdict as a document. */
export function verdictDocument(semantics: Profile, verdict: Verdict, isProposal: boolean, shown?: Shown): Document {
  const { result, profile, scope, fault, work, part } = verdict;
  const [dropped, lost] = [droppedLine(semantics), isProposal ? lostLine(semantics) : undefined];
  return document(
    stanza(
      [bold(profile), ` · ${describeScope(semantics.family, scope)}`],
      fault !== undefined && `fault planted in the model: ${fault}`,
      `explored ${measured(verdict)}`,
      work !== undefined && workLine(work),
      part !== undefined &&
        partLine(part, `spec and model compared in ${count(part.compared)} of ${plural(verdict.states, 'state')}`),
    ),
    close(
      lines(
        ...(result === 'held' ? heldLines(verdict, isProposal) : []),
        ...(result === 'inconclusive' ? inconclusiveLines(verdict, isProposal) : []),
        result === 'violated' && !verdict.model && signed('–', NO_MODEL),
        unaskedLine(verdict.unasked),
        lost !== undefined && signed('–', lost),
        dropped !== undefined && signed('–', dropped),
      ),
    ),
    ...(shown === undefined ? [] : counterexampleBlocks(semantics, shown, verdict)),
  );
}

/** That the base of a semantics is known to break a property by rules of its own; a row of fields. */
function knownOfBase(semantics: Profile, failure: Failure): readonly (readonly Inline[])[] {
  if (failure.is !== 'property') return [];
  const known = brokenBy(semantics).find(({ property }) => property === failure.property);
  if (known === undefined) return [];
  const { profile, files } = known;
  return [['known', `${profile} breaks it by rules of its own, see ${relative('', files[0])}`]];
}

/** Requests alone, where no table can say what comes of the last of them. */
function requestBlocks(semantics: Profile, path: readonly Request[], scope: Scope): readonly Block[] {
  const { family } = semantics;
  const { universe } = family.explore(scope, semantics);
  const several = family.hooks(universe).length > 1 ? 'several' : 'one';
  return indented(2, close(numbered(...path.map((request) => family.words.request(request, several)))));
}

function counterexampleBlocks(
  semantics: Profile,
  { failure, steps, path, file }: Shown,
  { model, scope }: Verdict,
): readonly Block[] {
  const decided = failure.is === 'undecided' ? [] : [decidedBy(semantics, failure.rule)];
  return [
    close(paragraph(mark('✗'), ` after ${plural(path.length, 'step')}: ${describeFailure(semantics.family, failure)}`)),
    ...(steps.length === 0
      ? requestBlocks(semantics, path, scope)
      : indented(1, stepsTable(semantics.family, steps, model))),
    ...indented(2, close(fields([...decided, ...knownOfBase(semantics, failure)])), fields(writtenTo(file))),
  ];
}

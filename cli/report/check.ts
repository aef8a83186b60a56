import type { Verdict, Verdicts } from '../../checker/check/verdict.ts';
import type { Failure } from '../../checker/decide/failure.ts';
import { modelNamed } from '../../model/index.ts';
import { propertiesLost } from '../../spec/brought.ts';
import { isProposal } from '../../spec/families/profiles.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import type { Request } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { type Block, bold, code, type Document, heading, type Inline, joined, table } from '../document/document.ts';
import { count, plural } from '../text/output.ts';
import { summaryDocument } from '../text/render-summary.ts';
import { describeScope, type Shown, verdictDocument } from '../text/render-verdict.ts';
import { namedBy } from './contradiction.ts';
import { type Compared, comparedDrawing, drawing, recorded, universeOf } from './drawing.ts';
import type { Named } from './named.ts';
import { expectVerdict, expectVerdicts } from './result.ts';
import { type Drawn, first, partOf, type Told } from './told.ts';

type Anomaly = Verdict['anomalies'][number];

const ids = (names: readonly string[]): Inline => joined(names.map((name) => code(name)));

/** The model of a verdict, with the fault that was planted in it; the rules alone where there is none. */
function machineOf(semantics: Profile, { fault, model }: Verdict, at: string) {
  const kind = model && semantics.model !== undefined ? modelNamed(semantics.model) : undefined;
  if (kind !== undefined && fault !== undefined) namedBy(`${at}fault`, fault, Object.keys(kind.faults), (name) => name);
  return kind === undefined ? new SpecMachine(semantics) : kind.create(fault);
}

/** The counterexample of a verdict as both machines take it. */
function failureOf(semantics: Profile, verdict: Verdict, at: string): Compared | undefined {
  const { counterexample, scope } = verdict;
  if (counterexample === undefined) return undefined;
  return comparedDrawing(
    semantics,
    machineOf(semantics, verdict, at),
    universeOf(semantics, scope, `${at}scope`),
    recorded(counterexample.steps),
    counterexample.failure as unknown as Failure,
    (index) => `${at}counterexample.steps.${index}.request`,
  );
}

function drawnOf(semantics: Profile, verdict: Verdict, at: string): readonly Drawn[] {
  expectVerdict(verdict, at);
  const { counterexample, anomalies, scope, profile } = verdict;
  const universe = universeOf(semantics, scope, `${at}scope`);
  const failing =
    counterexample === undefined || counterexample.steps.length === 0
      ? []
      : [
          {
            title: ['Counterexample: ', counterexample.property ?? `rule ${counterexample.rule ?? ''}`],
            said: [counterexample.sentence, `${profile}, scope ${scope.name}.`],
            ...failureOf(semantics, verdict, at)!,
          },
        ];
  const shown = (
    { rule, cases, steps }: Pick<Anomaly, 'rule' | 'cases' | 'steps'>,
    sentence: string,
    field: string,
  ) => ({
    said: [
      `Does not hold: ${sentence}`,
      [
        'Decided by ',
        code(rule ?? 'no rule'),
        ` in ${profile}, scope ${scope.name}; ${plural(cases ?? 1, 'case')}.`,
      ] as Inline,
    ],
    ...drawing(semantics, universe, recorded(steps), (index) => `${at}${field}.steps.${index}.request`),
  });
  const known = anomalies.flatMap((anomaly, place) => {
    const { property = '', sentence, otherwise } = anomaly;
    const field = `anomalies.${place}`;
    const all = [{ title: ['Known anomaly: ', property] as Inline, ...shown(anomaly, sentence, field) }];
    return otherwise === undefined
      ? all
      : [
          { title: [`Not in ${otherwise.by}: `, property], ...shown(otherwise, sentence, `${field}.otherwise`) },
          ...all,
        ];
  });
  return [...failing, ...known];
}

/** What kept one verdict from being about all of its scope, and about the model as it is. */
function bounded({ bound, model, part, fault }: Verdict): readonly Inline[] {
  return [
    bound !== undefined && `The search was not finished: ${bound}.`,
    part !== undefined && `This is part ${part.index} of ${part.of}: ${count(part.compared)} states were compared.`,
    fault !== undefined && ['A fault was planted in the model: ', code(fault), '.'],
    !model && 'There is no model: only the rules and properties were checked.',
  ].filter((each) => each !== false);
}

/** The properties of a proposal and of its base that no check of it asks. */
function unaskedOf(semantics: Profile, { unasked }: Verdict): readonly Inline[] {
  const lost = isProposal(semantics) ? propertiesLost(semantics).map(({ id }) => id) : [];
  return [
    ...(unasked === undefined ? [] : [['Properties that only --properties asks: ', ids(unasked), '.']]),
    ...(lost.length === 0 ? [] : [['Properties of its base that the proposal leaves out: ', ids(lost), '.']]),
  ];
}

function missedOf(semantics: Profile, verdict: Verdict): readonly Inline[] {
  const { neverFired, vacuous, untested } = verdict;
  return [
    ...bounded(verdict),
    neverFired.length > 0 && [`${plural(neverFired.length, 'rule')} decided nothing: `, ids(neverFired), '.'],
    vacuous.length > 0 && [`${plural(vacuous.length, 'property', 'properties')} not exercised: `, ids(vacuous), '.'],
    ...unaskedOf(semantics, verdict),
    untested.length > 0 && `Changes of the proposal not exercised: ${untested.join('; ')}.`,
    'Nothing outside of this scope: no more objects, and no other requests.',
  ].filter((each) => each !== false);
}

function coveredOf(semantics: Profile, verdict: Verdict): readonly Inline[] {
  const { states, transitions, depth, rules, properties, vacuous, neverFired, reduction, model } = verdict;
  const held = properties.filter(({ result }) => result === 'held').length;
  return [
    `${describeScope(semantics.family, verdict.scope)}.`,
    `${plural(states, 'state')}, ${plural(transitions, 'transition')}, up to ${plural(depth, 'step')} from the first state${reduction.symmetry ? ', up to renaming of interchangeable objects' : ''}.`,
    model && 'Spec and model were compared on every transition.',
    `${rules.length - neverFired.length} of ${plural(rules.length, 'rule')} decided a transition.`,
    `${properties.length - vacuous.length} of ${plural(properties.length, 'property', 'properties')} exercised, ${held} held.`,
  ].filter((each) => each !== false);
}

/** How often each rule decided, in all of some verdicts of one semantics. */
function rulesTable(semantics: Profile, verdicts: readonly Verdict[]): Block {
  const fired = new Map<string, number>();
  for (const { rules } of verdicts)
    for (const { id, fired: times } of rules) fired.set(id, (fired.get(id) ?? 0) + times);
  const sentences = new Map(rulesOf(semantics).map((rule) => [rule.id, rule]));
  return table(
    ['rule', 'what it says', 'outcome', 'transitions'],
    [...fired].map(([id, times]) => {
      const rule = sentences.get(id);
      return [code(id), rule?.sentence ?? '', rule?.then.outcome ?? '', count(times)];
    }),
  );
}

function propertiesTable(verdicts: readonly Verdict[]): Block {
  return table(
    ['property', 'what it says', 'scope', 'result', 'exercised'],
    verdicts.flatMap(({ scope, properties, anomalies }) =>
      properties.map(({ id, sentence, result, tested }) => {
        const known = anomalies.some(({ property }) => property === id) ? ' (known anomaly)' : '';
        return [code(id), sentence, scope.name, `${result}${known}`, count(tested)];
      }),
    ),
  );
}

const tablesOf = (semantics: Profile, verdicts: readonly Verdict[], about = '') => [
  { title: `Rule coverage${about}`, block: rulesTable(semantics, verdicts) },
  { title: `Properties${about}`, block: propertiesTable(verdicts) },
];

/** A verdict as its command prints it, with its counterexample; a Contradiction, with `at` in front, where that cannot be. */
export function printedVerdict(semantics: Profile, verdict: Verdict, at: string): Document {
  const { counterexample } = verdict;
  const shown = (found: NonNullable<Verdict['counterexample']>): Shown => ({
    failure: found.failure as unknown as Failure,
    steps: failureOf(semantics, verdict, at)!.steps,
    path: found.steps.map(({ request }) => request as Request),
    ...(found.file === undefined ? {} : { file: found.file }),
  });
  return verdictDocument(
    semantics,
    verdict,
    isProposal(semantics),
    counterexample === undefined ? undefined : shown(counterexample),
  );
}

const bodyOf = (semantics: Profile, verdict: Verdict, at: string) =>
  printedVerdict(semantics, verdict, at).children as Block[];

const SENTENCES = {
  violated: 'there is a counterexample',
  inconclusive: 'not everything was seen or exercised; this is not a pass',
  skipped: 'nothing was checked',
} as const;

/** What a check of one scope came to. */
export async function toldVerdict(verdict: Verdict, named: Named): Promise<Told> {
  const semantics = await named(verdict.profile);
  const { some, left } = first(drawnOf(semantics, verdict, ''));
  const { result, part } = verdict;
  return {
    title: `mprog check ${verdict.profile}, scope ${verdict.scope.name}`,
    verdict:
      result === 'held'
        ? `what was checked holds in ${part === undefined ? 'the whole scope' : partOf(part, 'the scope')}`
        : SENTENCES[result],
    covered: coveredOf(semantics, verdict),
    missed: missedOf(semantics, verdict),
    drawn: some,
    left,
    tables: tablesOf(semantics, [verdict]),
    body: bodyOf(semantics, verdict, ''),
  };
}

/** Traces of one property of one semantics: the shortest. */
function shortestOf(all: readonly { readonly key: string; readonly drawn: Drawn }[]): readonly Drawn[] {
  const shortest = new Map<string, Drawn>();
  for (const { key, drawn } of all) {
    const known = shortest.get(key);
    if (known === undefined || drawn.scenes.length < known.scenes.length) shortest.set(key, drawn);
  }
  return [...shortest.values()];
}

/** Where something held: a part of a scope is not the scope. */
function heldIn(verdicts: readonly Verdict[]): string {
  const inParts = verdicts.filter(({ part }) => part !== undefined).length;
  if (inParts === 0) return 'every scope that was gone through';
  return inParts === verdicts.length
    ? 'the parts of scopes that were gone through'
    : 'the scopes, and parts of scopes, that were gone through';
}

const hasCounterexample = ({ counterexample }: Verdict) => Number(counterexample !== undefined);

/** What a check of several scopes or semantics came to. */
export async function toldVerdicts(report: Verdicts, named: Named): Promise<Told> {
  const { verdicts, summaries, profiles, result } = report;
  expectVerdicts(report);
  const all = await Promise.all(
    verdicts.map(async (verdict, place) => ({
      verdict,
      semantics: await named(verdict.profile),
      at: `verdicts.${place}.`,
    })),
  );
  // What is new comes in front of what is known.
  const worstFirst = all.toSorted(({ verdict: a }, { verdict: b }) => hasCounterexample(b) - hasCounterexample(a));
  const drawn = worstFirst.flatMap(({ verdict, semantics, at }) =>
    drawnOf(semantics, verdict, at).map((each) => ({
      key: JSON.stringify([verdict.profile, each.title]),
      drawn: each,
    })),
  );
  const { some, left } = first(shortestOf(drawn));
  const explored = (names: readonly string[]) => (names.length === 0 ? '' : ` (${names.join(', ')})`);
  return {
    title: `mprog check ${profiles.length > 4 ? plural(profiles.length, 'profile') : profiles.join(', ')}`,
    verdict: result === 'held' ? `what was checked holds in ${heldIn(verdicts)}` : SENTENCES[result],
    covered: [
      ...summaries.map(
        ({ profile, scopes, planned, rules, neverFired, properties, vacuous }): Inline => [
          bold(profile),
          `: ${scopes.length} of ${plural(planned, 'scope')} explored to the end${explored(scopes)}; ${rules - neverFired.length} of ${plural(rules, 'rule')} decided a transition; ${properties - vacuous.length} of ${plural(properties, 'property', 'properties')} exercised.`,
        ],
      ),
      `${plural(
        verdicts.reduce((sum, { transitions }) => sum + transitions, 0),
        'transition',
      )} in all.`,
    ],
    missed: [
      ...summaries.flatMap(({ profile, neverFired, vacuous, untested }): Inline[] => [
        ...(neverFired.length > 0 ? [[bold(profile), ': rules that decided nothing: ', ids(neverFired), '.']] : []),
        ...(vacuous.length > 0 ? [[bold(profile), ': properties not exercised: ', ids(vacuous), '.']] : []),
        ...(untested.length > 0 ? [[bold(profile), `: changes not exercised: ${untested.join('; ')}.`]] : []),
      ]),
      ...all.flatMap(({ verdict, semantics }, place) =>
        all.findIndex((each) => each.semantics === semantics) < place
          ? []
          : unaskedOf(semantics, verdict).map((said): Inline => [bold(verdict.profile), ': ', said]),
      ),
      ...all.flatMap(({ verdict }) =>
        bounded(verdict).map((said): Inline => [bold(verdict.profile), `, scope ${verdict.scope.name}: `, said]),
      ),
      'Nothing outside of these scopes: no more objects, and no other requests.',
    ],
    drawn: some,
    left,
    tables: await Promise.all(
      profiles.map(async (profile) =>
        tablesOf(
          await named(profile),
          verdicts.filter((each) => each.profile === profile),
          `: ${profile}`,
        ),
      ),
    ).then((each) => each.flat()),
    body: [
      ...summaries.flatMap((summary) => summaryDocument(summary).children as Block[]),
      ...all.flatMap(({ verdict, semantics, at }) => [
        heading(3, `${verdict.profile}, scope ${verdict.scope.name}`),
        ...bodyOf(semantics, verdict, at),
      ]),
    ],
  };
}

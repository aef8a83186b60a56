import { isProposal } from '../../checker/check/summary.ts';
import type { Verdict, Verdicts } from '../../checker/check/verdict.ts';
import { compareAlong } from '../../checker/decide/counterexample.ts';
import type { Failure } from '../../checker/decide/failure.ts';
import { modelNamed } from '../../model/index.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import type { Request } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { type Block, bold, code, heading, type Inline, joined, table } from '../document/document.ts';
import { planted } from '../planted.ts';
import { count, plural } from '../text/output.ts';
import { summaryDocument } from '../text/render-summary.ts';
import { describeScope, type Shown, verdictDocument } from '../text/render-verdict.ts';
import type { Named } from './named.ts';
import { comparedScenes, scenesOf } from './scenes.ts';
import { type Drawn, first, type Told } from './told.ts';

const ids = (names: readonly string[]): Inline => joined(names.map((name) => code(name)));

/** The model of a verdict, with the fault that was planted in it; the rules alone where there is none. */
function machineOf(semantics: Profile, { fault, model }: Verdict) {
  const kind = model && semantics.model !== undefined ? modelNamed(semantics.model) : undefined;
  return kind === undefined ? undefined : planted(kind, fault);
}

const universeOf = (semantics: Profile, { scope }: Verdict) => semantics.family.explore(scope, semantics).universe;
const pathOf = ({ steps }: { readonly steps: readonly { readonly request: object }[] }) =>
  steps.map(({ request }) => request as Request);

function drawnOf(semantics: Profile, verdict: Verdict): readonly Drawn[] {
  const { counterexample, anomalies, scope, profile } = verdict;
  const universe = universeOf(semantics, verdict);
  const machine = machineOf(semantics, verdict);
  const failing =
    counterexample === undefined || counterexample.steps.length === 0
      ? []
      : [
          {
            title: ['Counterexample: ', counterexample.property ?? `rule ${counterexample.rule ?? ''}`],
            said: [counterexample.sentence, `${profile}, scope ${scope.name}.`],
            scenes:
              machine === undefined
                ? scenesOf(semantics, universe, pathOf(counterexample))
                : comparedScenes(semantics, machine, universe, pathOf(counterexample)),
          },
        ];
  const known = anomalies.map((anomaly) => ({
    title: ['Known anomaly: ', anomaly.property!],
    said: [
      `Does not hold: ${anomaly.sentence}`,
      [
        'Decided by ',
        code(anomaly.rule!),
        ` in ${profile}, scope ${scope.name}; ${plural(anomaly.cases ?? 1, 'case')}.`,
      ],
    ],
    scenes: scenesOf(semantics, universe, pathOf(anomaly)),
  }));
  return [...failing, ...known];
}

function missedOf(verdict: Verdict): readonly Inline[] {
  const { bound, model, neverFired, vacuous, untested, part, fault } = verdict;
  return [
    bound !== undefined && `The search was not finished: ${bound}.`,
    part !== undefined && `This is part ${part.index} of ${part.of}: ${count(part.compared)} states were compared.`,
    fault !== undefined && ['A fault was planted in the model: ', code(fault), '.'],
    !model && 'There is no model: only the rules and properties were checked.',
    neverFired.length > 0 && [`${plural(neverFired.length, 'rule')} decided nothing: `, ids(neverFired), '.'],
    vacuous.length > 0 && [`${plural(vacuous.length, 'property', 'properties')} not exercised: `, ids(vacuous), '.'],
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

/** A verdict as its command prints it, with its counterexample. */
function bodyOf(semantics: Profile, verdict: Verdict): readonly Block[] {
  const { counterexample } = verdict;
  const machine = machineOf(semantics, verdict) ?? new SpecMachine(semantics);
  const shown = (): Shown => {
    const path = pathOf(counterexample!);
    const failure = counterexample!.failure as unknown as Failure;
    const steps =
      failure.is === 'undecided' ? [] : compareAlong(semantics, machine, universeOf(semantics, verdict), path);
    return { failure, steps, path, ...(counterexample!.file === undefined ? {} : { file: counterexample!.file }) };
  };
  const document = verdictDocument(
    semantics,
    verdict,
    isProposal(semantics),
    counterexample === undefined ? undefined : shown(),
  );
  return document.children as Block[];
}

const SENTENCES = {
  held: 'what was checked holds in the whole scope',
  violated: 'there is a counterexample',
  inconclusive: 'not everything was seen or exercised; this is not a pass',
  skipped: 'nothing was checked',
} as const;

/** What a check of one scope came to. */
export async function toldVerdict(verdict: Verdict, named: Named): Promise<Told> {
  const semantics = await named(verdict.profile);
  const { some, left } = first(drawnOf(semantics, verdict));
  return {
    title: `mprog check ${verdict.profile}, scope ${verdict.scope.name}`,
    verdict: SENTENCES[verdict.result],
    covered: coveredOf(semantics, verdict),
    missed: missedOf(verdict),
    drawn: some,
    undrawn: left,
    tables: tablesOf(semantics, [verdict]),
    body: bodyOf(semantics, verdict),
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

const hasCounterexample = ({ counterexample }: Verdict) => Number(counterexample !== undefined);

/** What a check of several scopes or semantics came to. */
export async function toldVerdicts(report: Verdicts, named: Named): Promise<Told> {
  const { verdicts, summaries, profiles, result } = report;
  const all = await Promise.all(
    verdicts.map(async (verdict) => ({ verdict, semantics: await named(verdict.profile) })),
  );
  // What is new comes in front of what is known.
  const worstFirst = all.toSorted(({ verdict: a }, { verdict: b }) => hasCounterexample(b) - hasCounterexample(a));
  const drawn = worstFirst.flatMap(({ verdict, semantics }) =>
    drawnOf(semantics, verdict).map((each) => ({ key: JSON.stringify([verdict.profile, each.title]), drawn: each })),
  );
  const { some, left } = first(shortestOf(drawn));
  const explored = (names: readonly string[]) => (names.length === 0 ? '' : ` (${names.join(', ')})`);
  return {
    title: `mprog check ${profiles.length > 4 ? plural(profiles.length, 'profile') : profiles.join(', ')}`,
    verdict: SENTENCES[result],
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
      ...all.flatMap(({ verdict: { profile, scope, bound } }): Inline[] =>
        bound === undefined ? [] : [[bold(profile), `, scope ${scope.name}: the search was not finished: ${bound}.`]],
      ),
      'Nothing outside of these scopes: no more objects, and no other requests.',
    ],
    drawn: some,
    undrawn: left,
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
      ...all.flatMap(({ verdict, semantics }) => [
        heading(3, `${verdict.profile}, scope ${verdict.scope.name}`),
        ...bodyOf(semantics, verdict),
      ]),
    ],
  };
}

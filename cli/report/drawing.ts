import { type ComparedStep, compareAlong } from '../../checker/decide/counterexample.ts';
import type { Failure } from '../../checker/decide/failure.ts';
import type { Profile } from '../../spec/profile.ts';
import { SenselessEffect } from '../../spec/proposal-error.ts';
import { UndecidedError } from '../../spec/rule.ts';
import type { Observation, Request, Scope, Universe } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import type { Machine } from '../../spec/vocabulary/machine.ts';
import { explainIssues } from '../../traces/issues.ts';
import type { Scene } from '../document/picture.ts';
import { Contradiction } from './contradiction.ts';
import { isOk, rowsOf, sceneOfBoth } from './scenes.ts';

/** A request of a report, and what the report says came of it, as far as it does; `null` where no rule decided. */
export interface Recorded {
  readonly request: object;
  readonly outcome?: string | null;
  readonly rule?: string;
}

/** A trace as scenes; or none, and why. */
export interface Drawing {
  readonly scenes: readonly Scene[];
  readonly not?: string;
}

/** Requests whose outcomes are not on record. */
export const unrecorded = (requests: readonly object[]): readonly Recorded[] =>
  requests.map((request) => ({ request }));

/** The steps of a finding. */
export const recorded = (
  steps: readonly {
    readonly request: object;
    readonly outcome?: string | undefined;
    readonly rule?: string | undefined;
  }[],
): readonly Recorded[] =>
  steps.map(({ request, outcome, rule }) => ({
    request,
    outcome: outcome ?? null,
    ...(rule === undefined ? {} : { rule }),
  }));

/** A Contradiction where a scope of a report is none of a semantics. */
export function requireScope({ family, name }: Profile, scope: Scope, at: string): void {
  const { error } = family.schemas.scope.safeParse(scope);
  if (error !== undefined)
    throw new Contradiction(at, `no scope of ${name}: ${explainIssues(error.issues, scope)[0]!}`);
}

/** The universe of a scope of a report; a Contradiction where the semantics has no such scope. */
export function universeOf(semantics: Profile, scope: Scope, at: string): Universe {
  requireScope(semantics, scope, at);
  return semantics.family.explore(scope, semantics).universe;
}

/** A Contradiction where requests are none of a semantics in a universe. `at` is the way to the request of a step. */
function requireRequests(
  { family, name }: Profile,
  universe: Universe,
  steps: readonly Recorded[],
  at: (index: number) => string,
): readonly Request[] {
  const requests = steps.map(({ request }, index) => {
    const { error } = family.schemas.request.safeParse(request);
    if (error !== undefined)
      throw new Contradiction(at(index), `no request of ${name}: ${explainIssues(error.issues, request)[0]!}`);
    return request as Request;
  });
  const expect = { outcome: 'ok' as const };
  for (const { path, message } of family.complaints?.({
    universe,
    steps: requests.map((request) => ({ request, expect })),
  }) ?? []) {
    const [, index, , ...rest] = path;
    throw new Contradiction([at(Number(index)), ...rest].join('.'), message);
  }
  return requests;
}

const decidedBy = (outcome: string | null, rule: string | undefined) =>
  outcome === null ? 'no rule decides' : `${outcome}${rule === undefined ? '' : ` by ${rule}`}`;

/** How a step differs from what is on record of it; nothing where it does not. */
function disagreement(said: string, { outcome, rule }: Recorded, ours: string | null, by?: string): string | undefined {
  if (outcome === undefined) return undefined;
  const isSame = outcome === ours && (rule === undefined || by === undefined || rule === by);
  if (isSame) return undefined;
  return `${said}: ${decidedBy(outcome, rule)} in the report, ${decidedBy(ours, by)} under the rules that are loaded here`;
}

/**
 * Requests as scenes: what the rules make of each, one after another. None where that is not what the report says. `at` is the
 * way to the request of a step in the report; a Contradiction where it is no request of the scope.
 */
export function drawing(
  semantics: Profile,
  universe: Universe,
  steps: readonly Recorded[],
  at: (index: number) => string,
): Drawing {
  const { family } = semantics;
  const requests = requireRequests(semantics, universe, steps, at);
  const spec = new SpecMachine(semantics);
  spec.reset(universe);
  const hooks = family.hooks(universe);
  const several = hooks.length > 1 ? 'several' : 'one';
  const scenes: Scene[] = [];
  for (const [index, request] of requests.entries()) {
    const said = family.words.request(request, several);
    const step = `step ${index + 1} (${said})`;
    try {
      const { rule } = spec.explain(request);
      const { outcome } = rule.then;
      const other = disagreement(step, steps[index]!, outcome, rule.id);
      if (other !== undefined) return { scenes: [], not: other };
      const seen = Object.fromEntries(hooks.map((hook) => [hook, spec.observe(hook)]));
      scenes.push({ said, outcome, is: isOk(outcome), rows: rowsOf(semantics, seen) });
    } catch (error) {
      const isSenseless = error instanceof SenselessEffect;
      if (!isSenseless && !isUndecided(error)) throw error;
      const other = disagreement(step, steps[index]!, null);
      if (other !== undefined) return { scenes: [], not: other };
      const outcome = isSenseless ? 'the rule makes no sense here' : 'no rule decides';
      scenes.push({ said, outcome, is: 'bad', rows: [] });
      break;
    }
  }
  return { scenes };
}

const isUndecided = (error: unknown) => error instanceof UndecidedError || (error as Error).name === 'SenselessRequest';

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Whether the last step of a comparison shows the failure of a report, as far as it can be seen. */
function shows(failure: Failure, step: ComparedStep | undefined): boolean {
  if (step === undefined) return false;
  const { spec, model } = step;
  switch (failure.is) {
    case 'outcome':
      return spec.outcome === failure.spec && model?.outcome === failure.model;
    case 'view':
      return same(spec.view, failure.spec) && same(model?.view, failure.model);
    case 'observation':
      return same(spec.hooks[failure.hook], failure.spec) && same(model?.hooks[failure.hook], failure.model);
    case 'crash':
      return model === undefined;
    default:
      return model !== undefined;
  }
}

/** The steps of spec and model; none where the report says something else of them. */
export interface Compared extends Drawing {
  readonly steps: readonly ComparedStep[];
}

/** The same of two machines: both are shown where they differ; none where they do not fail as the report says. */
export function comparedDrawing(
  semantics: Profile,
  model: Machine,
  universe: Universe,
  steps: readonly Recorded[],
  failure: Failure,
  at: (index: number) => string,
): Compared {
  const alone = drawing(semantics, universe, steps, at);
  if (alone.not !== undefined || failure.is === 'undecided') return { ...alone, steps: [] };
  if (steps.at(-1)?.outcome === null) return { ...alone, steps: [] };
  const compared = compareAlong(
    semantics,
    model,
    universe,
    steps.map(({ request }) => request as Request),
  );
  if (!shows(failure, compared.at(-1)))
    return {
      scenes: [],
      steps: [],
      not: 'the model that comes with this mprog does not fail there as the report says',
    };
  const several = semantics.family.hooks(universe).length > 1 ? 'several' : 'one';
  return { scenes: compared.map((step) => sceneOfBoth(semantics, step, several)), steps: compared };
}

/** What was seen of hooks, as a report has it; a Contradiction where they are others than those of the universe. */
export function requireHooks(
  { family }: Profile,
  universe: Universe,
  hooks: Readonly<Record<string, Observation>>,
  at: string,
): void {
  for (const hook of family.hooks(universe)) {
    const { error } = family.schemas.observation.safeParse(hooks[hook]);
    if (error !== undefined)
      throw new Contradiction(
        `${at}.${hook}`,
        `not what ${hook} shows: ${explainIssues(error.issues, hooks[hook])[0]!}`,
      );
  }
}

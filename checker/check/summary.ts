import type { Summary, Verdict } from './verdict.ts';

/** The names that are in every one of some lists. */
export function inAll(lists: readonly (readonly string[])[]): string[] {
  const [first = [], ...rest] = lists;
  return first.filter((name) => rest.every((list) => list.includes(name)));
}

/**
 * What the scopes of one profile came to, of which `planned` were to be gone through. A proposal holds only where everything
 * it brought was put to the test in one of them.
 */
export function summarise(verdicts: readonly Verdict[], planned: number, isProposal: boolean): Summary {
  const { profile, rules, properties } = verdicts[0]!;
  const untested = inAll(verdicts.map((verdict) => verdict.untested));
  const worst = verdicts.find(({ result }) => result !== 'held')?.result;
  const incomplete = verdicts.length < planned || (isProposal && untested.length > 0);
  return {
    profile,
    result: worst ?? (incomplete ? 'inconclusive' : 'held'),
    scopes: verdicts.filter(({ result }) => result === 'held').map(({ scope }) => scope.name),
    planned,
    rules: rules.length,
    neverFired: inAll(verdicts.map((verdict) => verdict.neverFired)),
    properties: properties.length,
    vacuous: inAll(verdicts.map((verdict) => verdict.vacuous)),
    untested,
  };
}

/** The verdict of a proposal in the one scope it was checked in: inconclusive where something it brought was not put to the test. */
export function concluded(verdict: Verdict): Verdict {
  return verdict.result === 'held' && verdict.untested.length > 0 ? { ...verdict, result: 'inconclusive' } : verdict;
}

import type { Checked } from '../../checker/check/check.ts';
import { checkPart, type PartProgress } from '../../checker/check/part.ts';
import type { Share } from '../../checker/search/share.ts';
import type { Scope } from '../../spec/semantics.ts';
import { UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { withSource } from '../semantics.ts';
import { count } from '../text/output.ts';
import { machineOf, type SearchOptions, type Subject, searchOptions } from './check-search.ts';

/** Compares spec and model in a part of the states of a scope, with its progress shown. */
export async function explorePart(
  subject: Subject,
  scope: Scope,
  options: SearchOptions,
  share: Share,
  several: boolean,
): Promise<Checked> {
  const { semantics, name } = subject;
  const search = checkPart(
    semantics,
    machineOf(subject, options),
    scope,
    searchOptions(subject, options),
    await withSource(share, [name]),
  );
  const { verdict, explored } = (await follow(search, (at) => line(`${semantics.name}, ${scope.name}`, share, at)))
    .result;
  // Of several scopes some may have fewer states than there are parts.
  if (!several && explored.ending.is === 'complete' && share.of > verdict.states)
    throw new UsageError(`--shard: expected at most ${verdict.states} parts, one for each state, found ${share.of}`);
  return { verdict: { ...verdict, part: { ...verdict.part!, from: name } }, explored };
}

function line(what: string, { index, of }: Share, { compared, states, transitions, seconds }: PartProgress): string {
  const where =
    compared === undefined
      ? `${count(states)} states enumerated`
      : `${count(compared.states)} of ${count(compared.of)} states compared · ${count(transitions())} transitions`;
  return `${what}, part ${index} of ${of}: ${where} · ${seconds.toFixed(0)} s`;
}

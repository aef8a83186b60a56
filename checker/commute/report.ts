import { z } from 'zod';
import { AnyRequest, AnyScope } from '../../spec/families/register.ts';
import type { BoundedScope } from '../../spec/semantics.ts';
import { Outcome } from '../../spec/vocabulary/outcome.ts';
import { OF_ONE, reportSchema } from '../../spec/vocabulary/report.ts';
import { headOf } from '../../traces/report-head.ts';
import { type Commuted, ORDER_EFFECTS, type OrderEffect, type OrderExample } from './commute.ts';

const keysOf = <K extends string>(record: Readonly<Record<K, string>>) => Object.keys(record) as [K, ...K[]];

const EffectCount = z.strictObject({
  effect: z.enum(keysOf<OrderEffect>(ORDER_EFFECTS)),
  pairs: z.int().describe('pairs of requests with this effect'),
  told: z
    .int()
    .describe('pairs in which an expected revision detects it: the second request, whichever it is, fails with ESTALE'),
  witness: z
    .strictObject({
      scope: z.string(),
      path: z.array(AnyRequest).describe('what leads to the state'),
      requests: z.array(AnyRequest).length(2),
      inOrder: z.array(Outcome).length(2).describe('outcomes of the first and the second request, in this order'),
      reversed: z
        .array(Outcome)
        .length(2)
        .describe('outcomes of the first and the second request, the second made first'),
    })
    .describe('a shortest one'),
});

/** What `mprog commute --json` prints. */
export const CommuteReport = reportSchema(
  'mprog-commute',
  2,
  { ...OF_ONE, scopes: z.array(z.strictObject({ scope: AnyScope, depth: z.int().optional() })) },
  {
    states: z.int(),
    pairs: z.int().describe('pairs of requests that were made in both orders'),
    cells: z.array(
      z.strictObject({
        kinds: z.array(z.string()).length(2),
        situation: z.string().describe('what relates the two requests'),
        pairs: z.int(),
        effects: z.array(EffectCount),
      }),
    ),
  },
).meta({
  title: 'The report of mprog commute',
  description: 'Nothing is judged: the result is held where all pairs were compared.',
});
export type CommuteReport = z.output<typeof CommuteReport>;

const WORST = keysOf<OrderEffect>(ORDER_EFFECTS).toReversed();

function witnessOf({ scope, path, requests, outcomes }: OrderExample) {
  const { inOrder, reversed } = outcomes;
  return { scope, path: [...path], requests: [...requests], inOrder: [...inOrder], reversed: [...reversed] };
}

/** A comparison as it is printed; the worst effect of each cell comes first. */
export function reportOf(
  profile: string,
  scopes: readonly BoundedScope[],
  { cells, states, pairs, complete }: Commuted,
  seconds: number,
): CommuteReport {
  return {
    ...headOf('mprog-commute', 2),
    profile,
    scopes: scopes.map(({ scope, limits: { depth } }) => (depth === undefined ? { scope } : { scope, depth })),
    result: complete ? 'held' : 'inconclusive',
    seconds,
    states,
    pairs,
    cells: cells.map(({ kinds, situation, pairs: all, effects }) => ({
      kinds: [...kinds],
      situation,
      pairs: all,
      effects: WORST.flatMap((effect) => {
        const found = effects.get(effect);
        return found === undefined
          ? []
          : [{ effect, pairs: found.pairs, told: found.told, witness: witnessOf(found.witness) }];
      }),
    })),
  };
}

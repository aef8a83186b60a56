import { z } from 'zod';
import { AnyRequest, AnyScope, AnyUniverse } from '../../spec/families/register.ts';
import { Outcome } from '../../spec/vocabulary/outcome.ts';
import { OF_PART } from '../../spec/vocabulary/report.ts';

const At = z.tuple([z.int(), z.int()]).describe('the numbers of a state and of what was found there');
const Placed = { first: At, at: At.describe('the same for the example') };
const Situation = z.record(z.string(), z.union([z.string(), z.boolean()]));
const Side = z.strictObject({ outcome: Outcome, rule: z.string() });

// Each stands once in the published schema: they are large.
const ExampleUniverse = AnyUniverse.meta({ id: 'Universe' });
const ExampleRequests = z.array(AnyRequest).meta({ id: 'Requests' });
const Example = z
  .strictObject({
    scope: z.string(),
    universe: z.strictObject({ a: ExampleUniverse, b: ExampleUniverse }),
    a: ExampleRequests,
    b: ExampleRequests,
  })
  .meta({ id: 'Example' });

const Group = z.strictObject({
  kind: z.enum(['behaviour', 'view', 'revision', 'errno']),
  op: z.string(),
  a: Side,
  b: Side,
  situation: Situation,
  cases: z.int().min(1),
  visible: z.boolean(),
  steps: z.int().min(0),
  example: Example,
  ...Placed,
});

const Word = z.strictObject({
  what: z.string(),
  only: z.enum(['a', 'b']),
  ...Side.shape,
  requests: z.int().min(0),
  example: Example,
  ...Placed,
});

const Asked = z.array(
  z.strictObject({
    fired: z.array(z.string()),
    situations: z.array(z.tuple([z.string(), Situation])),
    places: z.array(z.string()),
    kept: z.array(z.string()),
  }),
);

const ScopeFound = z.strictObject({
  found: z.strictObject({ compared: z.int().min(0), groups: z.array(Group), vocabulary: z.array(Word) }),
  states: z.int().min(0),
  finished: z.boolean(),
  interrupted: z.boolean(),
  asked: z.strictObject({ a: Asked, b: Asked }),
});

/** What a part of a comparison says of itself: its scopes are every n-th of the whole. */
export const DiffPart = z.strictObject({
  ...OF_PART,
  a: z.string().describe('the first semantics as it was asked for, by name or by file'),
  b: z.string().describe('the same for the second'),
  scopes: z.array(z.strictObject({ a: AnyScope, b: AnyScope })).describe('every scope of the whole run, in its order'),
  found: z.array(ScopeFound).describe('what came of the scopes of the part, as `mprog merge` needs it'),
});
export type DiffPart = z.output<typeof DiffPart>;

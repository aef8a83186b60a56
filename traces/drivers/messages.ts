import { z } from 'zod';
import { AnyRequest, AnyUniverse, USUAL } from '../../spec/families/register.ts';
import type { Family } from '../../spec/family.ts';
import { HookName } from '../../spec/vocabulary/hook-name.ts';
import { Outcome } from '../../spec/vocabulary/outcome.ts';
import { Line } from '../format.ts';

/** The version of the protocol. */
export const PROTOCOL = 1;

/** What a driver is told, one object on a line. Every field of a universe and of a request is present. */
export const Message = z
  .discriminatedUnion('op', [
    z
      .strictObject({
        op: z.literal('reset'),
        protocol: z.literal(PROTOCOL).describe('the version of the protocol'),
        profile: z.string().describe('the semantics that the trace is of'),
        title: z.string().describe('what the trace shows, for a person'),
        universe: AnyUniverse.describe('what exists from now on, and nothing else'),
      })
      .describe('start over; comes before the first step of every trace'),
    z.strictObject({ op: z.literal('apply'), request: AnyRequest }).describe('make one request'),
    z.strictObject({ op: z.literal('observe'), hook: HookName }).describe('tell what a hook shows now'),
  ])
  .meta({ id: 'message', description: 'a request to a driver' });
/** A message as it is sent. */
export type Message = z.output<typeof Message>;

/** An implementation cannot do this: the trace, or what is asked of a hook, is skipped. */
const Skip = z.strictObject({
  skip: Line.min(1).describe('why it cannot be done, in one line'),
});

/** The answer to a reset: everything is as the universe says. */
export const ResetAnswer = z
  .union([Skip, z.strictObject({ ok: z.literal(true) })])
  .meta({ id: 'resetAnswer', description: 'the answer to a reset' });

/** The answers of an implementation of a family to a request, and to a look at a hook. */
export function answersOf({ schemas }: Pick<Family, 'schemas'>) {
  const told = schemas.told as z.ZodType<object, object>;
  return {
    apply: z.union([
      Skip,
      z.strictObject({
        outcome: Outcome.exclude(['undefined', 'splat']).describe('ok, or the name of the errno'),
        view: told.exactOptional().describe('of a prog_query: what it wrote; left out if the driver cannot report it'),
      }),
    ]),
    observe: z.union([Skip, told]),
  };
}

const USUAL_ANSWERS = answersOf(USUAL);

/** The answer to a request. */
export const ApplyAnswer = USUAL_ANSWERS.apply.meta({ id: 'applyAnswer', description: 'the answer to a request' });

/** The answer to a look at a hook. */
export const ObserveAnswer = USUAL_ANSWERS.observe.meta({
  id: 'observeAnswer',
  description: 'the answer to an observation of a hook',
});

/** Everything that goes over a line, as one schema: messages and answers. */
export const DriverProtocol = z
  .union([Message, ResetAnswer, ApplyAnswer, ObserveAnswer])
  .meta({ title: 'A line of the driver protocol of mprog-spec', description: 'See docs/driver-protocol.md' });

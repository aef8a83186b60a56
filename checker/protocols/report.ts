import { z } from 'zod';
import type { Protocol } from '../../spec/protocol.ts';
import { reportSchema } from '../../spec/vocabulary/report.ts';
import { headOf } from '../../traces/report-head.ts';
import type { Came } from './search.ts';

const Step = z.strictObject({
  who: z.string(),
  what: z.string(),
  outcome: z.string().optional().describe('what the kernel answered, by the rules of a profile'),
});

const Row = z.strictObject({
  design: z.string(),
  fact: z.string(),
  result: z
    .enum(['possible', 'impossible', 'absent', 'inconclusive'])
    .describe(
      'possible: it comes about, by the steps given; impossible: in no interleaving; absent: there is nothing that it could be about',
    ),
  states: z.int(),
  steps: z.array(Step).describe('a shortest way to it'),
  why: z.string().optional().describe('why it is absent'),
});

/** What `mprog protocol --json` prints. `held`: every interleaving of every situation was seen. */
export const ProtocolReport = reportSchema(
  'mprog-protocol',
  1,
  { protocol: z.string() },
  { facts: z.array(z.strictObject({ id: z.string(), sentence: z.string() })), rows: z.array(Row) },
).meta({ title: 'The report of mprog protocol' });
export type ProtocolReport = z.output<typeof ProtocolReport>;

/** What was found out about a protocol, as it is printed. */
export function protocolReport({ id, facts }: Protocol, came: readonly Came[], seconds: number): ProtocolReport {
  return {
    ...headOf('mprog-protocol', 1),
    protocol: id,
    result: came.some(({ result }) => result === 'inconclusive') ? 'inconclusive' : 'held',
    seconds,
    facts: [...facts],
    rows: came.map(({ path, ...row }) => ({ ...row, steps: [...path] })),
  };
}

import { z } from 'zod';

/** Where a promise was made, by name of commit, header or manual page; or why a user would take it for granted. */
export type Basis =
  | { readonly source: string; readonly why?: never }
  | { readonly why: string; readonly source?: never };

/**
 * The kinds of properties, by what they speak of: every state (`always`), every step, something to be seen at least once
 * (`sometimes`), requests that are tried and undone (`trial`), paths (`history`), several agents (`race`), readers under RCU
 * (`fast-path`).
 */
export const PROPERTY_KINDS = ['always', 'step', 'sometimes', 'trial', 'history', 'race', 'fast-path'] as const;
export type PropertyKind = (typeof PROPERTY_KINDS)[number];

/** A property as a promise to users. What makes it one of its kind, how it is checked, comes on top. */
export type UserPromise<Kind extends PropertyKind = PropertyKind> = {
  readonly id: string;
  /** The property as one sentence. */
  readonly sentence: string;
  readonly kind: Kind;
} & Basis;

/** A property in a report, and what came of it. */
export const JudgedPromise = z.strictObject({
  id: z.string(),
  kind: z.enum(PROPERTY_KINDS),
  sentence: z.string(),
  source: z.string().optional().describe('where it was promised'),
  why: z.string().optional().describe('why a user would expect it'),
  result: z
    .enum(['held', 'violated', 'inconclusive'])
    .describe('inconclusive: it was not exercised, or not everything was seen'),
});

/** The same where cases are counted, and where it is on record what is to come of it. */
export const ExpectedPromise = JudgedPromise.extend({
  expected: z
    .boolean()
    .describe(
      'whether that is what was expected: a violation is where it is a known anomaly, or where the scenario says so',
    ),
  tested: z.int().min(0).describe('cases that exercise it; 0: it was not exercised'),
});

/** What a report says of a promise, whatever came of it. */
export function statedOf<Kind extends PropertyKind>({ id, kind, sentence, source, why }: UserPromise<Kind>) {
  return { id, kind, sentence, ...(source === undefined ? { why } : { source }) };
}

/** What a promise rests on, in words. */
export function basisOf({
  source,
  why,
}: {
  readonly source?: string | undefined;
  readonly why?: string | undefined;
}): string {
  return source === undefined ? `expected: ${why}` : `promised: ${source}`;
}

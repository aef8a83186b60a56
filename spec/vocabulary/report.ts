import { z } from 'zod';

/** What everything that is checked comes to. A list of results comes to the worst of them (`worstOf`). */
export const RESULTS = ['held', 'violated', 'inconclusive', 'skipped'] as const;

export const Result = z
  .enum(RESULTS)
  .describe(
    'held: what was asked was seen to the end, and is as it must be; violated: something is not, and the report says what; inconclusive: not everything was seen or exercised, which is no pass; skipped: it cannot be done here',
  );
export type Result = z.output<typeof Result>;

/** What several results come to: nothing weighs more than a violation, and nothing held where all were skipped. */
export function worstOf(results: readonly Result[]): Result {
  if (results.includes('violated')) return 'violated';
  if (results.includes('inconclusive')) return 'inconclusive';
  return results.length > 0 && results.every((result) => result === 'skipped') ? 'skipped' : 'held';
}

/** What every report says, whatever it is about: what `--json` prints is this and a body. */
export interface Report {
  readonly format: string;
  readonly version: number;
  /** The version of mprog. */
  readonly tool: string;
  /** The semantics it is about; `profiles` in a format that can be about several. */
  readonly profile?: string;
  readonly profiles?: readonly string[];
  readonly result: Result;
  readonly seconds: number;
  /** A signal ended the run. */
  readonly interrupted?: true | undefined;
}

/** That a report is about one semantics. */
export const OF_ONE = { profile: z.string().describe('the semantics it is about') };

/** That a report can be about several. */
export const OF_SEVERAL = {
  profiles: z
    .array(z.string())
    .describe('the semantics it is about, each once, in the order in which they were asked for'),
};

/** What every part of a run says of itself. */
export const OF_PART = {
  index: z.int().min(1),
  of: z.int().min(1),
  source: z
    .string()
    .optional()
    .describe(
      'a digest of the files that derive the semantics, and of those that they load; none where they come with the package',
    ),
};

export const Tool = z.string().describe('the version of mprog');

/** The schema of a format of reports: what every report says, with what this one is about, and its own body. */
export function reportSchema<
  Format extends string,
  Version extends number,
  About extends z.ZodRawShape,
  Body extends z.ZodRawShape,
>(format: Format, version: Version, about: About, body: Body) {
  return z.strictObject({
    format: z.literal(format),
    version: z.literal(version),
    tool: Tool,
    ...about,
    result: Result,
    seconds: z.number().min(0).describe('how long it took'),
    interrupted: z
      .literal(true)
      .optional()
      .describe('a signal ended the run: the report has the results until then, and the exit code is 3'),
    ...body,
  });
}

import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Claimed, Crew } from '../../cli/workers/crew.ts';
import { Jobs } from '../../cli/workers/jobs.ts';

type Job = Claimed<'race'>;

/** A crew of one that does what it claims slowly, or fails at it. */
const crewThat = (does: (job: Job) => Promise<void>) =>
  ({
    serve: (claiming: () => () => Job | undefined) => {
      const claim = claiming();
      const work = async () => {
        for (let job = claim(); job !== undefined; job = claim()) await does(job);
      };
      void work();
      return () => {};
    },
  }) as unknown as Crew;

/** Jobs that come to their numbers; the last fails, whoever does it. */
function jobs(crew: Crew | undefined) {
  const here = async (index: number) => {
    if (index === 3) throw new Error('the last fails');
    return index as never;
  };
  const work = [0, 1, 2, 3].map((index) => ({ given: index as never, here: () => here(index) }));
  return new Jobs('race', work, crew);
}

async function outcomes(all: Jobs<'race'>): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const index of [0, 1, 2, 3])
    found.push(await all.result(index).catch((error: unknown) => (error as Error).message));
  all.end();
  return found;
}

describe('jobs that are shared out', () => {
  test.each<[string, Crew | undefined]>([
    ['alone', undefined],
    [
      'beside somebody who is slow',
      crewThat(async (job) => {
        await setTimeout(20);
        job.done(Number(job.order.given) === 3 ? undefined : (job.order.given as never));
      }),
    ],
    ['beside somebody who fails at everything', crewThat(async (job) => job.done(undefined))],
  ])('come to the same, each in its turn: %s', async (_, crew) => {
    expect(await outcomes(jobs(crew))).toEqual([0, 1, 2, 'the last fails']);
  });
});

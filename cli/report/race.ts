import { pathTo, type RaceSteps } from '../../checker/races/followed.ts';
import { raceOf } from '../../checker/races/racing.ts';
import { scenarioNamed } from '../../checker/races/read.ts';
import { tell } from '../../checker/races/tell.ts';
import type { RaceReport, RaceVerdict } from '../../checker/races/verdict.ts';
import type { Race } from '../../spec/race.ts';
import type { Request } from '../../spec/semantics.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { type Block, bold, close, code, heading, type Inline, paragraph, table } from '../document/document.ts';
import type { Scene } from '../document/picture.ts';
import { isUnfinished, notExercised } from '../raced.ts';
import { count, plural } from '../text/output.ts';
import { tale } from '../text/render-race.ts';
import { racesBlocks } from '../text/render-races.ts';
import type { Named } from './named.ts';
import { expectRaces } from './result.ts';
import { rowsOf } from './scenes.ts';
import { first, partOf, type Told } from './told.ts';

/** The race of a verdict; nothing where its scenario does not come with the package. */
async function raceIn({ scenario, profile }: RaceVerdict, named: Named): Promise<Race | undefined> {
  const semantics = await named(profile);
  try {
    return raceOf(scenarioNamed(scenario), semantics);
  } catch (error) {
    if (error instanceof TraceError) return undefined;
    throw error;
  }
}

/** An interleaving as a picture; from the words of the report where its race cannot be run again. */
async function scenes(
  verdict: RaceVerdict,
  steps: RaceSteps,
  race: Race | undefined,
  named: Named,
): Promise<readonly Scene[]> {
  const semantics = await named(verdict.profile);
  const path = race && pathTo(race, steps);
  const events = path && tell(race, path).events;
  return steps.map(({ agent, step, about, request, outcome, lists }, index): Scene => {
    const said =
      request === undefined
        ? `${step} ${about ?? ''}`.trim()
        : semantics.family.words.request(request as Request, 'one');
    const event = events?.[index];
    const several = Object.keys(lists).length > 1;
    return {
      said: `${agent}: ${said}`,
      outcome,
      is: outcome === 'ok' ? 'good' : 'plain',
      rows:
        event === undefined
          ? Object.entries(lists).map(([hook, text]) => ({
              label: several ? hook : '',
              boxes: [{ text, is: 'words' as const }],
              note: '',
            }))
          : rowsOf(semantics, event.fact.after),
    };
  });
}

/** The sequence diagrams of what a race violates. */
function diagrams(verdict: RaceVerdict, race: Race | undefined): readonly Block[] {
  const found = verdict.properties.flatMap(({ id, sentence, finding }) => {
    const path = race && finding && pathTo(race, finding.steps);
    return path === undefined ? [] : [close(paragraph(bold(id), `: ${sentence}`)), tale(race!, path, 'text')];
  });
  if (found.length === 0) return [];
  return [heading(3, `${verdict.scenario} · ${verdict.profile}`), paragraph(verdict.story), ...found];
}

const SENTENCES = {
  violated: 'a property, or the kernel, is not what a scenario expects',
  inconclusive: 'not every interleaving was seen; this is not a pass',
  skipped: 'no scenario applies',
} as const;

/** What races came to. */
export async function toldRaces(report: RaceReport, named: Named): Promise<Told> {
  const { verdicts, skipped, part, missing, result, profiles } = report;
  expectRaces(report);
  const races = await Promise.all(verdicts.map((verdict) => raceIn(verdict, named)));
  const found = verdicts.flatMap((verdict, index) =>
    verdict.properties.flatMap(({ id, sentence, expected, finding }) =>
      finding === undefined ? [] : [{ verdict, race: races[index], id, sentence, expected, finding }],
    ),
  );
  const { some, left } = first(found.toSorted((a, b) => Number(a.expected) - Number(b.expected)));
  const drawn = await Promise.all(
    some.map(async ({ verdict, race, id, sentence, expected, finding }) => ({
      title: [`${verdict.scenario} (${verdict.profile}): `, code(id)],
      said: [
        `Violated: ${sentence}`,
        ...(expected ? [] : ['Not expected by the scenario.']),
        ...(finding.because ?? []),
        ...(race !== undefined && pathTo(race, finding.steps) === undefined
          ? ['In the words of the report: the scenario that comes with this mprog does not lead to these steps.']
          : []),
      ],
      scenes: await scenes(verdict, finding.steps, race, named),
    })),
  );
  const open = verdicts.filter(isUnfinished).map(({ scenario }) => scenario);
  const total = verdicts.reduce((sum, { interleavings }) => sum + BigInt(interleavings), 0n);
  const idle = verdicts.reduce((sum, verdict) => sum + notExercised(verdict).length, 0);
  const missed: readonly (Inline | false)[] = [
    open.length > 0 && `Not searched to the end: ${open.join(', ')}.`,
    part !== undefined && `This is part ${part.index} of ${part.of}.`,
    missing !== undefined && `${missing}.`,
    idle > 0 &&
      `${plural(idle, 'property of a race', 'properties of races')} not exercised in any interleaving (see the table).`,
    ...skipped.map(({ reason }) => `Left out: ${reason}.`),
    'Nothing but these scenarios: no other agents, and no other programs of them.',
  ];
  return {
    title: `mprog race (${profiles.join(', ')})`,
    verdict:
      result === 'held'
        ? `every property is what its scenario expects, violated or not, in ${partOf(part, 'these races')}`
        : SENTENCES[result],
    covered: [
      `${plural(verdicts.length, 'race')}, ${plural(total, 'interleaving')}${open.length > 0 ? '' : ', each to its end'}.`,
    ],
    missed: missed.filter((each) => each !== false),
    drawn,
    left,
    tables: [
      {
        title: 'Properties',
        block: table(
          ['scenario', 'profile', 'property', 'result', 'as expected', 'exercised', 'violated in'],
          verdicts.flatMap((verdict) =>
            verdict.properties.map((each) => [
              verdict.scenario,
              verdict.profile,
              code(each.id),
              each.result,
              each.expected ? 'yes' : 'no',
              count(each.tested),
              isUnfinished(verdict) ? '?' : count(BigInt(each.violatedIn)),
            ]),
          ),
        ),
      },
    ],
    body: [...racesBlocks(report), ...verdicts.flatMap((verdict, index) => diagrams(verdict, races[index]))],
  };
}

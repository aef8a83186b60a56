import { racingOf } from '../../checker/races/racing.ts';
import type { PropertyVerdict, RaceReport, RaceVerdict } from '../../checker/races/verdict.ts';
import { USUAL } from '../../spec/families/register.ts';
import {
  type Block,
  bold,
  close,
  coloured,
  type Inline,
  lines,
  mark,
  numbered,
  signed,
  stanza,
  table,
} from '../document/document.ts';
import { isIdle, isUnfinished, notExercised } from '../raced.ts';
import { count, partLine, plural } from './output.ts';

/** The properties of races of the usual family: a table has a column for each. */
const RACE_PROPERTIES = racingOf(USUAL).properties;

const SIGNS = { held: '✓', violated: '✗', inconclusive: '?' } as const;

/** A property in a cell: held, violated, or not exercised; in red where the scenario says otherwise. */
function signOf(verdict: RaceVerdict, property: PropertyVerdict): Inline {
  const sign = isIdle(verdict, property) ? '·' : SIGNS[property.result];
  if (!property.expected) return coloured('bad', `${sign}!`);
  return sign === '✗' ? coloured('warning', sign) : mark(sign);
}

/** What a kernel said to the interleavings that were replayed on it. */
function kernelCell({ properties }: RaceVerdict): string {
  const all = properties.flatMap(({ finding }) => finding?.kernel ?? []);
  const replayed = all.filter(({ result }) => result === 'held' || result === 'violated');
  const reproduced = replayed.filter(({ result }) => result === 'held').length;
  if (all.length === 0) return '';
  return replayed.length === 0 ? 'skipped' : `${reproduced} of ${replayed.length}`;
}

/** What came of many races, as one table. */
export function racesBlocks({ verdicts, skipped, part, missing }: RaceReport): readonly Block[] {
  const confirming = verdicts.some(({ properties }) => properties.some(({ finding }) => finding?.kernel !== undefined));
  const numbers = RACE_PROPERTIES.map((_, index) => index + 1);
  const head = ['scenario', 'profile', 'agents', 'interleavings', 'states', 'ms', ...numbers];
  const rows = verdicts.map((verdict) => {
    const { scenario, profile, agents, interleavings, states, seconds, variantOf, properties } = verdict;
    const name = variantOf === undefined ? scenario : `└ ${scenario}`;
    const counted = isUnfinished(verdict) ? '?' : count(BigInt(interleavings));
    const figures = [count(agents.length), counted, count(states), (seconds * 1000).toFixed(0)];
    const signs = properties.map((property) => signOf(verdict, property));
    return [name, profile, ...figures, ...signs, ...(confirming ? [kernelCell(verdict)] : [])];
  });
  const reasons = new Set(verdicts.flatMap(skipReasons));
  return [
    table(confirming ? [...head, 'kernel'] : head, rows),
    numbered(...RACE_PROPERTIES.map(({ id, sentence }) => [bold(id), `: ${sentence}`])),
    stanza(
      '✓ held in every interleaving   ✗ violated, as the scenario expects   · not exercised   ! not as the scenario expects',
      'Scenarios behind └ are variants of one above. mprog race SCENARIO shows one in detail.',
    ),
    close(
      lines(
        ...skippedLines(skipped),
        ...[...reasons].map((reason) => signed('–', `kernel skipped: ${reason}`)),
        part !== undefined && signed('?', partLine(part)),
        missing !== undefined && signed('?', missing),
        ...summary(verdicts),
      ),
    ),
  ];
}

/** Which scenarios could not be told under a semantics. */
export const skippedLines = (skipped: RaceReport['skipped']): readonly Inline[] =>
  skipped.map(({ reason }) => signed('–', `left out: ${reason}`));

const skipReasons = ({ properties }: RaceVerdict) =>
  properties.flatMap(({ finding }) => (finding?.kernel?.result === 'skipped' ? [finding.kernel.reason!] : []));

function summary(verdicts: readonly RaceVerdict[]): readonly Inline[] {
  const named = (is: (verdict: RaceVerdict) => boolean) =>
    verdicts
      .filter(is)
      .map(({ scenario, profile }) => `${scenario} (${profile})`)
      .join(', ');
  const [off, open] = [named(({ result }) => result === 'violated'), named(isUnfinished)];
  const total = verdicts.reduce((sum, { interleavings }) => sum + BigInt(interleavings), 0n);
  const seconds = verdicts.reduce((sum, verdict) => sum + verdict.seconds, 0).toFixed(1);
  const size = `${plural(verdicts.length, 'race')}, ${count(total)} interleavings, ${seconds} s`;
  const idle = RACE_PROPERTIES.filter(({ id }) => verdicts.every((each) => notExercised(each).includes(id)));
  return [
    idle.length > 0 && signed('·', `not exercised by any race: ${idle.map(({ id }) => id).join(', ')}`),
    open !== '' && signed('?', `not run to the end: ${open}. This is not a pass.`),
    off !== '' && signed('✗', `${size}: ${off} did not hold as the scenarios expect`),
    off === '' && open === '' && signed('✓', `${size}: all held, as the scenarios expect`),
  ];
}

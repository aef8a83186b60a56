import { linesOf } from '../../checker/fast-path/interleaving.ts';
import { PROPERTIES } from '../../checker/fast-path/properties.ts';
import { standings } from '../../checker/fast-path/report.ts';
import { describeScenario } from '../../checker/fast-path/scenario.ts';
import type { Breach, VariantVerdict } from '../../checker/fast-path/verdict.ts';
import { WITNESSES } from '../../checker/fast-path/witnesses.ts';
import type { Timed } from '../fast-path-timed.ts';
import { colours, count, plural, say } from './output.ts';
import { plainTable } from './render-failure.ts';

/** A number that may be beyond what a double holds. */
function interleavingsText({ interleavings }: VariantVerdict): string {
  return interleavings === undefined
    ? 'interleavings not counted'
    : `${interleavings.toLocaleString('en-US')} interleavings`;
}

const indented = (text: string) =>
  text
    .split('\n')
    .map((line) => ` ${line.trimEnd()}`)
    .join('\n');

/** An interleaving as a table: a column for each of those who take steps, and memory after the step. */
function interleavingTable({ machine, path }: Breach): string {
  const table = plainTable(['step', 'reader 1', 'updater', 'reader 2', 'memory (active first)']);
  linesOf(machine, path).forEach(({ who, what, active, others }, index) => {
    const by = (actor: string) => (who === actor ? what : '');
    const updater = who === 'RCU' ? `RCU: ${what}` : by('updater');
    table.push([index + 1, by('reader 1'), updater, by('reader 2'), [active, ...others].join('   ')]);
  });
  return indented(table.toString());
}

/** Prints what was found of one variant, with the interleaving that violates its first property. */
export function renderVariant({ verdict, seconds }: Timed): void {
  const { variant, scenarios, states, transitions, depth, bound, breaches, witnesses } = verdict;
  say(`${colours.bold('fast-path')} · ${variant.id}: ${variant.sentence}`);
  say('one updater with two updates, two readers, every pair of updates on lists of 0 to 2 programs');
  say(
    `explored ${plural(scenarios, 'scenario')} · ${plural(states, 'state')} · ${plural(transitions, 'transition')} · depth ${depth} · ${interleavingsText(verdict)} · ${seconds.toFixed(1)} s`,
  );
  const [first] = breaches;
  if (first !== undefined) {
    say(`${colours.red('✗')} after ${plural(first.path.length, 'step')}: ${first.what}`);
    say(`  from ${describeScenario(first.machine.scenario)}`);
    say();
    say(interleavingTable(first));
    say();
  }
  for (const { property, result, breach, scenarios: broken } of standings(verdict)) {
    if (result === 'held') say(`${colours.green('✓')} ${property.id} held: ${property.sentence}`);
    else if (result === 'inconclusive') say(`${colours.yellow('?')} ${property.id} is not violated so far`);
    else
      say(
        `${colours.red('✗')} ${property.id} violated after ${plural(breach!.path.length, 'step')}, in ${broken} of ${scenarios} scenarios: ${breach!.what}`,
      );
  }
  if (bound !== undefined) say(`${colours.yellow('?')} ${bound}: no counterexample so far. This is not a pass.`);
  const never = WITNESSES.filter(({ id }) => witnesses[id] === 0);
  if (bound === undefined && never.length === 0)
    say(`${colours.green('✓')} ${WITNESSES.length} witnesses seen: every property was exercised`);
  for (const { id, sentence } of never) say(`${colours.yellow('–')} never happened: ${id}: ${sentence}`);
  say();
}

/** Prints all variants as a table: the steps after which each property is violated. */
export function renderVariants(checked: readonly Timed[]): void {
  const table = plainTable([
    'variant',
    ...PROPERTIES.map(({ id }) => id),
    'states',
    'transitions',
    'interleavings',
    's',
  ]);
  for (const { verdict, seconds } of checked)
    table.push([
      verdict.variant.id,
      ...standings(verdict).map(({ result, breach }) =>
        result === 'held'
          ? colours.green('held')
          : result === 'inconclusive'
            ? colours.yellow('?')
            : colours.red(`violated after ${breach!.path.length}`),
      ),
      count(verdict.states),
      count(verdict.transitions),
      verdict.interleavings?.toLocaleString('en-US') ?? '?',
      seconds.toFixed(1),
    ]);
  say(indented(table.toString()));
  for (const { verdict } of checked)
    if (verdict.bound !== undefined) say(`${colours.yellow('?')} ${verdict.variant.id}: ${verdict.bound}`);
}

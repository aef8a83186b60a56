import { checkVariantFully, shortest } from './check.ts';
import { linesOf } from './interleaving.ts';
import { ANSWER, INTRODUCTION, LIMITS, MACHINE } from './page-text.ts';
import { PROPERTIES } from './properties.ts';
import { type Standing, standings } from './report.ts';
import { describeScenario } from './scenario.ts';
import { VARIANTS } from './variants.ts';
import type { Breach, VariantVerdict } from './verdict.ts';
import { WITNESSES } from './witnesses.ts';

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

const number = (value: number | bigint) => value.toLocaleString('en-US');

function propertiesTable(): string {
  return table(
    ['property', 'in words', 'source'],
    PROPERTIES.map(({ id, sentence, source }) => [`\`${id}\``, sentence, source]),
  );
}

/** For each variant and property: whether it held, or the steps to the first breach and how many scenarios have one. */
function breachesTable(verdicts: readonly VariantVerdict[]): string {
  const cell = ({ result, breach, scenarios }: Standing) =>
    breach === undefined ? result : `**${result}** after ${breach.path.length} (in ${scenarios})`;
  return table(
    ['variant', 'what it is', ...PROPERTIES.map(({ id }) => `\`${id}\``)],
    verdicts.map((verdict) => [`\`${verdict.variant.id}\``, verdict.variant.sentence, ...standings(verdict).map(cell)]),
  );
}

function sizesTable(verdicts: readonly VariantVerdict[]): string {
  return table(
    ['variant', 'scenarios', 'states', 'transitions', 'complete interleavings'],
    verdicts.map(({ variant, scenarios, states, transitions, interleavings = 0n }) => [
      `\`${variant.id}\``,
      scenarios,
      number(states),
      number(transitions),
      number(interleavings),
    ]),
  );
}

function witnessesTable({ witnesses }: VariantVerdict): string {
  return table(
    ['witness', 'in words', 'scenarios'],
    WITNESSES.map(({ id, sentence }) => [`\`${id}\``, sentence, witnesses[id]!]),
  );
}

function breachSection(breach: Breach, title: string): string {
  const lines = linesOf(breach.machine, breach.path);
  const rows = lines.map(({ who, what, active, others }, index) => [index + 1, who, what, active, others.join('; ')]);
  return [
    `### ${title}`,
    `From ${describeScenario(breach.machine.scenario)}. After ${lines.length} steps ${breach.what}.`,
    table(['step', 'who', 'what', 'active array', 'peer array'], rows),
  ].join('\n\n');
}

/** The interleavings that answer the question, each a shortest of its kind. */
function interleavings(verdicts: readonly VariantVerdict[]): string {
  const of = (id: string) => verdicts.find(({ variant }) => variant.id === id)!;
  const deferred = of('no-synchronize-rcu');
  const immediate = of('no-synchronize-rcu-immediate-free');
  const replaced = ({ machine }: Breach) => machine.scenario.updates.some(({ kind }) => kind === 'replace');
  const freed = immediate.breachesByScenario.filter(({ property }) => property === 'never-freed');
  return [
    ...deferred.breaches.map((breach) =>
      breachSection(breach, `\`${deferred.variant.id}\` violates \`${breach.property}\``),
    ),
    breachSection(
      shortest(freed.filter((breach) => !replaced(breach)))!,
      `\`${immediate.variant.id}\` violates \`never-freed\` by a removal`,
    ),
    breachSection(
      shortest(freed.filter(replaced))!,
      `\`${immediate.variant.id}\` violates \`never-freed\` by a replacement`,
    ),
    `The other properties that \`${immediate.variant.id}\` violates, it violates as \`${deferred.variant.id}\` does.`,
  ].join('\n\n');
}

/** The page about the fast path, made from the checks themselves. */
export function fastPathPage(): string {
  const verdicts = VARIANTS.map((variant) => checkVariantFully(variant));
  return `${[
    '# The fast path',
    INTRODUCTION,
    '## The question, and the answer',
    ANSWER,
    '## The machine',
    MACHINE,
    '## What must hold',
    propertiesTable(),
    '## What holds',
    '"violated after 14 (in 26)": a shortest interleaving that violates the property has 14 steps, and 26 of the scenarios have one that does. "held": in no interleaving of any scenario is it violated.',
    breachesTable(verdicts),
    '## How much was explored',
    'States are counted with the two readers interchangeable; interleavings are counted with the readers distinguished, each from the first step to the last of all actors.',
    sizesTable(verdicts),
    '## What happens sometimes',
    'In how many of the scenarios of the sound design each of these was seen: every property was exercised.',
    witnessesTable(verdicts[0]!),
    '## The interleavings',
    'In the arrays a dot is a terminator; a and b are the two arrays.',
    interleavings(verdicts),
    '## What is not modelled',
    LIMITS,
  ].join('\n\n')}\n`;
}

import Table from 'cli-table3';
import type { ComparedStep } from '../../checker/decide/counterexample.ts';
import { citationOf } from '../../spec/citation.ts';
import type { Family } from '../../spec/family.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import type { Observation } from '../../spec/semantics.ts';
import { colours } from './output.ts';

const BORDERLESS = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid']
    .concat(['mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((part) => [part, part === 'middle' ? ' ' : '']),
);

/** A table without lines. */
export function plainTable(head: readonly string[]): Table.Table {
  return new Table({
    head: [...head],
    chars: BORDERLESS,
    style: { head: [], border: [], 'padding-left': 1, 'padding-right': 1 },
  });
}

function cells(
  { words }: Family,
  hook: string,
  several: boolean,
  seen: Record<string, Observation>,
): { slots: string; revision: string } {
  const one = seen[hook];
  const label = several ? `${hook}: ` : '';
  if (one === undefined) return { slots: label, revision: '' };
  const { what, revision } = words.left?.(one) ?? { what: words.observation(one), revision: '' };
  return { slots: label + what, revision };
}

/** The slots and revisions after a step, told apart by machine where they differ. */
function outlook(family: Family, { spec, model }: ComparedStep): { slots: string; revision: string } {
  const hooks = Object.keys(spec.hooks);
  const lines = hooks.flatMap((hook) => {
    const ours = cells(family, hook, hooks.length > 1, spec.hooks);
    if (model === undefined) return [ours];
    const theirs = cells(family, hook, hooks.length > 1, model.hooks);
    if (ours.slots === theirs.slots && ours.revision === theirs.revision) return [ours];
    return [
      { slots: `spec:  ${ours.slots}`, revision: ours.revision },
      { slots: `model: ${theirs.slots}`, revision: theirs.revision },
    ];
  });
  return {
    slots: lines.map((line) => line.slots).join('\n'),
    revision: lines.map((line) => line.revision).join('\n'),
  };
}

/** The steps of a counterexample as a table. */
export function stepsTable(family: Family, steps: readonly ComparedStep[]): string {
  const several = Object.keys(steps[0]?.spec.hooks ?? {}).length > 1 ? 'several' : 'one';
  const table = plainTable(['#', 'request', 'spec', 'model', 'slots', '']);
  steps.forEach((step, index) => {
    const { slots, revision } = outlook(family, step);
    const theirs = step.model?.outcome ?? 'stopped';
    const differ = theirs !== step.spec.outcome;
    table.push([
      index + 1,
      family.words.request(step.request, several),
      step.spec.outcome,
      differ ? colours.red(theirs) : theirs,
      slots,
      revision,
    ]);
  });
  return table
    .toString()
    .split('\n')
    .map((line) => ` ${line.trimEnd()}`)
    .join('\n');
}

/** The rule that decided: its id, its sentence, where it is from. */
export function decidedBy(semantics: Profile, id: string): readonly string[] {
  const rule = rulesOf(semantics).find((candidate) => candidate.id === id);
  if (rule === undefined) return [`  decided by  ${id}`];
  const { source, where } = citationOf(semantics.family.citations, rule.cite);
  return [
    `  decided by  ${colours.bold(rule.id)}`,
    `              "${rule.sentence}"`,
    `              ${where}, ${source}`,
  ];
}

import type { ComparedStep } from '../../checker/decide/counterexample.ts';
import { citationOf } from '../../spec/citation.ts';
import type { Family } from '../../spec/family.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import type { Observation } from '../../spec/semantics.ts';
import { type Block, bold, code, coloured, type Inline, joined, LINE, table } from '../document/document.ts';

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
function outlook(family: Family, { spec, model }: ComparedStep): readonly Inline[] {
  const hooks = Object.keys(spec.hooks);
  const seen = hooks.flatMap((hook) => {
    const ours = cells(family, hook, hooks.length > 1, spec.hooks);
    if (model === undefined) return [ours];
    const theirs = cells(family, hook, hooks.length > 1, model.hooks);
    if (ours.slots === theirs.slots && ours.revision === theirs.revision) return [ours];
    return [
      { slots: `spec:  ${ours.slots}`, revision: ours.revision },
      { slots: `model: ${theirs.slots}`, revision: theirs.revision },
    ];
  });
  const column = (name: 'slots' | 'revision') =>
    joined(
      seen.map((each) => each[name]),
      LINE,
    );
  return [column('slots'), column('revision')];
}

/** The steps of a counterexample as a table, with what the model said where there is one. */
export function stepsTable(family: Family, steps: readonly ComparedStep[], hasModel: boolean): Block {
  const several = Object.keys(steps[0]?.spec.hooks ?? {}).length > 1 ? 'several' : 'one';
  const rows = steps.map((step, index) => {
    const theirs = step.model?.outcome ?? 'stopped';
    const differ = theirs !== step.spec.outcome;
    return [
      index + 1,
      family.words.request(step.request, several),
      step.spec.outcome,
      ...(hasModel ? [differ ? coloured('bad', theirs) : theirs] : []),
      ...outlook(family, step),
    ];
  });
  return table(['#', 'request', 'spec', ...(hasModel ? ['model'] : []), 'slots', ''], rows);
}

/** The rule that decided: its id, its sentence, where it is from; a row of fields. */
export function decidedBy(semantics: Profile, id: string): readonly Inline[] {
  const rule = rulesOf(semantics).find((candidate) => candidate.id === id);
  if (rule === undefined) return ['decided by', id];
  const { source, where } = citationOf(semantics.family.citations, rule.cite);
  return ['decided by', [bold(rule.id), LINE, `"${rule.sentence}"`, LINE, `${where}, ${source}`]];
}

/** Where a trace was written, and how it is replayed; rows of fields. */
export const writtenTo = (file: string | undefined): readonly (readonly Inline[])[] =>
  file === undefined
    ? []
    : [
        ['written to', file],
        ['replay', code(`mprog replay ${file} --target kernel`)],
      ];

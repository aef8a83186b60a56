import { compareAlong } from '../../checker/decide/counterexample.ts';
import type { Profile } from '../../spec/profile.ts';
import { SenselessEffect } from '../../spec/proposal-error.ts';
import type { Observation, Request, Universe } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import type { Machine } from '../../spec/vocabulary/machine.ts';
import type { Box, Row, Scene } from '../document/picture.ts';

/** Of a list that is longer than MANY, so many slots are drawn at each end. */
const MANY = 12;
const ENDS = 3;

interface Slot {
  readonly prog: string;
  readonly link?: string;
  readonly flags?: readonly string[];
}

function boxOf({ prog, link = 'none', flags = [] }: Slot): Box {
  const owned = link === 'none' ? '' : `/${link}`;
  const kept = flags.length === 0 ? '' : ` ${flags.join(' ')}`;
  return { text: `${prog}${owned}${kept}`, is: link === 'none' ? 'direct' : 'linked' };
}

function shortened(boxes: readonly Box[]): readonly Box[] {
  if (boxes.length <= MANY) return boxes;
  const left: Box = { text: `… ${boxes.length - 2 * ENDS} more …`, is: 'left-out' };
  return [...boxes.slice(0, ENDS), left, ...boxes.slice(-ENDS)];
}

const hasSlots = (seen: object): seen is { slots: readonly Slot[] } =>
  Array.isArray((seen as { slots?: unknown }).slots) &&
  (seen as { slots: readonly Partial<Slot>[] }).slots.every(({ prog }) => typeof prog === 'string');

/** What a hook shows as a row: slots where it has some, and words where it is no list. */
export function rowOf({ family: { words } }: Profile, label: string, seen: Observation): Row {
  if (!hasSlots(seen)) return { label, boxes: [{ text: words.observation(seen), is: 'words' }], note: '' };
  const { revision, effective } = seen as { readonly revision?: number; readonly effective?: readonly string[] };
  const runs = effective === undefined ? [] : [`runs ${effective.join(' ') || 'nothing'}`];
  const note = [...(revision === undefined ? [] : [`rev ${revision}`]), ...runs].join(' · ');
  return { label, boxes: shortened(seen.slots.map(boxOf)), note };
}

type Hooks = Readonly<Record<string, Observation>>;

/** What the hooks show, under a name where there are several lists of one hook. */
export function rowsOf(semantics: Profile, hooks: Hooks, whose = ''): readonly Row[] {
  const several = Object.keys(hooks).length > 1;
  return Object.entries(hooks).map(([hook, seen]) =>
    rowOf(semantics, [whose, several ? hook : ''].filter(Boolean).join(' '), seen),
  );
}

const isOk = (outcome: string) => (outcome === 'ok' ? 'good' : 'plain');

/** Requests as scenes: what the rules make of each, one after another. */
export function scenesOf(semantics: Profile, universe: Universe, path: readonly Request[]): readonly Scene[] {
  const { family } = semantics;
  const spec = new SpecMachine(semantics);
  spec.reset(universe);
  const hooks = family.hooks(universe);
  const several = hooks.length > 1 ? 'several' : 'one';
  const scenes: Scene[] = [];
  for (const request of path) {
    const said = family.words.request(request, several);
    try {
      const { rule } = spec.explain(request);
      const seen = Object.fromEntries(hooks.map((hook) => [hook, spec.observe(hook)]));
      const { outcome } = rule.then;
      scenes.push({ said, outcome, is: isOk(outcome), rows: rowsOf(semantics, seen) });
    } catch (error) {
      if (!(error instanceof SenselessEffect)) throw error;
      scenes.push({ said, outcome: 'the rule makes no sense here', is: 'bad', rows: [] });
      break;
    }
  }
  return scenes;
}

/** The same of two machines: both are shown where they differ. */
export function comparedScenes(
  semantics: Profile,
  model: Machine,
  universe: Universe,
  path: readonly Request[],
): readonly Scene[] {
  const several = semantics.family.hooks(universe).length > 1 ? 'several' : 'one';
  return compareAlong(semantics, model, universe, path).map((step): Scene => {
    const said = semantics.family.words.request(step.request, several);
    const theirs = step.model?.outcome ?? 'stopped';
    const { outcome } = step.spec;
    const same = theirs === outcome && JSON.stringify(step.model?.hooks) === JSON.stringify(step.spec.hooks);
    if (same) return { said, outcome, is: isOk(outcome), rows: rowsOf(semantics, step.spec.hooks) };
    const rows = [
      ...rowsOf(semantics, step.spec.hooks, 'spec'),
      ...(step.model === undefined ? [] : rowsOf(semantics, step.model.hooks, 'model')),
    ];
    return { said, outcome: theirs === outcome ? outcome : `spec ${outcome}, model ${theirs}`, is: 'bad', rows };
  });
}

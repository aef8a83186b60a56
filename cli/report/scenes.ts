import type { ComparedStep } from '../../checker/decide/counterexample.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Observation } from '../../spec/semantics.ts';
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

export const isOk = (outcome: string) => (outcome === 'ok' ? 'good' : 'plain');

/** One request as spec and model took it: both are shown where they differ. */
export function sceneOfBoth(
  semantics: Profile,
  { request, spec, model }: ComparedStep,
  several: 'one' | 'several',
): Scene {
  const said = semantics.family.words.request(request, several);
  const theirs = model?.outcome ?? 'stopped';
  const { outcome } = spec;
  const same = theirs === outcome && JSON.stringify(model?.hooks) === JSON.stringify(spec.hooks);
  if (same) return { said, outcome, is: isOk(outcome), rows: rowsOf(semantics, spec.hooks) };
  const rows = [
    ...rowsOf(semantics, spec.hooks, 'spec'),
    ...(model === undefined ? [] : rowsOf(semantics, model.hooks, 'model')),
  ];
  return { said, outcome: theirs === outcome ? outcome : `spec ${outcome}, model ${theirs}`, is: 'bad', rows };
}

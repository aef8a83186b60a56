import { once } from '../../../once.ts';
import { fieldsOf } from '../../../uapi.ts';
import { withFields } from '../../../with-fields.ts';
import type { Field, Op, Relative, Request } from '../vocabulary/index.ts';
import { hookOf } from './laws.ts';
import { type Judge, slotsSeen, type Trial, type TrialState, type Tried } from './property.ts';
import { asProg, isOpen, named, sameResult, spares } from './trial-requests.ts';

/** Every value a request may give to a field that it leaves empty, naming objects that live and are of the right kind. */
function valuesFor(trial: TrialState, hook: string, field: string): readonly unknown[] {
  const { universe, links, references } = trial.world;
  const type = universe.programs[spares(trial.world, hook)[0] ?? ''];
  const progs = Object.keys(universe.programs).filter(
    (prog) => universe.programs[prog] === type && references[prog]! > 0 && isOpen(trial, named(prog)),
  );
  if (field === 'revision') return ['current', 'stale'];
  // To name what is not in the list shows best that nobody looks.
  if (field === 'prog') return progs.toSorted((a, b) => placeIn(trial, hook, a) - placeIn(trial, hook, b)).map(asProg);
  if (field !== 'relative') return progs.map(asProg);
  const existing = universe.links.filter((link) => links[link] !== 'absent');
  return [...progs.map(named), ...existing.map((name) => ({ is: 'link', name, by: 'fd' }))];
}

const found = once((_trial: TrialState) => new Map<string, readonly unknown[]>());

/** The same, worked out once for a state, a hook and a field. */
function others(trial: TrialState, request: Request, field: string): readonly unknown[] {
  const hook = hookOf(request) ?? Object.keys(trial.world.hooks)[0]!;
  const known = found(trial);
  const key = `${hook} ${field}`;
  const values = known.get(key) ?? valuesFor(trial, hook, field);
  known.set(key, values);
  return values;
}

const placeIn = ({ world }: TrialState, hook: string, prog: string) =>
  slotsSeen(world.hooks[hook]).findIndex((slot) => slot.prog === prog);

/** Tries whether a field that a successful request leaves empty could be set to anything, with the very same result. */
function setInVain(trial: TrialState, came: Tried, field: Field, judge: Judge): void {
  if (!fieldsOf(trial.uapi, came.request.op).includes(field)) return;
  const left = (came.request as unknown as Record<string, unknown>)[field];
  if (left !== 'none' && (left as Relative).is !== 'none') return;
  const values = others(trial, came.request, field);
  if (values.length < 2) return;
  const set = (value: unknown) => withFields(came.request, { [field]: value } as Partial<Request>);
  const ignored = values.every((value) => sameResult(trial.attempt(set(value))[0]!, came));
  judge(!ignored, () => ({ steps: [set(values[0])] }));
}

const FIELD_WORDS = {
  prog: 'a subject',
  relative: 'a relative',
  replace: 'a program to replace',
  old: 'an old program',
  revision: 'an expected revision',
} as const;

interface Asked {
  readonly id: string;
  readonly field: keyof typeof FIELD_WORDS;
  /** The operation that is asked about, in one word; every operation that has the field where there is none. */
  readonly of?: readonly [Op, string];
}

/** A field that is set has a say. */
function notIgnored({ id, field, of }: Asked) {
  const [only, word] = of ?? [undefined, 'a request'];
  return {
    kind: 'trial',
    id,
    sentence: `Where ${word} takes ${FIELD_WORDS[field]}, some choice of it changes the result.`,
    why: 'a user who sets a field expects an effect, or an error if the field is unused',
    cases: (trial, judge) => {
      for (const came of trial.tried)
        if (came.outcome === 'ok' && (only === undefined || came.request.op === only))
          setInVain(trial, came, field, judge);
    },
  } as const satisfies Trial;
}

/** Properties of fields that may be left empty. */
export const SET_TRIALS = [
  notIgnored({ id: 'set-prog-counts', field: 'prog' }),
  notIgnored({ id: 'set-relative-counts', field: 'relative' }),
  notIgnored({ id: 'set-replace-counts', field: 'replace', of: ['prog_attach', 'an attach'] }),
  notIgnored({ id: 'set-replace-counts-in-detach', field: 'replace', of: ['prog_detach', 'a detach'] }),
  notIgnored({ id: 'set-old-counts', field: 'old' }),
  notIgnored({ id: 'set-revision-counts', field: 'revision' }),
] as const satisfies readonly Trial[];

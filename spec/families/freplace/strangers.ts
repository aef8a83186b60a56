import type { Complaint, Told } from '../../family.ts';
import { hooksOf } from './view.ts';
import type { Observation, Request, Universe } from './vocabulary/index.ts';

/** A name that a request speaks of and the universe does not have. */
interface Stranger {
  readonly field: string;
  readonly name: string;
}

const PROGRAMS = ['prog', 'old'] as const;
const LINKS = ['link', 'from'] as const;

/** What is asked for programs that take the place of others. */
const ATTACHING: readonly string[] = ['prog_load', 'link_create', 'raw_open'];

/** Whether a value stands for no object: `none`, a bad fd, a BTF id alone. */
const isNobody = (value: string) => value === 'none' || value.includes('-');

/** The function that is named and that there is not; a program that is no target has one function, `main`. */
function strangeFunction({ targets, exts, tracers }: Universe, target: string): string | undefined {
  if (isNobody(target) && !target.includes('.')) return undefined;
  const [of, name] = target.split('.') as [string, string?];
  if (!Object.hasOwn(targets, of)) return Object.hasOwn(exts, of) || tracers.includes(of) ? undefined : of;
  const known = name === undefined || name.includes('-') || Object.hasOwn(targets[of]!.functions, name);
  return known ? undefined : target;
}

/** Every name in a request that the universe does not have, or has for something else. */
export function strangersIn(universe: Universe, request: Request): readonly Stranger[] {
  const said = request as unknown as Readonly<Record<string, string>>;
  const { targets, exts, tracers, links } = universe;
  const unknown = (fields: readonly string[], isKnown: (name: string) => boolean) =>
    fields.flatMap((field) => {
      const name = said[field];
      return name === undefined || isNobody(name) || isKnown(name) ? [] : [{ field, name }];
    });
  const isTarget = (name: string) => Object.hasOwn(targets, name);
  const isOther = (name: string) => Object.hasOwn(exts, name) || tracers.includes(name);
  const objects = [
    ...unknown(PROGRAMS, (name) => {
      if (request.op === 'target_load') return isTarget(name);
      return isOther(name) || (isTarget(name) && !ATTACHING.includes(request.op));
    }),
    ...unknown(LINKS, (name) => links.includes(name)),
  ];
  const strange = said.target === undefined ? undefined : strangeFunction(universe, said.target);
  return [...objects, ...(strange === undefined ? [] : [{ field: 'target', name: strange }])];
}

/** What makes no sense in a trace whose fields are each well formed: names that the universe does not have. */
export function* complaintsAbout({ universe, steps }: Told): Generator<Complaint> {
  const names = hooksOf(universe as Universe);
  for (const [index, { request, expect }] of steps.entries()) {
    for (const { field, name } of strangersIn(universe as Universe, request as Request))
      yield { path: ['steps', index, 'request', field], message: `${name} is not in the universe` };
    for (const [name, seen] of Object.entries(expect.hooks ?? {})) {
      const path = ['steps', index, 'expect', 'hooks', name];
      if (!names.includes(name)) yield { path, message: `${name} is not in the universe` };
      for (const other of namesSeen(seen as Observation))
        if (!names.includes(other)) yield { path, message: `${other} is not in the universe` };
    }
  }
}

/** The names of objects in an observation. */
function namesSeen(seen: Observation): readonly string[] {
  if (seen.is === 'target') return [...Object.values(seen.answers), ...Object.values(seen.traced ?? {}).flat()];
  if (seen.is === 'link') return [seen.prog, seen.target].filter((name) => name !== 'none');
  return seen.is === 'device' && seen.runs !== 'none' ? [seen.runs] : [];
}

import { z } from 'zod';
import type { Family } from '../spec/family.ts';
import type { Universe } from '../spec/semantics.ts';
import { familyOf, type Trace, traceSchema } from './format.ts';
import { invalidAt, shown } from './issues.ts';
import { fromItf, VARIABLES } from './itf.ts';
import { TraceError } from './trace-error.ts';

/** The variables without which there is no trace; the others say more of each state. */
const NEEDED = ['universe', 'request', 'outcome'] as const;

/** A document of ITF as any tool writes it. */
const Document = z.looseObject({
  '#meta': z
    .looseObject({ description: z.string().optional(), profile: z.string().optional(), family: z.string().optional() })
    .optional(),
  vars: z.array(z.string()),
  states: z.array(z.record(z.string(), z.unknown())).min(2),
});
type Document = z.output<typeof Document>;

/** What is done where a document names no profile: it is found from what exists. */
export type ProfileFor = (universe: Universe, family: Family) => string | undefined;

/** A trace that was read from ITF. */
export interface ItfTrace {
  readonly trace: Trace;
  /** What the first state shows of each hook, before any request; none where it shows none. */
  readonly first: Readonly<Record<string, unknown>> | undefined;
}

/** Whether a document of JSON is ITF: it has variables and states. */
export function isItf(document: unknown): boolean {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return false;
  const { '#meta': meta } = document as { readonly '#meta'?: { readonly format?: unknown } | null };
  return meta?.format === 'ITF' || ('vars' in document && 'states' in document);
}

/** The place in the document of a place in the trace that is made of it. */
function placedInStates(path: readonly PropertyKey[]): string {
  const [first, index, part, ...rest] = path;
  const at = (state: number, ...more: readonly PropertyKey[]) => [`states[${state}]`, ...more].map(String).join('.');
  if (first === 'title') return '#meta.description';
  if (first === 'universe') return at(0, ...path);
  if (first !== 'steps' || typeof index !== 'number') return path.map(String).join('.');
  const [field, ...inside] = part === 'request' ? ['request', ...rest] : rest;
  if (field === 'request' && inside[0] === 'op') return at(index + 1, 'request', 'tag');
  if (field === 'request') return at(index + 1, 'request', 'value', ...inside);
  return at(index + 1, ...(field === undefined ? [] : [field]), ...inside);
}

/** A variant `{ tag, value }`, with the tag as a field of the record that it carries. */
function variantOf(where: string, value: unknown, field: 'op' | 'is'): object {
  const { tag, value: rest } = (value ?? {}) as { readonly tag?: unknown; readonly value?: unknown };
  if (typeof tag !== 'string') throw new TraceError(`${where}.tag: expected a text, found ${shown(tag)}`);
  const fields = fromItf(rest);
  if (typeof fields !== 'object' || fields === null)
    throw new TraceError(`${where}.value: expected a record, found ${shown(fields)}`);
  return { [field]: tag, ...(Array.isArray(fields) ? {} : fields) };
}

/** What a state shows of each hook; nothing where it has no such variable. */
function hooksOf(where: string, state: Readonly<Record<string, unknown>>) {
  if (state.hooks === undefined) return undefined;
  const { '#map': pairs } = state.hooks as { readonly '#map'?: unknown };
  const all: readonly (readonly [unknown, unknown])[] = Array.isArray(pairs)
    ? pairs
    : Object.entries(state.hooks as object);
  return Object.fromEntries(
    all.map(([name, value]) => [String(name), variantOf(`${where}.hooks.${String(name)}`, value, 'is')]),
  );
}

function requireVariables(path: string, { vars, states }: Document): void {
  for (const name of NEEDED) {
    if (!vars.includes(name))
      throw new TraceError(
        `${path}: vars: expected ${NEEDED.join(', ')} (and ${VARIABLES.filter((each) => !NEEDED.includes(each as never)).join(', ')}, if they are known), found no ${name}`,
      );
    const missing = states.findIndex((state) => state[name] === undefined);
    if (missing !== -1) throw new TraceError(`${path}: states[${missing}]: expected the variable ${name}, found none`);
  }
}

/** No map may have a key twice: readers would differ in which value counts. */
function requireKeysOnce(where: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const { '#map': map } = value as { readonly '#map'?: unknown };
  const keys = Array.isArray(map) ? map.map((pair) => JSON.stringify(Array.isArray(pair) ? pair[0] : pair)) : [];
  const again = keys.find((key, index) => keys.indexOf(key) < index);
  if (again !== undefined) throw new TraceError(`${where}: expected each key of #map once, found ${again} twice`);
  for (const [field, each] of Object.entries(value))
    requireKeysOnce(
      Array.isArray(value) ? `${where}[${field}]` : `${where}${where.includes(': ') ? '.' : ': '}${field}`,
      each,
    );
}

/** The universe of the first state, which is that of all. */
function universeOf(path: string, { states }: Document): unknown {
  const [first, ...others] = states.map(({ universe }) => JSON.stringify(fromItf(universe)));
  const other = others.findIndex((each) => each !== first);
  if (other !== -1)
    throw new TraceError(`${path}: states[${other + 1}].universe: expected that of the first state, found another`);
  return fromItf(states[0]!.universe);
}

/** A state, as a step that expects what the state says. */
function stepOf(path: string, state: Readonly<Record<string, unknown>>, number: number, queries: ReadonlySet<string>) {
  const where = `${path}: states[${number}]`;
  const request = variantOf(`${where}.request`, state.request, 'op') as { readonly op: string };
  const { outcome, rule, view } = state;
  const hooks = hooksOf(where, state);
  return {
    request,
    expect: {
      outcome,
      ...(rule === undefined || rule === '' ? {} : { rule }),
      ...(view !== undefined && queries.has(request.op) ? { view: variantOf(`${where}.view`, view, 'is') } : {}),
      ...(hooks === undefined ? {} : { hooks }),
    },
  };
}

/** Reads a document of ITF as a trace; every failure is a TraceError with its place. `path` is what errors call it. */
export function readItf(path: string, document: unknown, profileFor?: ProfileFor): ItfTrace {
  const result = Document.safeParse(document);
  if (!result.success) throw invalidAt(path, result.error.issues, document);
  const { data } = result;
  requireVariables(path, data);
  requireKeysOnce(path, data);
  const meta = data['#meta'] ?? {};
  const { description = 'a trace of ITF', profile, family } = meta;
  const named = { ...(family === undefined ? {} : { family }) };
  const of = familyIn(path, family);
  const { schemas, queries } = of;
  const universe = universeOf(path, data);
  const known = schemas.universe.safeParse(universe);
  const found = profile ?? (known.success ? profileFor?.(known.data as Universe, of) : undefined);
  if (known.success && found === undefined)
    throw new TraceError(`${path}: #meta.profile: expected the profile that it is a trace of, found nothing`);
  const made = {
    format: 'mprog-trace',
    version: 1,
    ...named,
    profile: found ?? 'unknown',
    title: description,
    origin: { kind: 'hand', note: `read from ITF: ${path}` },
    universe,
    steps: data.states.slice(1).map((state, index) => stepOf(path, state, index + 1, queries)),
  };
  const read = traceSchema(of).safeParse(made);
  if (read.success) return { trace: read.data, first: hooksOf(`${path}: states[0]`, data.states[0]!) };
  throw invalidAt(path, read.error.issues, made, placedInStates);
}

function familyIn(path: string, family: string | undefined): Family {
  try {
    return familyOf({ family });
  } catch (error) {
    throw new TraceError(`${path}: #meta.family: ${(error as Error).message}`);
  }
}

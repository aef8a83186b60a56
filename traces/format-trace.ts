import { familyNamed } from '../spec/families/register.ts';
import type { Family } from '../spec/family.ts';
import type { Request } from '../spec/semantics.ts';
import { type Trace, traceSchema } from './format.ts';
import type { TraceStep } from './step.ts';

const WIDTH = 110;

/** JSON with one line for whatever fits one, and the rest broken up. */
function pretty(value: unknown, indent = ''): string {
  const flat = JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return flat;
  const spaced = flat.length + indent.length <= WIDTH ? oneLine(value) : undefined;
  if (spaced !== undefined && spaced.length + indent.length <= WIDTH) return spaced;
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((each) => inner + pretty(each, inner)).join(',\n')}\n${indent}]`;
  const fields = Object.entries(value).map(([key, each]) => `${inner}${JSON.stringify(key)}: ${pretty(each, inner)}`);
  return `{\n${fields.join(',\n')}\n${indent}}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${oneLine(each)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** A request without the fields that have their default: what is left says all of it. */
export function shortened({ schemas, vocabulary }: Family, request: Request): Record<string, unknown> {
  const short: Record<string, unknown> = { ...request };
  for (const field of Object.keys(request)) {
    const without = { ...short };
    delete without[field];
    const completed = schemas.request.safeParse(without);
    if (completed.success && sameFields(completed.data, request)) delete short[field];
  }
  // Requests are put together in any order, and written in one.
  return Object.fromEntries(
    vocabulary.fieldsOf[request.op]!.flatMap((field) => (field in short ? [[field, short[field]]] : [])),
  );
}

function sameFields(a: object, b: object): boolean {
  const other = b as Record<string, unknown>;
  return Object.entries(a).every(([field, value]) => JSON.stringify(value) === JSON.stringify(other[field]));
}

/**
 * The text of a trace file: fields in one order, defaults left out, a step on as few lines as fit. Throws a ZodError on
 * what is no trace.
 */
export function formatTrace(trace: Trace): string {
  return formatted(trace, (expected) => expected);
}

/** The same without what the steps expect: what `mprog record` answers. */
export function formatRequests(trace: Trace): string {
  return formatted(trace, () => ({}));
}

function formatted(trace: Trace, of: (expected: Omit<TraceStep, 'request'>) => object): string {
  // Parsing gives every object the field order of its schema.
  const family = familyNamed(trace.family);
  const { format, version, family: named, profile, title, origin, universe, steps } = traceSchema(family).parse(trace);
  const document = {
    format,
    version,
    ...(named === undefined ? {} : { family: named }),
    profile,
    title,
    ...(origin === undefined ? {} : { origin }),
    universe: family.brief?.(universe) ?? universe,
    steps: steps.map(({ request, ...expected }) => ({ request: shortened(family, request), ...of(expected) })),
  };
  return `${pretty(document)}\n`;
}

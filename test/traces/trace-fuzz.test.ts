import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { traceOf } from '../../checker/decide/counterexample.ts';
import { requireFit } from '../../library/fit.ts';
import { SpecMachine, type Trace } from '../../library/typed.ts';
import { modelNamed } from '../../model/index.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import type { Request } from '../../spec/families/slots/vocabulary/index.ts';
import type { Profile } from '../../spec/profile.ts';
import { traceFiles } from '../../traces/files.ts';
import { parseTraceText } from '../../traces/read.ts';
import { replayTrace } from '../../traces/replay.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { formatTrace } from '../../traces/write.ts';
import { mutated, mutations } from '../support/mutate-json.ts';

const SHIPPED = ['conformance', 'anomalies', 'races'].map((name) =>
  fileURLToPath(new URL(`../../traces/${name}`, import.meta.url)),
);
const documents = traceFiles(SHIPPED).map((file) => JSON.parse(readFileSync(file, 'utf8')));
/** Whether a change lands does not depend on chance: CI takes the same traces each time, everybody else new ones. */
const RUNS = { numRuns: 5_000, ...(process.env.CI === undefined ? {} : { seed: 20_261_126 }) };

/** What a run does, or nothing where it refuses with a TraceError; any other error is thrown. */
function unlessRefused<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof TraceError) return undefined;
    throw error;
  }
}

/** The semantics of a trace, where it has what the trace asks for. */
function semanticsOf(trace: Trace): Profile | undefined {
  const semantics = PROFILES.find(({ name }) => name === trace.profile);
  return semantics && unlessRefused(() => requireFit(semantics, 'mutant', trace) ?? semantics);
}

/** The trace with what the spec says, up to where that is nothing. */
function asSpecSays(semantics: Profile, trace: Trace): Trace {
  const spec = new SpecMachine(semantics);
  spec.reset(trace.universe);
  const path: Request[] = [];
  for (const { request } of trace.steps) {
    try {
      if (spec.apply(request).outcome === 'undefined') break;
    } catch (error) {
      if (error instanceof RangeError) break; // the name of a link that exists
      throw error;
    }
    path.push(request);
  }
  return traceOf(semantics, trace.universe, path, { title: trace.title }) as Trace;
}

const count = { read: 0, refused: 0, replayed: 0, otherwise: 0 };

/** A text is refused with a TraceError, or read for what it is; spec and model then say the same of it. */
function put(text: string): void {
  const trace = unlessRefused(() => parseTraceText('mutant', text) as Trace);
  count[trace === undefined ? 'refused' : 'read'] += 1;
  if (trace === undefined) return;
  expect(parseTraceText('again', formatTrace(trace))).toEqual(trace);
  const semantics = semanticsOf(trace);
  if (semantics === undefined) return;
  const model = modelNamed(semantics.model!).create();
  // A request that makes no sense in the state that it is made in is refused when it is made.
  const replayed = unlessRefused(() => replayTrace(trace, new SpecMachine(semantics)));
  if (replayed === undefined) return;
  count.replayed += 1;
  const { ok, steps } = replayed;
  if (!ok) count.otherwise += 1;
  expect(replayTrace(trace, model)).toEqual({ trace, ok, steps });
  const told = asSpecSays(semantics, trace);
  expect(replayTrace(told, model).steps.flatMap(({ differences }) => differences)).toEqual([]);
}

/** What chance once found, made small. */
const FOUND: Readonly<Record<string, object>> = {
  'a list that is there from the start, whose revision wraps': {
    format: 'mprog-trace',
    version: 1,
    profile: 'rfc-v2',
    title: 'a narrow revision wraps while the list is filled',
    universe: {
      programs: { A: 'sched_cls', F1: 'sched_cls', F2: 'sched_cls' },
      hooks: { ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' } },
      prefill: { ingress: ['F1', 'F2'] },
      revision: 0xffffffff,
    },
    steps: [
      { request: { op: 'prog_query', hook: 'ingress', buffer: 3 }, expect: { outcome: 'ok' } },
      { request: { op: 'prog_attach', hook: 'ingress', prog: { is: 'prog', name: 'A' } }, expect: { outcome: 'ok' } },
    ],
  },
};

test.each(Object.keys(FOUND))('spec and model say the same of what was found before: %s', (name) => {
  const { replayed } = count;
  put(JSON.stringify(FOUND[name]));
  expect(count.replayed).toBe(replayed + 1);
});

test('a changed trace is refused with a TraceError, or read for what it is; spec and model then say the same of it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...documents), mutations, (document, changes) => {
      put(JSON.stringify(changes.reduce(mutated, document)));
    }),
    RUNS,
  );
  // What was asked is known to have been asked.
  expect(count.refused).toBeGreaterThan(500);
  expect(count.replayed).toBeGreaterThan(500);
  expect(count.otherwise).toBeGreaterThan(60);
});

import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { PROFILES, profileNamed } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { SenselessRequest } from '../../spec/vocabulary/machine.ts';
import { compareAnswer } from '../../traces/compare.ts';
import { familyOf } from '../../traces/format.ts';
import { type ItfTrace, type ProfileFor, readItf } from '../../traces/itf-trace.ts';
import { replayed } from '../../traces/replay.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { requireSaid } from '../fits.ts';
import type { Observed } from '../observe.ts';
import type { ObservedPart, ObservedStep } from '../report.ts';

/** The line of each state in the text of a document, from 1 on. */
function linesOf(text: string, states: number): readonly number[] {
  const tree = parseTree(text);
  const lines: number[] = [];
  let [at, line] = [0, 1];
  for (let index = 0; index < states; index++) {
    const offset = (tree && findNodeAtLocation(tree, ['states', index])?.offset) ?? at;
    for (; at < offset; at++) if (text[at] === '\n') line++;
    lines.push(line);
  }
  return lines;
}

/** The first profile that is about the hooks of a universe. */
const about: ProfileFor = (universe, { schemas }) =>
  PROFILES.find((each) => each.family.schemas.universe === schemas.universe && !each.family.misfit?.(each, universe))
    ?.name;

/** The semantics that a trace is compared with: the one that was asked for, or its own. */
function semanticsOf(path: string, { trace }: ItfTrace, asked: Profile | undefined): Profile {
  const profile = asked ?? named(path, trace.profile);
  const family = familyOf(trace);
  const wrong =
    profile.family.schemas.universe === family.schemas.universe
      ? profile.family.misfit?.(profile, trace.universe)?.message
      : `expected objects of ${profile.name}, found others`;
  if (wrong !== undefined) throw new TraceError(`${path}: states[0].universe: ${wrong}`);
  return profile;
}

function named(path: string, name: string): Profile {
  try {
    return profileNamed(name);
  } catch (error) {
    throw new TraceError(`${path}: #meta.profile: ${(error as Error).message}; --profile FILE gives another one`);
  }
}

/** What the rules give before the first request, where the first state shows something else. */
function requireStart(path: string, machine: SpecMachine, { trace, first }: ItfTrace): void {
  const family = familyOf(trace);
  const hooks = Object.fromEntries(family.hooks(trace.universe).map((name) => [name, machine.observe(name)]));
  const seen = (first ?? {}) as Readonly<Record<string, object>>;
  const [difference] = compareAnswer(family, { outcome: 'ok', hooks }, { outcome: 'ok', hooks: seen }).differences;
  if (difference !== undefined)
    throw new TraceError(`${path}: states[0].hooks: ${difference.message.replace(' afterwards', '')}`);
}

function taken(path: string, machine: SpecMachine, request: Request, state: number) {
  try {
    return machine.apply(request);
  } catch (error) {
    if (!(error instanceof SenselessRequest)) throw error;
    throw new TraceError(`${path}: states[${state}].request: ${error.message}`);
  }
}

/** The steps of a trace beside what the rules give, up to the first that is otherwise. */
function* judgedBy(path: string, profile: Profile, itf: ItfTrace, lines: readonly number[]): Generator<ObservedStep> {
  const { trace } = itf;
  const { family } = profile;
  const machine = new SpecMachine(profile);
  machine.reset(trace.universe);
  requireStart(path, machine, itf);
  for (const [index, { request, expect: told }] of trace.steps.entries()) {
    requireSaid(`${path}: states[${index + 1}].request`, profile, request);
    const { outcome, view } = taken(path, machine, request, index + 1);
    const rule = machine.decidedBy ?? 'none';
    const hooks = Object.fromEntries(family.hooks(trace.universe).map((name) => [name, machine.observe(name)]));
    const step = { request, expect: { outcome, rule, ...(family.queries.has(request.op) ? { view } : {}), hooks } };
    const { ok, differences } = replayed(family, step, index + 1, {
      outcome: told.outcome,
      view: told.view,
      hooks: told.hooks ?? {},
      rule: profile.name === trace.profile ? told.rule : undefined,
    });
    yield {
      number: index + 1,
      line: lines[index + 1]!,
      request,
      said: family.words.request(request, 'several'),
      found: told.outcome,
      expected: outcome,
      rule,
      result: ok ? 'held' : 'violated',
      differences: [...differences],
    };
    if (!ok) return;
  }
}

function partOf(path: string, text: string, profile: Profile, itf: ItfTrace): ObservedPart {
  const { trace } = itf;
  const steps = [...judgedBy(path, profile, itf, linesOf(text, trace.steps.length + 1))];
  return {
    name: profile.uapi.hook,
    profile: profile.name,
    result: steps.at(-1)?.result ?? 'held',
    hooks: Object.fromEntries(
      familyOf(trace)
        .hooks(trace.universe)
        .map((name) => [name, name]),
    ),
    steps,
    unjudged: [],
  };
}

/** Compares a trace of ITF with the rules; `asked` is the semantics that was asked for. A TraceError where it is none. */
export function itfShown(path: string, text: string, document: unknown, asked: Profile | undefined): Observed {
  const itf = readItf(path, document, asked === undefined ? about : () => asked.name);
  const profile = semanticsOf(path, itf, asked);
  const part = partOf(path, text, profile, itf);
  return { file: { file: path, result: part.result, parts: [part], skipped: {} }, traces: [itf.trace] };
}

import {
  agentsOf,
  groundOfTrace,
  parseTraceText,
  replayTrace,
  SpecMachine,
  type Trace,
  TraceError,
  tracesOfHost,
} from '../browser.ts';
import { NO_FILTER, profileOf, type Session, SessionError, scopeNamed } from './session.ts';
import { type TaleRow, taleOf } from './tale.ts';
import { steppingOf, Walked } from './walked.ts';

/** The largest file that is read, in bytes. */
export const LARGEST = 16 * 1024 * 1024;

/** What a file is opened as, and what there is to say of it. */
export interface Opened {
  readonly session: Session;
  readonly title: string;
  /** What comes out otherwise than the trace says, at the first step where anything does. */
  readonly otherwise: readonly string[];
}

/** The semantics that a file names; a TraceError lists those that there are. */
export function profileIn(name: string, profile: string) {
  try {
    return profileOf(profile);
  } catch (error) {
    if (error instanceof SessionError)
      throw new TraceError(`${name}: profile: ${error.message.replace('semantics: ', '')}`);
    throw error;
  }
}

export const EXPECTED =
  'a trace (JSON with "format": "mprog-trace"), what mprog race or mprog find print under --json, a log of strace, a program of syzkaller, JSON of bpftool, or a proposal (.ts, .js, .mjs)';

/** A trace, or what a log of strace or bpftool tells of a host as one: at the first kind of hook of which it tells enough. */
export function traceIn(name: string, text: string): Trace {
  if (text.trim() === '') throw new TraceError(`${name}: expected ${EXPECTED}, found an empty file`);
  if (/^\s*\{/.test(text)) return parseTraceText(name, text);
  if (!/^\s*\[|\bbpf[($]/.test(text)) throw new TraceError(`${name}: expected ${EXPECTED}, found another file`);
  const [trace] = tracesOfHost(name, text);
  if (trace === undefined)
    throw new TraceError(`${name}: expected calls or lists of which enough is known, found none`);
  return trace;
}

/** What of a session a trace does not say. */
interface Besides {
  readonly tale?: readonly TaleRow[] | undefined;
  /** How many steps are taken at first; all of them, unless it is said. */
  readonly at?: number;
}

/**
 * The session of a trace, such as a counterexample or an anomaly on record. Throws a TraceError that says what was expected, where a step of it
 * makes no sense.
 */
export function openTrace(name: string, trace: Trace, { tale = taleOf(agentsOf(trace)), at }: Besides = {}): Opened {
  const profile = profileIn(name, trace.profile);
  const complaint = profile.family.misfit?.(profile, trace.universe);
  if (complaint !== undefined) throw new TraceError(`${name}: ${complaint.path.join('.')}: ${complaint.message}`);
  const ground = groundOfTrace(profile, trace);
  const scope = 'scope' in ground ? ground.scope : undefined;
  const scopes = profile.family.scopes(profile);
  const named = Object.keys(scopes).find((each) => scopes[each] === scope) ?? scope?.name ?? '';
  const steps = trace.steps.map(({ request }) => request);
  const isNamed = scope !== undefined && scopeNamed(profile, named) === scope;
  const session: Session = {
    semantics: [profile],
    ground: isNamed ? { scope: named } : { universe: trace.universe },
    steps,
    at: at ?? steps.length,
    filter: NO_FILTER,
    ...(tale === undefined ? {} : { tale }),
  };
  for (const [index, { took }] of new Walked(steppingOf(session)).along(steps).entries()) {
    const [one] = took;
    if (one !== undefined && 'cannot' in one)
      throw new TraceError(`${name}: step ${index + 1}, request: ${one.cannot}`);
  }
  const replayed = replayTrace(trace, new SpecMachine(profile), { where: name, rules: true });
  const otherwise = replayed.steps.flatMap(({ number, differences }) =>
    differences.map((each) => `step ${number}: not what ${profile.name} says: ${each}`),
  );
  return { session, title: trace.title, otherwise };
}

/** The session of the text of a trace, of a log or of what bpftool prints. */
export const openText = (name: string, text: string): Opened => openTrace(name, traceIn(name, text));

import { groundOfTrace, parseTraceText, type Trace, TraceError, tracesOfHost } from '../browser.ts';
import { NO_FILTER, profileOf, type Session, SessionError, scopeNamed } from './session.ts';
import { steppingOf, Walked } from './walked.ts';

/** The largest file that is read, in bytes. */
export const LARGEST = 16 * 1024 * 1024;

/** What a file is opened as, and what there is to say of it. */
export interface Opened {
  readonly session: Session;
  readonly title: string;
  /** The steps that come out otherwise than the trace says. */
  readonly otherwise: readonly string[];
}

function profileOfTrace(name: string, { profile }: Trace) {
  try {
    return profileOf(profile);
  } catch (error) {
    if (error instanceof SessionError)
      throw new TraceError(`${name}: profile: ${error.message.replace('semantics: ', '')}`);
    throw error;
  }
}

const EXPECTED =
  'a trace (JSON with "format": "mprog-trace"), a log of strace, a program of syzkaller, or JSON of bpftool';

/** A trace, or what a log of strace or bpftool tells of a host as one: at the first kind of hook of which it tells enough. */
function traceIn(name: string, text: string): Trace {
  if (text.trim() === '') throw new TraceError(`${name}: expected ${EXPECTED}, found an empty file`);
  if (/^\s*\{/.test(text)) return parseTraceText(name, text);
  if (!/^\s*\[|\bbpf[($]/.test(text)) throw new TraceError(`${name}: expected ${EXPECTED}, found another file`);
  const [trace] = tracesOfHost(name, text);
  if (trace === undefined)
    throw new TraceError(`${name}: expected calls or lists of which enough is known, found none`);
  return trace;
}

/**
 * The session of a file that was dropped: a trace, such as a counterexample or an anomaly on record, or what a host did or has. Throws a
 * TraceError that says what was expected, where it is none, or where a step of it makes no sense.
 */
export function openText(name: string, text: string): Opened {
  const trace = traceIn(name, text);
  const profile = profileOfTrace(name, trace);
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
    at: steps.length,
    filter: NO_FILTER,
  };
  const walked = new Walked(steppingOf(session));
  const otherwise = walked.along(steps).flatMap(({ took }, index) => {
    const [one] = took;
    const { outcome } = trace.steps[index]!.expect;
    if (one === undefined) return [];
    if ('cannot' in one) throw new TraceError(`${name}: step ${index + 1}, request: ${one.cannot}`);
    const found = one.explanation.outcome;
    return found === outcome ? [] : [`step ${index + 1}: the trace expects ${outcome}, ${profile.name} says ${found}`];
  });
  return { session, title: trace.title, otherwise };
}

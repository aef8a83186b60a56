/** What is of hooks with slots, with the types of their requests and observations: most callers have no other family. */
import type { z } from 'zod';
import { USUAL } from '../spec/families/register.ts';
import * as scopes from '../spec/families/slots/scopes/scope.ts';
import { look, type State } from '../spec/families/slots/state.ts';
import type { HookName, Observation, Reply, Request, Universe } from '../spec/families/slots/vocabulary/index.ts';
import type { Profile } from '../spec/profile.ts';
import type { Request as AnyRequest, Scope as AnyScope, Universe as AnyUniverse } from '../spec/semantics.ts';
import { SpecMachine as Machine, type Step } from '../spec/spec-machine.ts';
import * as format from '../traces/format.ts';
import { explainIssues, shown } from '../traces/issues.ts';
import * as read from '../traces/read.ts';
import * as step from '../traces/step.ts';
import { ArgumentError } from './argument-error.ts';
import { misfitIn } from './fit.ts';
import { argument, text } from './options.ts';
import { semanticsGiven } from './prepare.ts';

/** What a step must come to. */
export interface Expectation extends step.Expectation {
  readonly view?: Observation | undefined;
  readonly hooks?: Readonly<Record<HookName, Observation>> | undefined;
}

/** One request and its expected result. */
export interface TraceStep extends step.TraceStep {
  readonly request: Request;
  readonly expect: Expectation;
  readonly otherwise?: (Expectation & { readonly profile: string }) | undefined;
}

/** A trace: what exists, and what is done to it, with what must come of each step. */
export interface Trace extends format.Trace {
  readonly universe: Universe;
  readonly steps: readonly TraceStep[];
}

/** The schemas of a trace, a step and an expectation. */
export const Trace = format.traceSchema(USUAL) as z.ZodType<Trace>;
export const TraceStep = step.stepSchema(USUAL) as z.ZodType<TraceStep>;

/** What exists before the first request of a scope. Throws an ArgumentError on one of another family. */
export function universeOf(scope: AnyScope): Universe {
  const result = scopes.Scope.safeParse(scope);
  if (result.success) return scopes.universeOf(result.data);
  throw new ArgumentError(`scope: ${explainIssues(result.error.issues, scope).join('; ')}`);
}

type Schemas = Profile['family']['schemas'];

/** A universe as it is read; an ArgumentError where it is none. */
export function requireUniverse({ universe: schema }: Schemas, given: unknown): AnyUniverse {
  const read = schema.safeParse(given);
  if (!read.success) throw new ArgumentError(`universe: ${explainIssues(read.error.issues, given).join('; ')}`);
  return read.data as AnyUniverse;
}

/** A universe as it is read; an ArgumentError where it is none, or not one that the semantics is about. */
export function requireUniverseOf(semantics: Profile, given: unknown): AnyUniverse {
  const read = requireUniverse(semantics.family.schemas, given);
  const wrong = misfitIn(semantics, read);
  if (wrong !== undefined) throw new ArgumentError(wrong);
  return read;
}

/** Throws an ArgumentError on what is no hook of a universe; `called` is what it says of the argument. */
export function requireHook({ family }: Profile, universe: AnyUniverse, called: string, hook: unknown): void {
  const known = family.hooks(universe);
  if (!known.includes(hook as string))
    throw new ArgumentError(`${called}: expected one of ${known.join(', ')}, found ${shown(hook)}`);
}

/** Throws an ArgumentError on what is no request, or has not all of its fields. */
export function requireRequest({ request: schema }: Schemas, given: object): void {
  const read = schema.safeParse(given);
  if (!read.success) throw new ArgumentError(`request: ${explainIssues(read.error.issues, given).join('; ')}`);
  const left = Object.keys(read.data as object).filter((field) => !(field in given));
  if (left.length > 0)
    throw new ArgumentError(`request: expected ${left.join(', ')} too, as request() adds them, found nothing`);
}

/** Throws an ArgumentError on a request that names, or sets, what a universe does not have. */
function requireNames({ family }: Profile, universe: AnyUniverse, request: AnyRequest): void {
  const steps = [{ request, expect: { outcome: 'ok' } }] as const;
  for (const { path, message } of family.complaints?.({ universe, steps }) ?? [])
    throw new ArgumentError(`${path.slice(2).join('.')}: ${message}`);
}

/** Throws an ArgumentError on what is no request of a universe. */
export function requireRequestOf(semantics: Profile, universe: AnyUniverse, given: object): void {
  requireRequest(semantics.family.schemas, given);
  requireNames(semantics, universe, given as AnyRequest);
}

/** The specification as a machine: it holds a state and decides each request by the rules of a profile. */
export class SpecMachine extends Machine {
  /** Takes a profile, or the name of one; throws an ArgumentError on what is neither. */
  constructor(semantics: Profile | string) {
    super(semanticsGiven(semantics));
  }

  /** Begins anew with a universe. Throws an ArgumentError on what is none, or is not for the profile. */
  override reset(universe: AnyUniverse): void {
    super.reset(requireUniverseOf(this.semantics, universe));
  }

  override get state(): State {
    return super.state as State;
  }

  /** Takes a request and tells everything about how it was decided. Throws an ArgumentError on what is no request of this universe. */
  override explain(request: Request): Step & { readonly after: State; readonly view: Observation } {
    try {
      requireNames(this.semantics, this.state.universe, request);
      return super.explain(request) as Step & { readonly after: State; readonly view: Observation };
    } catch (error) {
      if (error instanceof TypeError || error instanceof RangeError)
        requireRequestOf(this.semantics, this.state.universe, request);
      throw error;
    }
  }

  override apply(request: Request): Reply {
    return super.apply(request) as Reply;
  }

  override look(hook: HookName): Observation {
    requireHook(this.semantics, this.state.universe, 'hook', hook);
    return look(this.state, hook);
  }

  override observe(hook: HookName): Observation {
    requireHook(this.semantics, this.state.universe, 'hook', hook);
    return super.observe(hook) as Observation;
  }
}

/** Reads a trace; every failure is a TraceError with a line for each thing that is wrong; a path that is no text is an ArgumentError. */
export function readTrace(path: string): Trace {
  return read.readTrace(argument('path', text, path)) as Trace;
}

/** Checks a document that claims to be a trace; `path` is what errors call it. */
export function parseTrace(path: string, document: unknown): Trace {
  return read.parseTrace(path, document) as Trace;
}

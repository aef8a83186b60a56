/** The part of the library that needs no Node: what the explorer is made with (explorer/README.md). Nothing here reads or writes a file. */

export { traceOf } from './checker/decide/counterexample.ts';
export { FORMATS } from './exporters/formats.ts';
export { drawingOf } from './library/drawing.ts';
export type { Explanation } from './library/explain.ts';
export { groundOfTrace, type TraceGround } from './library/ground.ts';
export { type Ground, type Possible, Stepping, type Took } from './library/stepping.ts';
export { tracesOfHost } from './observe/host-traces.ts';
export type { Column, Drawing, DrawnObject, DrawnSlot } from './spec/drawing.ts';
export { PROFILES } from './spec/families/profiles.ts';
export type { Family } from './spec/family.ts';
export type { Profile } from './spec/profile.ts';
export type { Request, Scope, State, Universe } from './spec/semantics.ts';
export { SenselessRequest } from './spec/vocabulary/machine.ts';
export type { Trace } from './traces/format.ts';
export { formatTrace, shortened } from './traces/format-trace.ts';
export { explainIssues } from './traces/issues.ts';
export { parseTraceText } from './traces/parse.ts';
export { TraceError } from './traces/trace-error.ts';

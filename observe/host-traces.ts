import { cgroup, tcx } from '../spec/families/profiles.ts';
import type { Profile } from '../spec/profile.ts';
import type { Trace } from '../traces/format.ts';
import { readAny } from './formats.ts';

/** The semantics of each kind of hook, where no other is asked for. */
export const usualProfile = (kind: 'tcx' | 'cgroup'): Profile => (kind === 'tcx' ? tcx : cgroup);

/** What a log of strace does, or bpftool shows, as traces: one for each kind of hook. A TraceError where it is neither. */
export const tracesOfHost = (path: string, text: string): readonly Trace[] =>
  readAny(path, text, { empty: false, profileFor: usualProfile }).traces;

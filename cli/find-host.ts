import { looksLikeJson } from '../observe/bpftool/shapes.ts';
import { within } from '../observe/bpftool/within.ts';
import { readAny } from '../observe/formats.ts';
import type { Profile } from '../spec/profile.ts';
import type { Request, Universe } from '../spec/semantics.ts';
import { SpecMachine } from '../spec/spec-machine.ts';
import { textOf } from '../traces/text-file.ts';
import { TraceError } from '../traces/trace-error.ts';

/** What a host has at the start of a search. */
export interface HostStart {
  readonly requests: readonly Request[];
  /** What each name of the scope is on the host. */
  readonly names: Readonly<Record<string, string>>;
  /** A text in which names of the host are those of the scope. */
  renamed(text: string): string;
}

const NAME = /[A-Za-z][\w-]*/g;

/** Whether a start is a file with what bpftool shows: JSON that is a list. */
export const isHost = (from: string | undefined): from is string =>
  from?.endsWith('.json') === true && /^\s*\[/.test(textOf(from));

/** The lists of tcx that bpftool shows, as requests of a universe. A TraceError where there are none, or the universe has no room for them. */
export function hostStart(path: string, semantics: Profile, universe: Universe): HostStart {
  const text = textOf(path);
  const { hook } = semantics.uapi;
  const profileFor = (kind: 'tcx' | 'cgroup') => (kind === hook ? semantics : undefined);
  const [trace] = readAny(path, text, { empty: false, profileFor, asked: semantics }).traces;
  if (trace === undefined || !looksLikeJson(text))
    throw new TraceError(
      `${path}: expected lists of tcx as bpftool -j net shows them, found none for ${semantics.name}; of cgroups bpftool shows no links and no PREORDER`,
    );
  const { requests, names } = within(path, trace, universe);
  const machine = new SpecMachine(semantics);
  machine.reset(universe);
  for (const [index, request] of requests.entries()) {
    const { outcome } = machine.explain(request).rule.then;
    if (outcome === 'ok') continue;
    const { request: said } = trace.steps[index]!;
    throw new TraceError(
      `${path}: ${semantics.family.words.request(said, 'several')}: expected a list that fits the scope, found one that gives ${outcome}`,
    );
  }
  return {
    requests,
    names: Object.fromEntries([...names].map(([theirs, ours]) => [ours, theirs])),
    renamed: (words) => words.replace(NAME, (name) => names.get(name) ?? name),
  };
}

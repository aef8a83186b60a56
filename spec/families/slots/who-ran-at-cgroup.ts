import { attachTypeOf, cgroupOf, refuses, seesUnix, standings } from './facts/array.ts';
import { contributing, lineage } from './hierarchy.ts';
import type { State } from './state.ts';
import { type HookName, type RequestOf, retvalOf, type View, verdictOf } from './vocabulary/index.ts';

type Ran = Extract<View, { readonly ran: readonly string[] }>;

/** Of each program that ran at a cgroup, what it did; of a call also what stands of it then. */
function ranAtCgroup(state: State, request: RequestOf<'run'>, view: Ran): readonly string[] {
  const after = view.is === 'call' ? standings(state, request).slice(1) : [];
  return view.ran.map((prog, index) => {
    const set = retvalOf(state.universe, prog);
    const did = `${prog} ran${set === undefined ? '' : `, set ${set}`} and returned ${verdictOf(state.universe, prog)}`;
    const standing = after[index];
    if (standing === undefined) return refuses(state, prog) ? `${did}, which refuses the packet` : did;
    return `${did}, which leaves ${standing.result}`;
  });
}

/** Of each program of the cgroup and of its ancestors that did not run, why. */
function* hidden(state: State, request: RequestOf<'run'>, { ran }: Ran): Generator<string> {
  const hook = cgroupOf(state, request);
  const isOther = state.sockets[request.socket]?.domain === 'unix' && !seesUnix(attachTypeOf(state, request.hook));
  const levels = contributing(state, hook);
  let nearest: HookName | undefined;
  for (const each of lineage(state, hook)) {
    const level = state.hooks[each]!;
    for (const { prog } of level.slots) {
      if (!levels.includes(level))
        yield `${prog} of ${each} did not run: ${each} is in ${level.mode} mode, and ${nearest} has programs of its own`;
      else if (isOther) yield `${prog} of ${each} did not run: ${request.socket} is of no domain that it sees`;
      else if (!ran.includes(prog))
        yield `${prog} of ${each} did not run: the effective list of ${hook} is not what is attached`;
    }
    if (nearest === undefined && level.slots.length > 0) nearest = each;
  }
}

/** Where the socket that is named was made. */
function madeIn(state: State, request: RequestOf<'run'>): readonly string[] {
  if (state.sockets[request.socket] === undefined) return [];
  return [`${request.socket} was made in ${cgroupOf(state, request)}, whose programs run for it`];
}

/** For each program that could have run at a cgroup: that it ran and what it said, or what kept it from running. */
export function whoRanAtCgroup(state: State, request: RequestOf<'run'>, view: Ran): readonly string[] {
  return [...madeIn(state, request), ...ranAtCgroup(state, request, view), ...hidden(state, request, view)];
}

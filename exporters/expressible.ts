import { nameInTraces } from '../spec/families/register.ts';
import { holdersOf, type State, statusOf } from '../spec/families/slots/state.ts';
import { namesIn } from '../spec/families/slots/trimmed.ts';
import type { Request, Universe } from '../spec/families/slots/vocabulary/index.ts';
import { once } from '../spec/once.ts';
import type { Profile } from '../spec/profile.ts';
import type { Request as AnyRequest, State as AnyState, Universe as AnyUniverse } from '../spec/semantics.ts';
import type { TraceFile } from '../traces/trace-file.ts';
import { callOf } from './call-of.ts';
import { orWhyNot } from './carried.ts';
import { type Library, whyUnsaid } from './exporter.ts';
import type { Call, Script, Step } from './script.ts';
import { headOf, otherFamily, requireKind, scriptOf } from './script-of.ts';

/** The links that have an fd, and the programs that have none: of a state, nothing else says what can be expressed. */
interface Opened {
  readonly links: readonly string[];
  readonly closed: readonly string[];
}

const openedIn = (state: State): Opened => ({
  links: state.universe.links.filter((link) => statusOf(state, link).is !== 'absent' && holdersOf(state, link).fds > 0),
  closed: [...state.closed].sort(),
});

type Head = ReturnType<typeof headOf>;

/** Whether a request can be expressed in a state, and all that this follows from besides the request, of each object that it names. */
interface Expressible {
  readonly admits: (state: AnyState, request: AnyRequest) => boolean;
  readonly goesBy: (state: AnyState, name: string) => string;
}

/** Does something whose errors are thrown to be caught: to write down where takes longer than all the rest. */
function withoutStacks<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const step = (call: Call, outcome = 'ok'): Step => ({ title: '', call, outcome, hooks: [] });

/** Calls that lead to what is open of some objects. Whether a library can make them itself does not matter. */
function before({ links, closed }: Opened, names: ReadonlySet<string>, hook: string): readonly Step[] {
  const [fd, zero] = [{ is: 'fd', name: '' }, { is: 'zero' }] as const;
  const made = { prog: fd, hook, flags: [], relative: zero, revision: 'none', caller: 'privileged' } as const;
  return [
    ...links.filter((link) => names.has(link)).map((link) => step({ call: 'link_create', link, ...made })),
    ...closed.filter((name) => names.has(name)).map((name) => step({ call: 'close_fd', name })),
  ];
}

/** Whether the call of a request closes what is open, or is of another kind. */
function closes(request: Request, { links, closed }: Opened): boolean {
  if (request.op === 'link_close') return links.includes(request.link);
  return request.op !== 'prog_close' || !closed.includes(request.prog);
}

/** Which requests a library can express, of those at hooks with slots. */
export function expressibleBy(library: Library, semantics: Profile): Expressible {
  const { family } = semantics;
  const { carried, said } = library;
  const ofCall: Library = { ...library, said: (script) => said(script).slice(-1) };
  const openedOf = once(openedIn);
  const heads = once((_: Universe) => new Map<string, Head>());
  const headIn = (universe: Universe, request: Request, names: ReadonlySet<string>): Head => {
    const key = [...names].join(' ');
    const known = heads(universe);
    let head = known.get(key);
    if (head === undefined) {
      const small = family.trimmed(universe, [request as unknown as AnyRequest]);
      head = headOf((family.asReal?.(small, semantics) ?? small) as Universe, carried);
      known.set(key, head);
    }
    return head;
  };
  const scriptIn = (state: State, request: Request): Script => {
    const opened = openedOf(state);
    const names = namesIn([request]);
    const own = step(callOf(request, carried), closes(request, opened) ? 'ok' : 'EBADF');
    const [hook] = Object.keys(state.universe.hooks);
    return {
      path: '',
      title: '',
      ...headIn(state.universe, request, names),
      steps: [...before(opened, names, hook!), own],
    };
  };
  return {
    goesBy: (state, name) => {
      const { links, closed } = openedOf(state as State);
      return links.includes(name) ? 'open' : closed.includes(name) ? 'closed' : '';
    },
    admits: (state, request) =>
      withoutStacks(() => {
        const script = orWhyNot(() => scriptIn(state as State, request as unknown as Request));
        return typeof script !== 'string' && whyUnsaid(ofCall, script) === undefined;
      }),
  };
}

/** Why tests of a library cannot make the hooks of a universe, if so. */
export function whyNotMade({ carried }: Library, { family }: Profile, universe: AnyUniverse): string | undefined {
  const other = nameInTraces(family);
  if (other !== undefined) return otherFamily(other);
  return orWhyNot((): undefined => {
    requireKind(universe as Universe, carried);
  });
}

/** Why a library cannot express a trace, if so. */
export function whyInexpressible(library: Library, file: TraceFile): string | undefined {
  const script = scriptOf(file, library.carried);
  return typeof script === 'string' ? script : whyUnsaid(library, script);
}

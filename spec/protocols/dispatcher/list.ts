import { Decider } from '../../decide/decider.ts';
import { tcx } from '../../families/lists/tcx/index.ts';
import { initialState } from '../../families/slots/initial-state.ts';
import { observe, type State } from '../../families/slots/state.ts';
import { Request, Universe } from '../../families/slots/vocabulary/index.ts';
import type { ProtocolStep, Situation } from '../../protocol.ts';
import { RETRIES } from './agent.ts';

/** An agent that attaches its program to the list by a link of its own, expecting the revision that it found. */
interface Agent {
  readonly at: 'look' | 'attach' | 'done' | 'failed';
  readonly prog: string;
  readonly revision: number;
  /** Lost races so far. */
  readonly lost: number;
}

/** A device with a list of programs, by the rules of tcx. */
interface World {
  readonly list: State;
  readonly agents: Readonly<Record<string, Agent>>;
  /** How often others may still act. */
  readonly budget: number;
}

type Around = (state: World) => ProtocolStep<World> | undefined;

const HOOK = 'device';
const OTHER = 'O';
const linkOf = (prog: string) => `L${prog}`;

const decider = new Decider(tcx);

function ask(world: World, input: Readonly<Record<string, unknown>>) {
  const taken = decider.take(world.list, Request.parse(input));
  return { world: { ...world, list: taken.after as State }, outcome: taken.rule.then.outcome };
}

function revisionOf({ list }: World): number {
  const seen = observe(list, HOOK);
  return seen.is === 'list' ? seen.revision : 0;
}

const running = ({ list }: World): readonly string[] => {
  const seen = observe(list, HOOK);
  return seen.is === 'list' ? seen.slots.map(({ prog }) => prog) : [];
};

/** The programs of the agents, and one of somebody who does not look first, attached already. */
function world(progs: readonly string[], budget = 0): World {
  const all = [...progs, OTHER];
  const universe = Universe.parse({
    programs: Object.fromEntries(all.map((prog) => [prog, 'xdp'])),
    links: all.map(linkOf),
    hooks: { [HOOK]: { kind: 'xdp', device: 'eth0' } },
  });
  const agents = progs.map((prog) => [prog.toLowerCase(), { at: 'look', prog, revision: 0, lost: 0 }] as const);
  const begun = { list: initialState(universe, tcx.keeping as never), agents: Object.fromEntries(agents), budget };
  return attach(begun, OTHER).world;
}

function attach(state: World, prog: string, expected?: number) {
  const revision = expected === undefined ? 'none' : expected === revisionOf(state) ? 'current' : 'stale';
  return ask(state, {
    op: 'link_create',
    hook: HOOK,
    link: linkOf(prog),
    prog: { is: 'prog', name: prog },
    revision,
  });
}

const detach = (state: World, prog: string) => ask(state, { op: 'link_close', link: linkOf(prog) }).world;

const withAgent = (state: World, name: string, parts: Partial<Agent>): World => ({
  ...state,
  agents: { ...state.agents, [name]: { ...state.agents[name]!, ...parts } },
});

function nextStep(state: World, name: string): ProtocolStep<World> | undefined {
  const { at, prog, revision, lost } = state.agents[name]!;
  if (at === 'look') {
    const found = revisionOf(state);
    return {
      who: name,
      what: `finds revision ${found}`,
      after: withAgent(state, name, { at: 'attach', revision: found }),
    };
  }
  if (at !== 'attach') return undefined;
  const { world: after, outcome } = attach(state, prog, revision);
  const again = outcome === 'ESTALE' && lost < RETRIES;
  const next =
    outcome === 'ok'
      ? ({ at: 'done' } as const)
      : again
        ? ({ at: 'look', lost: lost + 1 } as const)
        : ({ at: 'failed' } as const);
  return {
    who: name,
    what: `attaches ${prog}, expecting revision ${revision}`,
    outcome,
    after: withAgent(after, name, next),
  };
}

/** Somebody else attaches or detaches. */
const another: Around = (state) => {
  const isOn = running(state).includes(OTHER);
  const after = isOn ? detach(state, OTHER) : attach(state, OTHER).world;
  return { who: 'another', what: `${isOn ? 'detaches' : 'attaches'} ${OTHER}`, after };
};

/** An agent ends: its link goes with it. */
const crashes: Around = (state) => {
  const [name, { prog, at }] = Object.entries(state.agents)[0]!;
  if (at === 'failed') return undefined;
  const after = running(state).includes(prog) ? detach(state, prog) : state;
  return { who: name, what: 'crashes', after: withAgent(after, name, { at: 'failed' }) };
};

function situation(initial: World, holds: (state: World) => boolean, around: readonly Around[] = []): Situation<World> {
  return {
    initial,
    *steps(state) {
      for (const name of Object.keys(state.agents)) {
        const next = nextStep(state, name);
        if (next !== undefined) yield next;
      }
      for (const act of around) {
        const next = state.budget > 0 ? act(state) : undefined;
        if (next !== undefined) yield { ...next, after: { ...next.after, budget: next.after.budget - 1 } };
      }
    },
    holds,
    key: ({ list: { universe: _universe, ...own }, agents, budget }) => JSON.stringify([own, agents, budget]),
  };
}

const agentsOf = ({ agents }: World) => Object.values(agents);
const someFailed = (state: World) => agentsOf(state).some(({ at }) => at === 'failed');
const isLost = (state: World) =>
  agentsOf(state).every(({ at }) => at === 'done' || at === 'failed') &&
  agentsOf(state).some(({ at, prog }) => at === 'done' && !running(state).includes(prog));

/** Whether something of an agent that has crashed is still there. */
const isLeft = (state: World) =>
  agentsOf(state).some(({ at, prog }) => at === 'failed' && running(state).includes(prog));

/** What may come about where each has a program of its own in a list. */
export const listSituations = () => ({
  'first-gives-up': situation(world(['A', 'B']), someFailed),
  'addition-lost': situation(world(['A', 'B']), isLost),
  'retries-run-out': situation(world(['A'], RETRIES + 1), someFailed, [another]),
  'crash-before-swap': situation(world(['A'], 1), isLeft, [crashes]),
  'crash-after-swap': situation(world(['A'], 1), isLeft, [crashes]),
  'stranger-detached': situation(world(['A'], 1), (state) => !running(state).includes(OTHER), [crashes]),
  'put-back-unseen': situation(world(['A', 'B'], 2), isLost, [another]),
});

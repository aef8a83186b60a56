/** One step of an agent, or of the world around the agents. */
export interface ProtocolStep<S extends object = object> {
  readonly who: string;
  readonly what: string;
  /** What the kernel answered, where it was asked. */
  readonly outcome?: string;
  readonly after: S;
}

/** A world in which agents follow a protocol, and something that may come about in it. States are plain data. */
export interface Situation<S extends object = object> {
  readonly initial: S;
  /** Every step that can come next, by any agent. */
  steps(state: S): Iterable<ProtocolStep<S>>;
  /** Whether it has come about. */
  holds(state: S): boolean;
  /** A state as text; two states with equal text have equal futures. */
  key(state: S): string;
}

/** Why something cannot come about under a design at all: there is nothing that it could be about. */
export type Absent = string;

/** One way in which agents may do what the protocol is for. */
export interface ProtocolDesign {
  readonly id: string;
  readonly sentence: string;
  /** By the id of what may come about. */
  // biome-ignore lint/suspicious/noExplicitAny: the state of each is its own affair
  situations(): Readonly<Record<string, Situation<any> | Absent>>;
}

/** A protocol between agents that do not know of one another, in several designs, with what may come about. */
export interface Protocol {
  readonly id: string;
  readonly title: string;
  /** What it is about, as Markdown. */
  readonly text: string;
  readonly facts: readonly { readonly id: string; readonly sentence: string }[];
  readonly designs: readonly ProtocolDesign[];
}

import type { Answer, Machine } from '../../spec/vocabulary/machine.ts';

/** What a machine did after some requests. */
interface Known {
  answer?: Answer;
  readonly seen: Map<string, object>;
  readonly after: Map<string, Known>;
}

const nothingKnown = (): Known => ({ seen: new Map(), after: new Map() });

/**
 * A machine that is asked once for what several traces have in common, because what it does depends on its requests alone. What it
 * throws is not remembered.
 */
export class Remembering implements Machine {
  readonly #machine: Machine;
  readonly #universes = new Map<string, Known>();
  #universe: object | undefined;
  /** The requests since the last reset, and how many of them the machine itself has taken; none where it was not reset for them. */
  #requests: object[] = [];
  #taken: number | undefined;
  #at: Known = nothingKnown();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  reset(universe: object): void {
    const key = JSON.stringify(universe);
    const known = this.#universes.get(key);
    this.#universe = universe;
    this.#requests = [];
    this.#taken = undefined;
    if (known === undefined) this.#catchUp();
    this.#at = known ?? nothingKnown();
    this.#universes.set(key, this.#at);
  }

  apply(request: object): Answer {
    const key = JSON.stringify(request);
    const known = this.#at.after.get(key);
    if (known?.answer !== undefined) {
      this.#requests.push(request);
      this.#at = known;
      return known.answer;
    }
    this.#catchUp();
    this.#requests.push(request);
    this.#taken = this.#requests.length;
    const answer = this.#machine.apply(request);
    const next = { ...nothingKnown(), answer };
    this.#at.after.set(key, next);
    this.#at = next;
    return answer;
  }

  observe(hook: string): object {
    const known = this.#at.seen.get(hook);
    if (known !== undefined) return known;
    this.#catchUp();
    const seen = this.#machine.observe(hook);
    this.#at.seen.set(hook, seen);
    return seen;
  }

  /** Takes the machine itself to where its answers are known already. */
  #catchUp(): void {
    if (this.#taken === undefined) this.#machine.reset(this.#universe!);
    for (const request of this.#requests.slice(this.#taken ?? 0)) this.#machine.apply(request);
    this.#taken = this.#requests.length;
  }
}

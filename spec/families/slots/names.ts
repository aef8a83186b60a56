import type { Complaint, GivenNames } from '../../family.ts';
import type { Outcome, Request } from './vocabulary/index.ts';

/** The names of links and sockets that steps have given, by what came of each step so far. */
export class Names implements GivenNames {
  /** The step that created each link, and how many hold it: fds and pins. */
  readonly #links = new Map<string, number>();
  readonly #holders = new Map<string, number>();
  /** The step that made each socket; one socket_close closes it. */
  readonly #sockets = new Map<string, number>();
  #step = 0;

  taken(request: Request): Complaint | undefined {
    if (request.op === 'link_create') {
      const earlier = this.#links.get(request.link);
      const message = `expected the name of no link, found "${request.link}", which step ${earlier} creates and nothing closes`;
      return earlier === undefined ? undefined : { path: ['request', 'link'], message };
    }
    if (request.op !== 'socket_create') return undefined;
    const earlier = this.#sockets.get(request.socket);
    const message = `expected the name of no socket, found the one that step ${earlier} makes and nothing closes`;
    return earlier === undefined ? undefined : { path: ['request', 'socket'], message };
  }

  answered(request: Request, outcome: Outcome): void {
    this.#step += 1;
    if (outcome !== 'ok') return;
    if (request.op === 'link_create' && !this.#links.has(request.link)) {
      this.#links.set(request.link, this.#step);
      this.#held(request.link, 1);
    }
    if (request.op === 'link_open' || request.op === 'link_pin') this.#held(request.link, 1);
    if ((request.op === 'link_close' || request.op === 'link_unpin') && this.#held(request.link, -1) === 0)
      this.#links.delete(request.link);
    if (request.op === 'socket_create') this.#sockets.set(request.socket, this.#step);
    if (request.op === 'socket_close') this.#sockets.delete(request.socket);
  }

  #held(link: string, by: number): number {
    const now = (this.#holders.get(link) ?? 0) + by;
    this.#holders.set(link, now);
    return now;
  }
}

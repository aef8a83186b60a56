import type { LinkName, ProgName, RequestOf } from '../spec/families/slots/vocabulary/index.ts';
import type { Result } from './errno.ts';
import { CallFailed } from './failure.ts';
import type { Handles } from './handles.ts';
import { encode, LINK_GET_FD_BY_ID, PROG_GET_FD_BY_ID } from './layout.ts';
import { isAttached } from './programs.ts';
import type { Toolbox } from './tools.ts';
import type { Asking } from './unprivileged.ts';

/** How long a link may take to go after its last pin, in milliseconds: the kernel leaves that to a worker. */
const PATIENCE = 60_000;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

/** The fds and ids of one world. */
interface Known {
  readonly links: Handles;
  readonly progs: Handles;
}

/** What gives links of one world further fds, and pins them. Each method gives 0, an fd, or the name of an errno. */
export class Holders {
  readonly #tools: Toolbox;
  readonly #world: Known;
  /** Links that lost their pin while an fd was open. */
  readonly #unpinned = new Set<LinkName>();

  constructor(tools: Toolbox, world: Known) {
    this.#tools = tools;
    this.#world = world;
  }

  openLink({ link, from, caller }: RequestOf<'link_open'>): Result {
    const asking = this.#tools.callers.as(caller);
    const result = from === 'pin' ? this.#tools.pins.open(link, asking) : this.#linkById(link, asking);
    if (typeof result === 'number') this.#world.links.reopened(link, result);
    return result;
  }

  openProg(prog: ProgName, asking: Asking): Result {
    const attr = encode(PROG_GET_FD_BY_ID, { prog_id: this.#world.progs.id(prog) });
    const result = asking.bpf(PROG_GET_FD_BY_ID.command, attr);
    if (typeof result === 'number') this.#world.progs.reopened(prog, result);
    return result;
  }

  pin(link: LinkName): Result {
    return this.#tools.pins.pin(link, this.#world.links.fd(link));
  }

  /** `revisions` are those of all hooks: they tell when a link that nobody holds any more has left its slot. */
  unpin(link: LinkName, revisions: () => string): Result {
    const { links } = this.#world;
    if (links.isOpen(link)) {
      const result = this.#tools.pins.unpin(link);
      if (result === 0) this.#unpinned.add(link);
      return result;
    }
    return this.#ending(link, revisions, () => this.#tools.pins.unpin(link));
  }

  /** Closes an fd. A pin that is gone may hold the link for a while yet: up to Linux 6.16 its end waits for a grace period. */
  close(link: LinkName, revisions: () => string): Result {
    const { links } = this.#world;
    const fd = links.closing(link);
    const close = () => this.#tools.system.close(fd);
    const isLast = !links.isOpen(link) && !this.#tools.pins.has(link);
    if (!isLast || !this.#unpinned.has(link)) return close();
    return this.#ending(link, revisions, close);
  }

  /** Takes a link its last holder, and waits until it is gone. */
  #ending(link: LinkName, revisions: () => string, end: () => Result): Result {
    const before = revisions();
    const wasAttached = this.#isAttached(link);
    const result = end();
    if (result === 0)
      awaited(`the end of ${link}`, () => this.#isGone(link) && (!wasAttached || revisions() !== before));
    return result;
  }

  release(): void {
    this.#tools.pins.clear();
  }

  #linkById(link: LinkName, asking: Asking): Result {
    const attr = encode(LINK_GET_FD_BY_ID, { link_id: this.#world.links.id(link) });
    return asking.bpf(LINK_GET_FD_BY_ID.command, attr);
  }

  #isGone(link: LinkName): boolean {
    const fd = this.#linkById(link, this.#tools.system);
    if (typeof fd === 'number') this.#tools.system.close(fd);
    return fd === 'ENOENT';
  }

  #isAttached(link: LinkName): boolean {
    const { system } = this.#tools;
    const fd = this.#linkById(link, system);
    if (typeof fd === 'string') return false;
    const is = isAttached(system, fd);
    system.close(fd);
    return is;
  }
}

/** Waits until something is so. */
function awaited(what: string, isSo: () => boolean): void {
  const until = performance.now() + PATIENCE;
  while (!isSo()) {
    if (performance.now() > until) throw new CallFailed(what, 'no result', ` in ${PATIENCE} ms`);
    Atomics.wait(PAUSE, 0, 0, 1);
  }
}

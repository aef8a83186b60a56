import type { Looking } from './looking.ts';
import type { Pins } from './pins.ts';
import type { World } from './world.ts';

/** How long it may take until what nothing holds is gone, in ms: a grace period of RCU and a turn of a work queue. */
const PATIENCE = 5000;

const NEVER = new Int32Array(new SharedArrayBuffer(4));

/**
 * Waits for what the kernel does later: a link goes some time after its pin, a target some time after the program that was loaded
 * against it. What holds an object is read from the kernel and from the fds and pins there are, so that nothing is waited for that
 * may well stay.
 */
export class Settling {
  readonly #world: World;
  readonly #looking: Looking;
  readonly #pins: Pins;

  constructor(world: World, looking: Looking, pins: Pins) {
    this.#world = world;
    this.#looking = looking;
    this.#pins = pins;
  }

  /** Waits until everything is gone that nothing is seen to hold. After a time it gives up: then that is what there is to see. */
  wait(): void {
    for (const end = performance.now() + PATIENCE; this.#isUnsettled; ) {
      if (performance.now() > end) return;
      Atomics.wait(NEVER, 0, 0, 1);
    }
  }

  /** Whether a link that is gone still does what it did: waits until none does. */
  waitForFunctions(): void {
    for (const end = performance.now() + PATIENCE; this.#isHaunted; ) {
      if (performance.now() > end) return;
      Atomics.wait(NEVER, 0, 0, 1);
    }
  }

  get #isUnsettled(): boolean {
    const { universe, links, progs, targets } = this.#world;
    const looking = this.#looking;
    const isLinkLeft = universe.links.some(
      (name) => !links.isOpen(name) && !this.#pins.has(name) && looking.isLinked(name),
    );
    if (isLinkLeft) return true;
    const looseProgs = this.#progs.filter((name) => !progs.isOpen(name) && looking.isLoaded(name));
    const looseTargets = Object.keys(universe.targets).filter(
      (name) => !targets.isOpen(name) && looking.isLoaded(name),
    );
    if (looseProgs.length > 0) {
      const attached = looking.links.map(({ prog }) => prog);
      if (looseProgs.some((name) => !attached.includes(name))) return true;
    }
    if (looseTargets.length === 0) return false;
    const holding = this.#holding;
    return looseTargets.some((name) => !holding.has(name) && !this.#world.heldBack.has(name));
  }

  get #progs(): readonly string[] {
    const { exts, tracers } = this.#world.universe;
    return [...Object.keys(exts), ...tracers];
  }

  /** Targets that something holds which is no fd of their own. */
  get #holding(): ReadonlySet<string> {
    const { universe, targets } = this.#world;
    const looking = this.#looking;
    const ids = [universe.array ? this.#world.array.id : 0, universe.device ? looking.deviceId : 0];
    const saved = this.#progs.flatMap((name) => (looking.isLoaded(name) ? (looking.savedOf(name) ?? []) : []));
    return new Set([...looking.links.map(({ target }) => target), ...ids.map((id) => targets.nameOf(id)), ...saved]);
  }

  get #isHaunted(): boolean {
    const { universe } = this.#world;
    const links = this.#looking.links;
    return Object.keys(universe.targets).some((name) => {
      const seen = this.#looking.observe(name);
      if (seen.is !== 'target') return false;
      const by = Object.entries(seen.answers).filter(([, each]) => each !== name);
      return by.some(
        ([at, prog]) => !links.some((link) => link.target === name && link.function === at && link.prog === prog),
      );
    });
  }
}

import { FunctionInfo, type Universe } from '../../spec/families/freplace/vocabulary/index.ts';
import { named } from '../machine/lookup.ts';
import type { FaultId } from './faults.ts';
import { type FunctionFd, Link, Prog } from './objects.ts';
import type { Design } from './variants.ts';

/** Everything the machine has. Built anew by every reset. */
export class System {
  readonly design: Design;
  readonly fault: FaultId | 'none';
  readonly universe: Universe;
  readonly progs: readonly Prog[];
  readonly links: readonly Link[];
  readonly progNames: ReadonlyMap<string, Prog>;
  readonly linkNames: ReadonlyMap<string, Link>;
  /** What a reference to a function is lowered to, by its text. */
  readonly functionFds = new Map<string, FunctionFd>();
  /** The id that the next program is given. */
  nextId = 1;
  /** The entry of the prog_array. */
  entry: Prog | null = null;
  /** What the device runs. */
  deviceProg: Prog | null = null;

  constructor(universe: Universe, design: Design, fault: FaultId | 'none') {
    this.design = design;
    this.fault = fault;
    this.universe = universe;
    const { targets, exts, tracers, links } = universe;
    this.progs = [
      ...Object.entries(targets).map(([name, target]) => new Prog(name, 'target', target.functions, target)),
      ...Object.entries(exts).map(([name, info]) => new Prog(name, 'ext', { main: { ...info, linkage: 'global' } })),
      ...tracers.map((name) => new Prog(name, 'tracing', { main: FunctionInfo.parse({}) })),
    ];
    this.links = links.map((name) => new Link(name));
    this.progNames = new Map(this.progs.map((prog) => [prog.name, prog]));
    this.linkNames = new Map(this.links.map((link) => [link.name, link]));
    for (const prog of this.progs) if (prog.kind === 'target') openProg(this, prog);
  }
}

/** Gives a program that is loaded now its id, and the fd that is returned. */
export function openProg(system: System, prog: Prog): void {
  prog.refs = 1;
  prog.hasFd = true;
  prog.id = system.nextId++;
}

/** The memory of the program or target of this name. Throws where the universe has none. */
export function progNamed(system: System, name: string): Prog {
  return named('program', name, system.progNames);
}

/** The memory of the link of this name. Throws where the universe has none. */
export function linkNamed(system: System, name: string): Link {
  return named('link', name, system.linkNames);
}

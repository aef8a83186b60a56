import type { Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { File, Link, Prog } from './objects.ts';
import { Parts } from './parts.ts';
import { Table } from './table.ts';

/** An fd number that is never open. */
export const CLOSED_FD = 1;
/** An fd that is open from the start and belongs to neither a program nor a link (a map's, say). */
export const MAP_FD = 2;

/** What is known of a hook here: its name. The rest is the model's. */
export interface NamedHook {
  readonly name: string;
}

/**
 * What every model has: objects, the fd table, the id tables, and hooks of its own make, which it adds itself. Built
 * anew by every reset.
 */
export class BaseSystem<Hook extends NamedHook> {
  /** All of this that requests change, but for what a model keeps aside. */
  readonly parts = new Parts();
  readonly progs: Prog[] = [];
  readonly links: Link<Hook>[] = [];
  readonly hooks: Hook[] = [];
  readonly progNames = new Map<string, Prog>();
  readonly linkNames = new Map<string, Link<Hook>>();
  readonly hookNames = new Map<string, Hook>();
  /** fd to open file. 0 is standard input. */
  readonly fds = new Table<File<Hook>>(this.parts, [new File<Hook>(null, null), null, new File<Hook>(null, null)]);
  /** id to live program. 0 is nobody's, and so is the last one (`unknownProgId`). */
  readonly progIds = new Table<Prog>(this.parts, [null]);
  /** id to live link. 0 is nobody's, and so is the last one (`unknownLinkId`). */
  readonly linkIds = new Table<Link<Hook>>(this.parts, [null]);
  readonly unknownProgId: number;
  readonly unknownLinkId: number;

  /** What makes programs special, by their names. */
  readonly traits: Universe['traits'];

  constructor({
    programs,
    links,
    foreignLinks,
    traits,
  }: Pick<Universe, 'programs' | 'links' | 'foreignLinks' | 'traits'>) {
    this.traits = traits;
    for (const [name, type] of Object.entries(programs)) {
      const prog = new Prog(this.parts, name, type, this.fds.size, this.progIds.size);
      prog.refs = 1;
      this.progs.push(prog);
      this.progNames.set(name, prog);
      this.fds.push(prog.file);
      this.progIds.push(prog);
    }
    this.unknownProgId = this.progIds.push(null);
    for (const name of links) this.addLink(name, null);
    for (const [name, prog] of Object.entries(foreignLinks)) this.addLink(name, this.progNames.get(prog)!);
    this.unknownLinkId = this.linkIds.push(null);
  }

  /** Adds a hook behind those there are. */
  protected addHook(hook: Hook): void {
    this.hooks.push(hook);
    this.hookNames.set(hook.name, hook);
  }

  private addLink(name: string, prog: Prog | null): void {
    const link = new Link<Hook>(this.parts, name, prog !== null, this.fds.size, this.linkIds.size);
    this.links.push(link);
    this.linkNames.set(name, link);
    this.fds.push(prog === null ? null : link.file);
    this.linkIds.push(prog === null ? null : link);
    if (prog === null) return;
    link.refs = 1;
    link.opens = 1;
    link.prog = prog;
    prog.refs++;
  }
}

import type {
  DeviceState,
  ExplorableMachine,
  LinkState,
  Observation,
  Reply,
  Request,
  RequestOf,
  Universe,
} from '../../spec/families/slots/vocabulary/index.ts';
import type { BaseSystem, NamedHook } from './base-system.ts';
import { hookNamed } from './lookup.ts';
import type { Rename } from './objects-key.ts';
import type { SavedParts } from './parts.ts';

/** What a model does on each command that its semantics has. */
export type Commands<System> = {
  readonly [Op in Request['op']]?: (system: System, request: RequestOf<Op>) => Reply;
};

/** What requests change beside the parts of a system. */
export interface Aside<System, Saved> {
  readonly save: (system: System) => Saved;
  readonly restore: (system: System, saved: Saved) => void;
  /** Must not allocate. */
  readonly isSame: (system: System, saved: Saved) => boolean;
}

/** Everything that a request can change, as it was. */
interface Snapshot<SavedAside> {
  readonly parts: SavedParts;
  readonly aside: SavedAside | undefined;
}

/** Everything that makes one model differ from another. */
export interface ModelKind<System, Hook, SavedAside> {
  readonly commands: Commands<System>;
  /** Makes a system with everything the universe says exists. Throws on hooks of a kind that the model has not. */
  readonly build: (universe: Universe) => System;
  /** What a query with ample room shows of a hook. */
  readonly observe: (system: System, hook: Hook) => Observation;
  /** The same with whatever no query tells. */
  readonly look: (system: System, hook: Hook) => Observation;
  readonly aside?: Aside<System, SavedAside>;
  readonly keyOf: (system: System, rename: Rename) => string;
  /** Whether a hook that links are attached to is one that was removed, where that can be. */
  readonly isDying?: (hook: Hook) => boolean;
  /** What there is of a device, where devices and their qdiscs come and go. */
  readonly deviceState?: (system: System, device: string) => DeviceState;
}

/** The shell of every model: holds the system and hands requests on. Throws on a malformed script. */
export class ModelMachine<System extends BaseSystem<Hook>, Hook extends NamedHook, SavedAside = undefined>
  implements ExplorableMachine<Snapshot<SavedAside>>
{
  private readonly kind: ModelKind<System, Hook, SavedAside>;
  private current: System | null = null;
  readonly deviceState?: (device: string) => DeviceState;

  constructor(kind: ModelKind<System, Hook, SavedAside>) {
    this.kind = kind;
    const { deviceState } = kind;
    if (deviceState !== undefined) this.deviceState = (device) => deviceState(this.system, device);
  }

  reset(universe: Universe): void {
    this.current = this.kind.build(universe);
  }

  apply(request: Request): Reply {
    const command: ((system: System, request: never) => Reply) | undefined = this.kind.commands[request.op];
    if (command === undefined) throw new Error(`${request.op}: this semantics has no such request`);
    return command(this.system, request as never);
  }

  observe(hook: string): Observation {
    const { system } = this;
    return this.kind.observe(system, hookNamed(system, hook));
  }

  look(hook: string): Observation {
    const { system } = this;
    return this.kind.look(system, hookNamed(system, hook));
  }

  save(): Snapshot<SavedAside> {
    const { system } = this;
    return Object.freeze({ parts: system.parts.save(), aside: this.kind.aside?.save(system) });
  }

  restore({ parts, aside }: Snapshot<SavedAside>): void {
    const { system } = this;
    system.parts.restore(parts);
    this.kind.aside?.restore(system, aside!);
  }

  same({ parts, aside }: Snapshot<SavedAside>): boolean {
    const { system } = this;
    return system.parts.areSame(parts) && (this.kind.aside?.isSame(system, aside!) ?? true);
  }

  key(rename: Rename): string {
    return this.kind.keyOf(this.system, rename);
  }

  references(name: string): number {
    const { system } = this;
    const object = system.progNames.get(name) ?? system.linkNames.get(name);
    if (object === undefined) throw new Error(`expected a program or link of the universe, found "${name}"`);
    return object.refs;
  }

  linkState(name: string): LinkState {
    const link = this.system.linkNames.get(name);
    if (link === undefined) throw new Error(`expected a link of the universe, found "${name}"`);
    if (link.refs === 0) return 'absent';
    if (link.foreign) return 'elsewhere';
    if (link.hook === null) return 'defunct';
    return this.kind.isDying?.(link.hook) === true ? 'dying' : 'attached';
  }

  private get system(): System {
    if (this.current === null) throw new Error('expected reset(universe) before anything else');
    return this.current;
  }
}

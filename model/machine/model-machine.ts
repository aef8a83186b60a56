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

/** What a model does on each command that its semantics has. */
export type Commands<System> = {
  readonly [Op in Request['op']]?: (system: System, request: RequestOf<Op>) => Reply;
};

/** Everything that makes one model differ from another. */
export interface ModelParts<System, Hook, Saved> {
  readonly commands: Commands<System>;
  /** Makes a system with everything the universe says exists. Throws on hooks of a kind that the model has not. */
  readonly build: (universe: Universe) => System;
  /** What a query with ample room shows of a hook. */
  readonly observe: (system: System, hook: Hook) => Observation;
  /** The same with whatever no query tells. */
  readonly look: (system: System, hook: Hook) => Observation;
  readonly save: (system: System) => Saved;
  readonly restore: (system: System, saved: Saved) => void;
  readonly isSame: (system: System, saved: Saved) => boolean;
  readonly keyOf: (system: System, rename: Rename) => string;
  /** Whether a hook that links are attached to is one that was removed, where that can be. */
  readonly isDying?: (hook: Hook) => boolean;
  /** What there is of a device, where devices and their qdiscs come and go. */
  readonly deviceState?: (system: System, device: string) => DeviceState;
}

/** The shell of every model: holds the system and hands requests on. Throws on a malformed script. */
export class ModelMachine<System extends BaseSystem<Hook>, Hook extends NamedHook, Saved>
  implements ExplorableMachine<Saved>
{
  private readonly parts: ModelParts<System, Hook, Saved>;
  private current: System | null = null;
  readonly deviceState?: (device: string) => DeviceState;

  constructor(parts: ModelParts<System, Hook, Saved>) {
    this.parts = parts;
    const { deviceState } = parts;
    if (deviceState !== undefined) this.deviceState = (device) => deviceState(this.system, device);
  }

  reset(universe: Universe): void {
    this.current = this.parts.build(universe);
  }

  apply(request: Request): Reply {
    const command: ((system: System, request: never) => Reply) | undefined = this.parts.commands[request.op];
    if (command === undefined) throw new Error(`${request.op}: this semantics has no such request`);
    return command(this.system, request as never);
  }

  observe(hook: string): Observation {
    const { system } = this;
    return this.parts.observe(system, hookNamed(system, hook));
  }

  look(hook: string): Observation {
    const { system } = this;
    return this.parts.look(system, hookNamed(system, hook));
  }

  save(): Saved {
    return this.parts.save(this.system);
  }

  restore(saved: Saved): void {
    this.parts.restore(this.system, saved);
  }

  same(saved: Saved): boolean {
    return this.parts.isSame(this.system, saved);
  }

  key(rename: Rename): string {
    return this.parts.keyOf(this.system, rename);
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
    return this.parts.isDying?.(link.hook) === true ? 'dying' : 'attached';
  }

  private get system(): System {
    if (this.current === null) throw new Error('expected reset(universe) before anything else');
    return this.current;
  }
}

import type {
  ExplorableMachine,
  LinkState,
  Observation,
  Reply,
  Request,
  RequestOf,
  Universe,
} from '../../spec/families/slots/vocabulary/index.ts';
import type { BaseWorld, NamedHook } from './base-world.ts';
import { hookNamed } from './lookup.ts';
import type { Rename } from './objects-key.ts';

/** What a model does on each command that its semantics has. */
export type Commands<World> = {
  readonly [Op in Request['op']]?: (world: World, request: RequestOf<Op>) => Reply;
};

/** Everything that makes one model differ from another. */
export interface ModelParts<World, Hook, Saved> {
  readonly commands: Commands<World>;
  /** Makes a world with everything the universe says exists. Throws on hooks of a kind that the model has not. */
  readonly build: (universe: Universe) => World;
  /** What a query with ample room shows of a hook. */
  readonly observe: (world: World, hook: Hook) => Observation;
  /** The same with whatever no query tells. */
  readonly look: (world: World, hook: Hook) => Observation;
  readonly save: (world: World) => Saved;
  readonly restore: (world: World, saved: Saved) => void;
  readonly isSame: (world: World, saved: Saved) => boolean;
  readonly keyOf: (world: World, rename: Rename) => string;
}

/** The shell of every model: holds the world and hands requests on. Throws on a malformed script. */
export class ModelMachine<World extends BaseWorld<Hook>, Hook extends NamedHook, Saved>
  implements ExplorableMachine<Saved>
{
  private readonly parts: ModelParts<World, Hook, Saved>;
  private current: World | null = null;

  constructor(parts: ModelParts<World, Hook, Saved>) {
    this.parts = parts;
  }

  reset(universe: Universe): void {
    this.current = this.parts.build(universe);
  }

  apply(request: Request): Reply {
    const command: ((world: World, request: never) => Reply) | undefined = this.parts.commands[request.op];
    if (command === undefined) throw new Error(`${request.op}: this semantics has no such request`);
    return command(this.world, request as never);
  }

  observe(hook: string): Observation {
    const { world } = this;
    return this.parts.observe(world, hookNamed(world, hook));
  }

  look(hook: string): Observation {
    const { world } = this;
    return this.parts.look(world, hookNamed(world, hook));
  }

  save(): Saved {
    return this.parts.save(this.world);
  }

  restore(saved: Saved): void {
    this.parts.restore(this.world, saved);
  }

  same(saved: Saved): boolean {
    return this.parts.isSame(this.world, saved);
  }

  key(rename: Rename): string {
    return this.parts.keyOf(this.world, rename);
  }

  references(name: string): number {
    const { world } = this;
    const object = world.progNames.get(name) ?? world.linkNames.get(name);
    if (object === undefined) throw new Error(`expected a program or link of the universe, found "${name}"`);
    return object.refs;
  }

  linkState(name: string): LinkState {
    const link = this.world.linkNames.get(name);
    if (link === undefined) throw new Error(`expected a link of the universe, found "${name}"`);
    if (link.refs === 0) return 'absent';
    if (link.foreign) return 'elsewhere';
    return link.hook === null ? 'defunct' : 'attached';
  }

  private get world(): World {
    if (this.current === null) throw new Error('expected reset(universe) before anything else');
    return this.current;
  }
}

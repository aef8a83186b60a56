import type * as generic from '../../../vocabulary/machine.ts';
import type { DeviceName, LinkName, ProgName } from './names.ts';
import type { Observation } from './observation.ts';
import type { Request } from './request.ts';
import type { Universe } from './universe.ts';

export { OddAnswer } from '../../../vocabulary/machine.ts';

/** The answer to one request: `look` and `link_info` show a device or a link where they succeed, every other request `nothing`. */
export type Reply = generic.Answer<Observation>;

/** What can be seen of a machine besides its devices, without a request. */
export interface Sights {
  /** What `look` shows of a device; `nothing` where it is not in the namespace of the callers. */
  observe(device: DeviceName): Observation;
  /** What `link_info` shows of a link; `nothing` where it does not exist. */
  linkSeen(link: LinkName): Observation;
  /** Whether a program is still loaded: its fd, a place or a link holds it, also a place of a device in another namespace. */
  lives(prog: ProgName): boolean;
}

/** What the spec, the model and the kernel have in common. */
export interface Machine extends generic.Machine<Universe, Request, Observation>, Sights {}

/** A machine that can be put back into an earlier state; its key leaves out fds and ids. */
export interface ExplorableMachine<Saved = unknown>
  extends generic.Explorable<Universe, Request, Observation, Saved>,
    Sights {
  /** How many references a program has now; 0 when it is not loaded. */
  references(prog: ProgName): number;
}

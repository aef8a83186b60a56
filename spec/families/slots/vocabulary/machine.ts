import type * as generic from '../../../vocabulary/machine.ts';
import type { DeviceName, HookName } from './names.ts';
import type { Observation, View } from './observation.ts';
import type { Qdisc, Request } from './request.ts';
import type { Universe } from './universe.ts';

export { OddAnswer } from '../../../vocabulary/machine.ts';

/** The answer to one request. `view` is what a prog_query wrote or what became of a packet, and `nothing` for every other request. */
export type Reply = generic.Answer<View>;

/** What the spec, the models and the kernel have in common. */
export type Machine = generic.Machine<Universe, Request, View, Observation>;

/**
 * Where a link stands: not created or closed, in a slot, in a slot of a dying cgroup (one that was removed and that a socket still
 * holds), detached from its slot, or on a hook that is not under test.
 */
export type LinkState = 'absent' | 'attached' | 'dying' | 'defunct' | 'elsewhere';

/** What there is of a device: nothing, the device alone, or with a qdisc that runs classic filters. */
export type DeviceState = 'gone' | 'plain' | Qdisc;

/** A machine that can be put back into an earlier state; its key leaves out revisions, fds and ids. */
export interface ExplorableMachine<Saved = unknown>
  extends generic.Explorable<Universe, Request, View, Saved, Observation> {
  /**
   * As `observe`, with the link and the flags of every slot, where a query of the hook would not tell them (a cgroup's
   * does not).
   */
  look(hook: HookName): Observation;
  /** How many references a program or link of the universe has now; 0 when it does not exist. */
  references(name: string): number;
  /** What there is of a device of the universe; a machine without it has devices that stay as they are. */
  deviceState?(device: DeviceName): DeviceState;
  /** Where a link of the universe stands; `elsewhere` is a foreign link. */
  linkState(link: string): LinkState;
}

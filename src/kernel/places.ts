import type { DeviceName, HookName } from '../spec/vocabulary/index.ts';
import type { Result } from './errno.ts';

/** One hook as bpf(2) names it: `target_ifindex` is target_fd where the hook is a cgroup's. */
export interface Target {
  readonly target_ifindex: number;
  readonly attach_type: number;
}

/** What the hooks of a universe are on: devices, or cgroups. */
export interface Places {
  target(hook: HookName): Target;
  /** Deletes a device; 0 or the name of an errno. */
  removeDevice(device: DeviceName): Result;
  /** Removes everything that was made; what is attached goes with it. Safe when called again. */
  release(): void;
}

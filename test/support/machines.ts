import { KernelUnavailable, openKernel } from '../../kernel/kernel-machine.ts';
import { SpecMachine } from '../../library/typed.ts';
import { TcxModel } from '../../model/mprog/tcx-model.ts';
import { type Machine, type RequestInput, request, Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { describeObservation } from '../../spec/families/slots/words.ts';

/** Three programs, one of another type with a link elsewhere, two links, one hook. */
export const SMALL = Universe.parse({
  programs: { A: 'sched_cls', B: 'sched_cls', C: 'sched_cls', X: 'sk_lookup' },
  links: ['L1', 'L2'],
  foreignLinks: { N: 'X' },
  hooks: { ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' } },
});

/** The same with both directions of the device. */
export const BOTH = Universe.parse({
  ...SMALL,
  hooks: { ...SMALL.hooks, egress: { kind: 'tcx', device: 'dev', direction: 'egress' } },
});

/** A hook with `count` slots in use. */
export function filled(count: number): Universe {
  const fillers = Array.from({ length: count }, (_, index) => `F${index + 1}`);
  return Universe.parse({
    ...SMALL,
    programs: { ...SMALL.programs, ...Object.fromEntries(fillers.map((name) => [name, 'sched_cls'])) },
    prefill: { ingress: fillers },
  });
}

/** Why the kernel cannot be used here for hooks of a kind, or nothing where it can. */
function missing(kind: 'tcx' | 'cgroup'): string | undefined {
  try {
    openKernel({ kind }).close();
    return undefined;
  } catch (error) {
    if (error instanceof KernelUnavailable) return error.reason;
    throw error;
  }
}
export const kernelMissing = missing('tcx');
export const cgroupsMissing = missing('cgroup');

/** A machine with a way to let go of it. */
export interface Opened {
  readonly machine: Machine;
  close(): void;
}

/** The machines that facts are checked on, the kernel among them where it can be used. */
export const MACHINES: readonly { readonly name: string; readonly missing?: string; open(): Opened }[] = [
  { name: 'spec', open: () => ({ machine: new SpecMachine('tcx'), close: () => {} }) },
  { name: 'model', open: () => ({ machine: new TcxModel(), close: () => {} }) },
  {
    name: kernelMissing === undefined ? 'kernel' : `kernel (skipped: ${kernelMissing})`,
    ...(kernelMissing === undefined ? {} : { missing: kernelMissing }),
    open: () => {
      const machine = openKernel();
      return { machine, close: () => machine.close() };
    },
  },
];

type Short = RequestInput extends infer R
  ? R extends { hook: string }
    ? Omit<R, 'hook'> & { hook?: string }
    : R
  : never;

/** Takes a request, at the ingress hook unless it says otherwise, and tells the outcome and what the hook shows then. */
export function take(machine: Machine, short: Short): string {
  const hooked = ['prog_attach', 'prog_detach', 'link_create', 'prog_query'].includes(short.op);
  const full = request({ ...(hooked ? { hook: 'ingress' } : {}), ...short } as RequestInput);
  const { outcome, view } = machine.apply(full);
  const hook = 'hook' in full ? full.hook : 'ingress';
  return `${outcome} | ${describeObservation(full.op === 'prog_query' ? view : machine.observe(hook))}`;
}

const prog = (name: string) => ({ is: 'prog', name }) as const;

/** Short forms of the requests that tests make most. */
export const attach = (name: string, more: object = {}) => ({ op: 'prog_attach', prog: prog(name), ...more }) as Short;
export const detach = (name: string | undefined, more: object = {}) =>
  ({ op: 'prog_detach', ...(name === undefined ? {} : { prog: prog(name) }), ...more }) as Short;
export const create = (link: string, name: string, more: object = {}) =>
  ({ op: 'link_create', link, prog: prog(name), ...more }) as Short;
export const update = (link: string, name: string, more: object = {}) =>
  ({ op: 'link_update', link: { is: 'link', name: link }, prog: prog(name), ...more }) as Short;
export const detachLink = (link: string) => ({ op: 'link_detach', link: { is: 'link', name: link } }) as Short;
export const toProg = (name: string, by: 'fd' | 'id' = 'fd') => ({ is: 'prog', name, by }) as const;
export const toLink = (name: string, by: 'fd' | 'id' = 'fd') => ({ is: 'link', name, by }) as const;

import { accessSync, closeSync, constants, openSync } from 'node:fs';

export type Accelerator = 'kvm' | 'tcg';

/** A machine to emulate. */
export interface Machine {
  /** MiB. */
  readonly memory: number;
  readonly cpus: number;
  readonly accelerator: Accelerator;
  /** Parameters for the kernel besides those that are needed. */
  readonly append?: string;
}

/** The file descriptors that an emulator is given. */
export const FDS = { console: 3, results: 4, initrd: 5 } as const;

/** What every guest boots with. A panic ends it at once. */
const PARAMETERS = ['console=ttyS0', 'loglevel=7', 'panic=-1', '8250.nr_uarts=4'];
/** An emulated processor is slow: watchdogs would take that for a fault. */
const SLOW = ['mitigations=off', 'nowatchdog', 'rcupdate.rcu_cpu_stall_suppress=1'];

/** Whether a virtual machine may be asked of this kernel; it may still not run there. */
export function kvmIsThere(device = '/dev/kvm'): boolean {
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
    closeSync(openSync(device, constants.O_RDWR));
    return true;
  } catch {
    return false;
  }
}

/** What qemu says where KVM is there and does not work, as inside another virtual machine. */
export const kvmFailed = (said: string) =>
  /KVM internal error|failed to initialize kvm|KVM_CREATE_VM|Could not access KVM|kvm.*(not supported|Operation not permitted)/i.test(
    said,
  );

/** The arguments of qemu-system-x86_64: a machine of serial ports only, without disk, network and display. */
export function qemuArguments(image: string, { memory, cpus, accelerator, append }: Machine): readonly string[] {
  const parameters = [...PARAMETERS, ...(accelerator === 'tcg' ? SLOW : []), ...(append === undefined ? [] : [append])];
  const port = (id: keyof typeof FDS) => ['-chardev', `socket,id=${id},fd=${FDS[id]}`, '-serial', `chardev:${id}`];
  return [
    ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-monitor', 'none', '-net', 'none'],
    ...['-M', 'q35', '-accel', accelerator === 'tcg' ? 'tcg,thread=multi' : 'kvm'],
    ...['-cpu', accelerator === 'tcg' ? 'max' : 'host', '-smp', String(cpus), '-m', String(memory)],
    ...port('console'),
    ...port('results'),
    ...['-kernel', image, '-initrd', `/dev/fd/${FDS.initrd}`, '-append', parameters.join(' ')],
  ];
}

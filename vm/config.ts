import { VmInputError } from './errors.ts';

/** Without these a guest does not come up, or nothing is heard of it. */
const NEEDED: Readonly<Record<string, string>> = {
  CONFIG_64BIT: 'Node is a program of 64 bits',
  CONFIG_BLK_DEV_INITRD: 'everything is in an initramfs',
  CONFIG_BINFMT_ELF: 'programs are ELF files',
  CONFIG_BINFMT_SCRIPT: '/init is a script',
  CONFIG_DEVTMPFS: 'devices are found there',
  CONFIG_PROC_FS: 'Node reads it',
  CONFIG_SYSFS: 'cgroup2 is mounted there',
  CONFIG_SERIAL_8250_CONSOLE: 'the log and the results come over serial ports',
};

/** A VmInputError where a configuration lacks what a guest needs to come up: all of it in one line. */
export function requireBootable(where: string, config: string): void {
  const lacking = Object.keys(NEEDED).filter((name) => !new RegExp(`^${name}=y$`, 'm').test(config));
  if (lacking.length === 0) return;
  const said = lacking.map((name) => `${name}=y (${NEEDED[name]})`).join(', ');
  throw new VmInputError(`${where}: its configuration cannot be booted here: expected ${said}`);
}

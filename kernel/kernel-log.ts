import { closeSync, constants, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Lines of the kernel log that no request may raise. */
const ALARMS =
  /WARNING:|BUG:|Oops|refcount_t:|KASAN|UBSAN|general protection|suspicious RCU|possible recursive locking/;

/** The kernel log from now on, where it may be read (CAP_SYSLOG, or dmesg_restrict off). */
export class KernelLog {
  readonly #fd: number;
  readonly #record = Buffer.alloc(8192);

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** Starts reading at the end of what was logged so far; `undefined` where the log may not be read. */
  static open(path = '/dev/kmsg'): KernelLog | undefined {
    try {
      const log = new KernelLog(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
      log.alarms();
      return log;
    } catch {
      return undefined;
    }
  }

  /** The alarming lines that came since this was asked last. */
  alarms(): readonly string[] {
    const found: string[] = [];
    for (;;) {
      const record = this.#next();
      if (record === undefined) return found;
      if (ALARMS.test(record)) found.push(record);
    }
  }

  /** One record's text, without its prefix of priority and time; `undefined` where there is none more. */
  #next(): string | undefined {
    try {
      const length = readSync(this.#fd, this.#record);
      if (length === 0) return undefined;
      return this.#record
        .toString('utf8', 0, length)
        .replace(/^[^;]*;/, '')
        .trim();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return ''; // records were overwritten before they were read; go on with the oldest
      return undefined;
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}

const CONFIG = '/proc/config.gz';
const OPTIONS = [
  'CONFIG_BPF_SYSCALL',
  'CONFIG_NET_XGRESS',
  'CONFIG_NET_SCH_INGRESS',
  'CONFIG_CGROUP_BPF',
  'CONFIG_BPF_JIT',
  'CONFIG_PREEMPT',
  'CONFIG_DEBUG_NET',
  'CONFIG_PROVE_RCU',
  'CONFIG_KASAN',
];
const SYSCTLS = ['/proc/sys/net/core/bpf_jit_enable', '/proc/sys/kernel/unprivileged_bpf_disabled'];

/** Configuration that a result may depend on; `unknown` where the kernel does not tell. */
export function kernelConfiguration(): Readonly<Record<string, string>> {
  const config = existsSync(CONFIG) ? gunzipSync(readFileSync(CONFIG)).toString('utf8') : undefined;
  const option = (name: string) => {
    if (config === undefined) return 'unknown';
    return new RegExp(`^${name}=(.*)$`, 'm').exec(config)?.[1] ?? 'n';
  };
  const sysctl = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').trim() : 'unknown');
  return Object.fromEntries([
    ...OPTIONS.map((name) => [name, option(name)]),
    ...SYSCTLS.map((path) => [path, sysctl(path)]),
  ]);
}

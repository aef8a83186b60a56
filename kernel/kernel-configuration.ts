import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { kernelRelease } from './release.ts';

const OPTIONS = [
  'CONFIG_BPF_SYSCALL',
  'CONFIG_NET_XGRESS',
  'CONFIG_NET_SCH_INGRESS',
  'CONFIG_NETKIT',
  'CONFIG_CGROUP_BPF',
  'CONFIG_BPF_JIT',
  'CONFIG_PREEMPT',
  'CONFIG_DEBUG_NET',
  'CONFIG_PROVE_RCU',
  'CONFIG_KASAN',
];
const SETTINGS = [
  '/proc/sys/net/core/bpf_jit_enable',
  '/proc/sys/kernel/unprivileged_bpf_disabled',
  '/sys/kernel/rcu_expedited',
];

/** Where a kernel of a release may have its configuration, the one that it tells itself first. */
const placesOf = (release: string) => ['/proc/config.gz', `/boot/config-${release}`, `/lib/modules/${release}/config`];

/** Where the configuration of the running kernel can be read, below `root`; `undefined` where it is nowhere. */
export function configurationFile(root = '/', release = kernelRelease()): string | undefined {
  return placesOf(release)
    .map((place) => join(root, place))
    .find((place) => existsSync(place));
}

function textOf(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    const bytes = readFileSync(file);
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch {
    return undefined; // it may not be read
  }
}

/** Configuration that a result may depend on; `unknown` where the kernel does not tell. */
export function kernelConfiguration(file = configurationFile()): Readonly<Record<string, string>> {
  const config = textOf(file);
  const option = (name: string) => {
    if (config === undefined) return 'unknown';
    return new RegExp(`^${name}=(.*)$`, 'm').exec(config)?.[1] ?? 'n';
  };
  const setting = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').trim() : 'unknown');
  return Object.fromEntries([
    ...OPTIONS.map((name) => [name, option(name)]),
    ...SETTINGS.map((path) => [path, setting(path)]),
  ]);
}

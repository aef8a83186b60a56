import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { VmUnavailable } from './errors.ts';

/** The programs that are needed, and the packages that have them. */
const PACKAGES = {
  'qemu-system-x86_64': { debian: 'qemu-system-x86', fedora: 'qemu-system-x86-core' },
  busybox: { debian: 'busybox-static', fedora: 'busybox' },
  xz: { debian: 'xz-utils', fedora: 'xz' },
  zstd: { debian: 'zstd', fedora: 'zstd' },
  'dpkg-deb': { debian: 'dpkg', fedora: 'dpkg' },
} as const;
export type Tool = keyof typeof PACKAGES;

/** What is missing, in one line. */
export function missing(tools: readonly Tool[], why = 'not installed'): VmUnavailable {
  const names = (system: 'debian' | 'fedora') => tools.map((tool) => PACKAGES[tool][system]).join(' ');
  return new VmUnavailable(
    `${tools.join(' and ')}: ${why} (Debian: apt install ${names('debian')}; Fedora: dnf install ${names('fedora')})`,
  );
}

/** Where a program is, by PATH. */
export function findTool(name: string, path = process.env.PATH ?? ''): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Where a program is; throws VmUnavailable. */
export function requireTool(tool: Tool): string {
  const found = findTool(tool);
  if (found === undefined) throw missing([tool]);
  return found;
}

/** Where some programs are; throws VmUnavailable, with all that are missing in one line. */
export function requireTools<T extends Tool>(tools: readonly T[]): Readonly<Record<T, string>> {
  const lacking = tools.filter((tool) => findTool(tool) === undefined);
  if (lacking.length > 0) throw missing(lacking);
  return Object.fromEntries(tools.map((tool) => [tool, findTool(tool)!])) as Record<T, string>;
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VmInputError } from './errors.ts';
import { isModuleFile, type Module, moduleName, readModule } from './module.ts';
import { filesBelow } from './tree.ts';

/** Modules that requests may need: kinds of network devices, queueing disciplines, what can be attached to them. */
export const WANTED = [
  'af_packet',
  'dummy',
  'ifb',
  'veth',
  'netkit',
  'sch_ingress',
  'cls_bpf',
  'act_gact',
  'act_mirred',
];

/** The module files below a folder, by name. A build tree lists its own: to go through all of it takes long. */
function filesByName(folder: string): ReadonlyMap<string, string> {
  const order = join(folder, 'modules.order');
  const listed = existsSync(order) && existsSync(join(folder, 'Makefile')) ? readFileSync(order, 'utf8') : undefined;
  const files =
    listed === undefined
      ? [...filesBelow(folder, ['build', 'source'])].filter(isModuleFile)
      : listed
          .split('\n')
          .map((line) => join(folder, line.trim().replace(/\.o$/, '.ko')))
          .filter((path) => isModuleFile(path) && existsSync(path));
  return new Map(files.map((path) => [moduleName(path), path]));
}

/**
 * The modules of some folders that requests may need, each behind those it depends on. A VmInputError where a folder has none
 * at all, or one is for another kernel than `release`.
 */
export function modulesIn(folders: readonly string[], release: string | undefined): readonly Module[] {
  const files = new Map<string, string>();
  for (const folder of folders) {
    const own = filesByName(folder);
    if (own.size === 0) throw new VmInputError(`${folder}: expected kernel modules (.ko), found none below it`);
    for (const [name, path] of own) files.set(name, path);
  }
  const chosen = new Map<string, Module>();
  const add = (name: string) => {
    const path = files.get(name);
    if (path === undefined || chosen.has(name)) return;
    const module = readModule(path);
    if (release !== undefined && module.release !== release)
      throw new VmInputError(`${path}: expected a module of ${release}, found one of ${module.release}`);
    for (const each of module.depends) add(each);
    chosen.set(name, module);
  };
  for (const name of WANTED) add(name);
  return [...chosen.values()];
}

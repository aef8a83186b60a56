import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cached, cacheFolder } from './cache.ts';
import { requireBootable } from './config.ts';
import { VmInputError } from './errors.ts';
import { imageOf } from './image.ts';
import { outputOf } from './run-tool.ts';

/** A kernel that can be booted, wherever it is from. */
export interface KernelSource {
  /** The file that the emulator boots. */
  readonly image: string;
  /** As `uname -r` would say, where the image tells. */
  readonly release?: string;
  /** The text of its configuration, where it is there. */
  readonly config?: string;
  /** Folders with its modules. */
  readonly modules: readonly string[];
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** A .deb unpacked, in the cache by its content. */
export function unpacked(deb: string): string {
  const digest = createHash('sha256').update(readFileSync(deb)).digest('hex').slice(0, 16);
  return cached(join(cacheFolder(), 'vm', `deb-${digest}`), (part) => {
    mkdirSync(part);
    outputOf('dpkg-deb', ['-x', deb, part]);
  });
}

/** The folders lib/modules/RELEASE and usr/lib/modules/RELEASE below one. */
function releaseFolders(root: string): readonly string[] {
  return ['lib/modules', 'usr/lib/modules']
    .map((path) => join(root, path))
    .filter(isFolder)
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
}

const hasModules = (folder: string) => isFolder(join(folder, 'kernel'));

/** The only file that a list names, or a VmInputError. */
function single(files: readonly string[], where: string, what: string): string {
  const [only, ...more] = files;
  if (only === undefined) throw new VmInputError(`${where}: expected ${what}, found none`);
  if (more.length > 0)
    throw new VmInputError(`${where}: expected one ${what}, found ${files.map((file) => basename(file)).join(', ')}`);
  return only;
}

const below = (root: string, folder: string, prefix: string) =>
  isFolder(join(root, folder))
    ? readdirSync(join(root, folder))
        .filter((name) => name.startsWith(prefix))
        .map((name) => join(root, folder, name))
    : [];

/** Of a package that was unpacked: from 6.19 on Debian splits kernels, and the image is among the modules. */
function fromRoot(root: string, deb: string): KernelSource {
  const folders = releaseFolders(root);
  const images = [
    ...below(root, 'boot', 'vmlinuz-'),
    ...folders.map((folder) => join(folder, 'vmlinuz')).filter((path) => existsSync(path)),
  ];
  const image = single(images, deb, 'kernel image (boot/vmlinuz-* or usr/lib/modules/*/vmlinuz)');
  return { ...fromImage(image), ...configAt(configsOf(root)[0]), modules: folders.filter(hasModules) };
}

const configsOf = (root: string) => [
  ...below(root, 'boot', 'config-'),
  ...releaseFolders(root)
    .map((folder) => join(folder, 'config'))
    .filter((path) => existsSync(path)),
];

const configAt = (path: string | undefined) =>
  path !== undefined && existsSync(path) ? { config: readFileSync(path, 'utf8') } : {};

function fromImage(image: string): KernelSource {
  const found = imageOf(image);
  if (found.is === 'deb') throw new VmInputError(`${image}: expected a kernel image, found a .deb`);
  const { release } = found;
  return { image, modules: [], ...(release === undefined ? {} : { release }) };
}

/** A kernel image as it is installed has its configuration beside it, and its modules under /lib. */
function fromFile(image: string): KernelSource {
  const source = fromImage(image);
  const { release } = source;
  if (release === undefined) return source;
  const installed = join('/lib/modules', release);
  const config = configAt(
    [join(dirname(image), `config-${release}`), join(dirname(image), 'config')].find((path) => existsSync(path)),
  );
  return { ...source, ...config, modules: hasModules(installed) ? [installed] : [] };
}

const BZIMAGE = join('arch', 'x86', 'boot', 'bzImage');

/** The build tree that a folder is, with its configuration and the modules that were built. */
function fromTree(tree: string): KernelSource {
  const config = join(tree, '.config');
  if (!existsSync(config))
    throw new VmInputError(
      `${tree}: expected a kernel build tree, found no .config in it (make defconfig kvm_guest.config)`,
    );
  const image = join(tree, BZIMAGE);
  if (!existsSync(image))
    throw new VmInputError(`${tree}: expected a kernel that was built, found no ${BZIMAGE} (make bzImage)`);
  const order = join(tree, 'modules.order');
  const built = existsSync(order) && readFileSync(order, 'utf8').trim() !== '';
  return { ...fromImage(image), ...configAt(config), modules: built ? [tree] : [] };
}

/** Where modules are that were given beside a kernel: a folder or a .deb, itself or by lib/modules/RELEASE below it. */
function moduleFolders(path: string): readonly string[] {
  const root = isFolder(path) ? path : debOf(path);
  const inside = releaseFolders(root).filter(hasModules);
  if (inside.length > 0) return inside;
  // Of a kernel that Debian splits, one package has the configuration alone.
  return root !== path && configsOf(root).length > 0 ? [] : [root];
}

function debOf(path: string): string {
  if (!existsSync(path)) throw new VmInputError(`${path}: there is no such file or folder`);
  if (readFileSync(path).toString('latin1', 0, 8) !== '!<arch>\n')
    throw new VmInputError(`${path}: expected a folder with modules, or a .deb`);
  return unpacked(path);
}

/** Whatever was given as a kernel, and its modules; a VmInputError where it cannot be booted. */
export function kernelSource(path: string, modules: readonly string[] = []): KernelSource {
  if (!existsSync(path)) throw new VmInputError(`${path}: there is no such file or folder`);
  const source = isFolder(path)
    ? fromTree(path)
    : imageOf(path).is === 'deb'
      ? fromRoot(unpacked(path), path)
      : fromFile(path);
  const given = modules.flatMap(moduleFolders);
  const config =
    source.config ??
    modules
      .filter((each) => !isFolder(each))
      .flatMap((deb) => configsOf(unpacked(deb)).map((file) => readFileSync(file, 'utf8')))[0];
  if (config !== undefined) requireBootable(path, config);
  return {
    ...source,
    ...(config === undefined ? {} : { config }),
    modules: given.length > 0 ? given : source.modules,
  };
}

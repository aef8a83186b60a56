import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kernelSource } from '../../vm/source.ts';
import { findTool } from '../../vm/tools.ts';
import { bzImage, CONFIG, kernelModule } from '../support/kernel-images.ts';

let directory = '';
let cache: string | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
  cache = process.env.XDG_CACHE_HOME;
  process.env.XDG_CACHE_HOME = join(directory, 'cache');
});
afterEach(() => {
  if (cache === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = cache;
  rmSync(directory, { recursive: true });
});

const at = (path: string) => join(directory, path);
const put = (path: string, content: Buffer | string) => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
};

describe('a kernel build tree', () => {
  beforeEach(() => {
    put('linux/.config', CONFIG);
    put('linux/arch/x86/boot/bzImage', bzImage('6.19.0-rc1+ (a@b)'));
  });
  const tree = () => kernelSource(at('linux'));
  test('is taken unchanged, without modules where none were built', () => {
    put('linux/modules.order', '\n');
    expect(tree()).toEqual({
      image: at('linux/arch/x86/boot/bzImage'),
      release: '6.19.0-rc1+',
      config: CONFIG,
      modules: [],
    });
  });
  test('has its modules where some were built', () => {
    put('linux/modules.order', 'drivers/net/veth.o\n');
    expect(tree().modules).toEqual([at('linux')]);
  });
  test.each([
    ['no configuration', 'linux/.config', 'found no .config in it'],
    ['no image', 'linux/arch/x86/boot/bzImage', 'found no arch/x86/boot/bzImage (make bzImage)'],
  ])('with %s is refused', (_, file, said) => {
    rmSync(at(file));
    expect(tree).toThrow(`${at('linux')}: expected a kernel`);
    expect(tree).toThrow(said);
  });
  test('with a configuration that is never heard of again is refused, with what it lacks', () => {
    put('linux/.config', CONFIG.replace('CONFIG_SERIAL_8250_CONSOLE=y', '# CONFIG_SERIAL_8250_CONSOLE is not set'));
    expect(tree).toThrow(
      /^\S+linux: its configuration cannot be booted here: expected CONFIG_SERIAL_8250_CONSOLE=y \(/,
    );
  });
});

describe('a kernel image', () => {
  test('has its configuration beside it', () => {
    put('boot/vmlinuz-6.1', bzImage('6.1.9-x (a@b)'));
    put('boot/config-6.1.9-x', CONFIG);
    expect(kernelSource(at('boot/vmlinuz-6.1'))).toEqual({
      image: at('boot/vmlinuz-6.1'),
      release: '6.1.9-x',
      config: CONFIG,
      modules: [],
    });
  });
  test('has the modules that are given: a folder, or one with lib/modules below it', () => {
    put('bzImage', bzImage('6.1'));
    put('given/lib/modules/6.1/kernel/veth.ko', kernelModule('6.1'));
    put('flat/veth.ko', kernelModule('6.1'));
    expect(kernelSource(at('bzImage'), [at('given'), at('flat')]).modules).toEqual([
      at('given/lib/modules/6.1'),
      at('flat'),
    ]);
  });
  test.each([
    ['nowhere', [], 'nowhere: there is no such file or folder'],
    [
      'text',
      [],
      'text: expected a kernel (vmlinuz or bzImage of x86-64, a .deb with one, or a build tree), found another file',
    ],
    ['bzImage', ['nowhere'], 'nowhere: there is no such file or folder'],
    ['bzImage', ['text'], 'text: expected a folder with modules, or a .deb'],
  ])('%s with modules %j is refused', (kernel, modules, said) => {
    put('text', 'text');
    put('bzImage', bzImage('6.1'));
    expect(() => kernelSource(at(kernel), modules.map(at))).toThrow(said);
  });
});

describe.skipIf(findTool('dpkg-deb') === undefined)('a package', () => {
  const pack = (name: string): string => {
    put(
      `${name}/DEBIAN/control`,
      `Package: ${name}\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b>\nDescription: x\n`,
    );
    execFileSync('dpkg-deb', ['--build', at(name), at(`${name}.deb`)], { stdio: 'ignore' });
    return at(`${name}.deb`);
  };
  test('has image, configuration and modules', () => {
    put('whole/boot/vmlinuz-6.1', bzImage('6.1'));
    put('whole/boot/config-6.1', CONFIG);
    put('whole/lib/modules/6.1/kernel/veth.ko', kernelModule('6.1'));
    const { image, release, config, modules } = kernelSource(pack('whole'));
    expect([readFileSync(image).subarray(0x202, 0x206).toString(), release, config]).toEqual(['HdrS', '6.1', CONFIG]);
    expect(modules).toEqual([expect.stringMatching(/deb-\w{16}\/lib\/modules\/6\.1$/)]);
  });
  test('that is split has its modules and its configuration in others', () => {
    put('binary/usr/lib/modules/7.3/vmlinuz', bzImage('7.3'));
    put('modules/usr/lib/modules/7.3/kernel/veth.ko', kernelModule('7.3'));
    put('base/usr/lib/modules/7.3/config', CONFIG);
    const found = kernelSource(pack('binary'), [pack('modules'), pack('base')]);
    expect([found.release, found.config]).toEqual(['7.3', CONFIG]);
    expect(found.modules).toEqual([expect.stringMatching(/usr\/lib\/modules\/7\.3$/)]);
  });
  test('without an image is refused', () => {
    put('empty/usr/share/doc/x', '');
    expect(() => kernelSource(pack('empty'))).toThrow(/empty\.deb: expected kernel image .*, found none$/);
  });
  test('that is damaged is refused with what dpkg-deb says', () => {
    put('broken.deb', '!<arch>\nnonsense');
    expect(() => kernelSource(at('broken.deb'))).toThrow(/broken\.deb|dpkg-deb/);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isStatic } from '../../vm/elf.ts';
import { imageOf } from '../../vm/image.ts';
import { bzImage, elf } from '../support/kernel-images.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-'));
afterAll(() => rmSync(directory, { recursive: true }));

const file = join(directory, 'kernel');
const of = (content: Buffer) => {
  writeFileSync(file, content);
  return imageOf(file);
};
const padded = (text: string, at = 0) =>
  Buffer.concat([Buffer.alloc(at), Buffer.from(text, 'latin1'), Buffer.alloc(4096)]);

describe('a kernel image is known by what is in it', () => {
  test('a bzImage, with its release', () => {
    expect(of(bzImage('6.18.5+deb13-cloud-amd64 (somebody@somewhere) #1 SMP'))).toEqual({
      is: 'bzImage',
      release: '6.18.5+deb13-cloud-amd64',
    });
  });
  test('a bzImage that does not say its release', () => expect(of(bzImage(''))).toEqual({ is: 'bzImage' }));
  test('a vmlinux that an emulator can enter', () => {
    const vmlinux = elf([
      { type: 4, content: Buffer.from('\x04\0\0\0\x08\0\0\0\x12\0\0\0Xen\0\0\0\0\x01\0\0\0\0', 'latin1') },
    ]);
    const banner = Buffer.from('Linux version 6.12.1-test (a@b) #1\n');
    expect(of(Buffer.concat([vmlinux, banner]))).toEqual({ is: 'vmlinux', release: '6.12.1-test' });
  });
  test('a package', () => expect(of(padded('!<arch>\ndebian-binary'))).toEqual({ is: 'deb' }));
  test.each([
    ['a vmlinux without that note', elf([]), 'CONFIG_PVH is off'],
    ['an arm64 kernel', padded('ARMd', 0x38), 'found an arm64 kernel; the emulated machine is x86-64'],
    ['a compressed file', padded('\x1f\x8b'), 'found a file in gzip'],
    ['an RPM package', padded('\xed\xab\xee\xdb'), 'found an RPM package'],
    ['some text', Buffer.from('hello'), 'found another file'],
    ['nothing', Buffer.alloc(0), 'found another file'],
    ['a boot sector of something else', bzImage('x').fill(0, 0x202, 0x206), 'found another file'],
  ])('%s is refused, by its name', (_, content, said) => {
    expect(() => of(content)).toThrow(new RegExp(`^${file}: .*${said}`));
  });
});

describe('a program is static', () => {
  test('where it asks for no loader', () => expect(isStatic(elf([{ type: 1, content: Buffer.from('x') }]))).toBe(true));
  test('and not where it does', () =>
    expect(isStatic(elf([{ type: 3, content: Buffer.from('/lib64/ld.so') }]))).toBe(false));
  test('and not where it is a script', () => expect(isStatic(Buffer.from('#!/bin/sh'))).toBe(false));
});

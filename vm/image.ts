import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { isElf, isPvh } from './elf.ts';
import { VmInputError } from './errors.ts';

/** What a file is that was given as a kernel. */
export type Image =
  | { readonly is: 'bzImage'; readonly release?: string }
  | { readonly is: 'vmlinux'; readonly release?: string }
  | { readonly is: 'deb' };

const HEAD = 64 * 1024;

function headOf(path: string): Buffer {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD);
    return head.subarray(0, readSync(fd, head));
  } finally {
    closeSync(fd);
  }
}

/** The boot protocol of x86: "HdrS" at 0x202 behind 0xAA55, and where the text of the version is (Documentation/arch/x86/boot.rst). */
function bzImage(head: Buffer): Image | undefined {
  if (head.length < 0x264 || head.readUInt16LE(0x1fe) !== 0xaa55) return undefined;
  if (head.toString('latin1', 0x202, 0x206) !== 'HdrS') return undefined;
  const at = head.readUInt16LE(0x20e);
  const text = at === 0 ? '' : head.toString('latin1', at + 0x200, at + 0x200 + 128);
  const [release] = text.split(/[\s\0]/);
  return release === undefined || release === '' ? { is: 'bzImage' } : { is: 'bzImage', release };
}

/** The banner that every vmlinux has in it. */
const BANNER = /Linux version ([0-9][^\s\0]*)/;

function vmlinux(path: string): Image {
  const file = readFileSync(path);
  if (!isPvh(file))
    throw new VmInputError(
      `${path}: an emulator cannot boot this vmlinux (no PVH note; CONFIG_PVH is off): give arch/x86/boot/bzImage of its build tree`,
    );
  const at = file.indexOf('Linux version ');
  const release = at === -1 ? undefined : BANNER.exec(file.toString('latin1', at, at + 200))?.[1];
  return { is: 'vmlinux', ...(release === undefined ? {} : { release }) };
}

/** What other files begin with that are taken for kernels. */
const OTHERS: readonly (readonly [at: number, magic: string, what: string])[] = [
  [0x38, 'ARMd', 'an arm64 kernel; the emulated machine is x86-64'],
  [0, '\x1f\x8b', 'a file in gzip'],
  [0, '\xfd7zXZ', 'a file in xz'],
  [0, '\xed\xab\xee\xdb', 'an RPM package: unpack it (rpm2cpio FILE | cpio -idm) and give its vmlinuz, with --modules'],
];

/** What a file is; a VmInputError where it is no kernel. */
export function imageOf(path: string): Image {
  const head = headOf(path);
  const found = bzImage(head);
  if (found !== undefined) return found;
  if (isElf(head)) return vmlinux(path);
  if (head.toString('latin1', 0, 8) === '!<arch>\n') return { is: 'deb' };
  const other = OTHERS.find(([at, magic]) => head.toString('latin1', at, at + magic.length) === magic);
  throw new VmInputError(
    `${path}: expected a kernel (vmlinuz or bzImage of x86-64, a .deb with one, or a build tree), found ${other?.[2] ?? 'another file'}`,
  );
}

/** The first bytes of an x86 kernel image, with the text of its version. */
export function bzImage(version: string): Buffer {
  const image = Buffer.alloc(0x1000);
  image.writeUInt16LE(0xaa55, 0x1fe);
  image.write('HdrS', 0x202, 'latin1');
  if (version !== '') {
    image.writeUInt16LE(0x600, 0x20e);
    image.write(`${version}\0`, 0x800, 'latin1');
  }
  return image;
}

/** A 64-bit ELF file with some segments. */
export function elf(segments: readonly { readonly type: number; readonly content: Buffer }[]): Buffer {
  const head = Buffer.alloc(64);
  head.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  head.writeBigUInt64LE(64n, 32);
  head.writeUInt16LE(56, 54);
  head.writeUInt16LE(segments.length, 56);
  let offset = 64 + 56 * segments.length;
  const table = segments.map(({ type, content }) => {
    const row = Buffer.alloc(56);
    row.writeUInt32LE(type, 0);
    row.writeBigUInt64LE(BigInt(offset), 8);
    row.writeBigUInt64LE(BigInt(content.length), 32);
    offset += content.length;
    return row;
  });
  return Buffer.concat([head, ...table, ...segments.map(({ content }) => content)]);
}

/** A kernel module, as far as its section .modinfo. */
export const kernelModule = (release: string, depends: readonly string[] = []): Buffer =>
  Buffer.from(
    `\x7fELF\0license=GPL\0depends=${depends.join(',')}\0vermagic=${release} SMP preempt mod_unload \0`,
    'latin1',
  );

/** A configuration that can be booted. */
export const CONFIG = [
  'CONFIG_64BIT',
  'CONFIG_BLK_DEV_INITRD',
  'CONFIG_BINFMT_ELF',
  'CONFIG_BINFMT_SCRIPT',
  'CONFIG_DEVTMPFS',
  'CONFIG_PROC_FS',
  'CONFIG_SYSFS',
  'CONFIG_SERIAL_8250_CONSOLE',
]
  .map((name) => `${name}=y\n`)
  .join('');

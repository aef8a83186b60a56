const MAGIC = '\x7fELF';
const CLASS_64 = 2;
const INTERPRETER = 3;
const NOTE = 4;
/** XEN_ELFNOTE_PHYS32_ENTRY: where an emulator may enter a vmlinux (CONFIG_PVH). */
const PHYS32_ENTRY = 18;

export const isElf = (file: Buffer) => file.toString('latin1', 0, 4) === MAGIC;

/** The segments of a 64-bit ELF file, in the byte order of x86-64. */
function* segments(file: Buffer): Generator<{ type: number; offset: number; size: number }> {
  if (!isElf(file) || file[4] !== CLASS_64) return;
  const [start, size, count] = [Number(file.readBigUInt64LE(32)), file.readUInt16LE(54), file.readUInt16LE(56)];
  for (let index = 0; index < count; index += 1) {
    const at = start + index * size;
    if (at + 56 > file.length) return;
    const [offset, length] = [Number(file.readBigUInt64LE(at + 8)), Number(file.readBigUInt64LE(at + 32))];
    yield { type: file.readUInt32LE(at), offset, size: length };
  }
}

/** Whether a program runs without shared libraries. */
export const isStatic = (file: Buffer) => isElf(file) && ![...segments(file)].some(({ type }) => type === INTERPRETER);

/** Whether an emulator can enter this vmlinux. */
export function isPvh(file: Buffer): boolean {
  for (const { type, offset, size } of segments(file)) {
    if (type !== NOTE) continue;
    for (let at = offset; at + 12 <= Math.min(offset + size, file.length); ) {
      const [name, content, kind] = [file.readUInt32LE(at), file.readUInt32LE(at + 4), file.readUInt32LE(at + 8)];
      const text = file.toString('latin1', at + 12, at + 12 + Math.max(name - 1, 0));
      if (text === 'Xen' && kind === PHYS32_ENTRY) return true;
      at += 12 + Math.ceil(name / 4) * 4 + Math.ceil(content / 4) * 4;
    }
  }
  return false;
}

/** What a section header says. */
interface Section {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly data: Buffer;
  readonly link?: number;
  readonly info?: number;
  readonly entry?: number;
}

const PROGBITS = 1;
const SYMTAB = 2;
const STRTAB = 3;
const HEADER = 64;
const EM_BPF = 247;

const aligned = (size: number) => Math.ceil(size / 8) * 8;

/** An object file (ELF, 64 bits, little-endian) with one program that returns a value: the section says its type. */
export function objectFile(section: string, name: string, returns: number): Buffer {
  const insns = Buffer.alloc(16);
  insns.writeUInt8(0xb7, 0); // r0 = returns
  insns.writeInt32LE(returns, 4);
  insns.writeUInt8(0x95, 8); // exit
  const symbols = Buffer.alloc(48); // the first is none
  symbols.writeUInt32LE(1, 24);
  symbols.writeUInt8(0x12, 28); // a global function
  symbols.writeUInt16LE(1, 30); // in the first section
  symbols.writeBigUInt64LE(16n, 40);
  const names = ['', name, section, 'license', '.symtab', '.strtab'];
  const sections: readonly Section[] = [
    { name: section, type: PROGBITS, flags: 6, data: insns },
    { name: 'license', type: PROGBITS, flags: 3, data: Buffer.from('GPL\0') },
    { name: '.symtab', type: SYMTAB, flags: 0, data: symbols, link: 4, info: 1, entry: 24 },
    { name: '.strtab', type: STRTAB, flags: 0, data: Buffer.from(`${names.join('\0')}\0`) },
  ];
  const nameAt = (of: string) => names.slice(0, names.lastIndexOf(of)).reduce((sum, each) => sum + each.length + 1, 0);
  const parts: Buffer[] = [];
  const headers = [Buffer.alloc(HEADER)];
  let offset = HEADER;
  for (const each of sections) {
    const header = Buffer.alloc(HEADER);
    header.writeUInt32LE(nameAt(each.name), 0);
    header.writeUInt32LE(each.type, 4);
    header.writeBigUInt64LE(BigInt(each.flags), 8);
    header.writeBigUInt64LE(BigInt(offset), 24);
    header.writeBigUInt64LE(BigInt(each.data.length), 32);
    header.writeUInt32LE(each.link ?? 0, 40);
    header.writeUInt32LE(each.info ?? 0, 44);
    header.writeBigUInt64LE(8n, 48);
    header.writeBigUInt64LE(BigInt(each.entry ?? 0), 56);
    headers.push(header);
    parts.push(each.data, Buffer.alloc(aligned(each.data.length) - each.data.length));
    offset += aligned(each.data.length);
  }
  const first = Buffer.alloc(HEADER);
  first.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  first.writeUInt16LE(1, 16);
  first.writeUInt16LE(EM_BPF, 18);
  first.writeUInt32LE(1, 20);
  first.writeBigUInt64LE(BigInt(offset), 40);
  first.writeUInt16LE(HEADER, 52);
  first.writeUInt16LE(HEADER, 58);
  first.writeUInt16LE(headers.length, 60);
  first.writeUInt16LE(sections.length, 62);
  return Buffer.concat([first, ...parts, ...headers]);
}

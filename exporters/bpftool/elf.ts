/** What a section header says. */
interface Section {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly data: Uint8Array<ArrayBuffer>;
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

const textOf = (text: string) => new TextEncoder().encode(text);

function written(size: number, write: (at: DataView) => void): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  write(new DataView(bytes.buffer));
  return bytes;
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** An object file (ELF, 64 bits, little-endian) with one program that returns a value: the section says its type. */
export function objectFile(section: string, name: string, returns: number): Uint8Array<ArrayBuffer> {
  const insns = written(16, (at) => {
    at.setUint8(0, 0xb7); // r0 = returns
    at.setInt32(4, returns, true);
    at.setUint8(8, 0x95); // exit
  });
  // The first is none.
  const symbols = written(48, (at) => {
    at.setUint32(24, 1, true);
    at.setUint8(28, 0x12); // a global function
    at.setUint16(30, 1, true); // in the first section
    at.setBigUint64(40, 16n, true);
  });
  const names = ['', name, section, 'license', '.symtab', '.strtab'];
  const sections: readonly Section[] = [
    { name: section, type: PROGBITS, flags: 6, data: insns },
    { name: 'license', type: PROGBITS, flags: 3, data: textOf('GPL\0') },
    { name: '.symtab', type: SYMTAB, flags: 0, data: symbols, link: 4, info: 1, entry: 24 },
    { name: '.strtab', type: STRTAB, flags: 0, data: textOf(`${names.join('\0')}\0`) },
  ];
  const nameAt = (of: string) => names.slice(0, names.lastIndexOf(of)).reduce((sum, each) => sum + each.length + 1, 0);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const headers = [new Uint8Array(HEADER)];
  let offset = HEADER;
  for (const each of sections) {
    const start = BigInt(offset);
    headers.push(
      written(HEADER, (at) => {
        at.setUint32(0, nameAt(each.name), true);
        at.setUint32(4, each.type, true);
        at.setBigUint64(8, BigInt(each.flags), true);
        at.setBigUint64(24, start, true);
        at.setBigUint64(32, BigInt(each.data.length), true);
        at.setUint32(40, each.link ?? 0, true);
        at.setUint32(44, each.info ?? 0, true);
        at.setBigUint64(48, 8n, true);
        at.setBigUint64(56, BigInt(each.entry ?? 0), true);
      }),
    );
    parts.push(each.data, new Uint8Array(aligned(each.data.length) - each.data.length));
    offset += aligned(each.data.length);
  }
  const first = written(HEADER, (at) => {
    [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1].forEach((byte, index) => {
      at.setUint8(index, byte);
    });
    at.setUint16(16, 1, true);
    at.setUint16(18, EM_BPF, true);
    at.setUint32(20, 1, true);
    at.setBigUint64(40, BigInt(offset), true);
    at.setUint16(52, HEADER, true);
    at.setUint16(58, HEADER, true);
    at.setUint16(60, headers.length, true);
    at.setUint16(62, sections.length, true);
  });
  return joined([first, ...parts, ...headers]);
}

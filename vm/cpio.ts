/** One file of an archive, by its path without a leading slash. */
export interface Entry {
  readonly path: string;
  /** Type and permissions, as st_mode. */
  readonly mode: number;
  /** The content, or the target of a symbolic link; read when it is needed. */
  readonly data?: () => Buffer;
  /** Major and minor number of a device. */
  readonly device?: readonly [number, number];
}

export const TYPE = { directory: 0o040000, file: 0o100000, link: 0o120000, character: 0o020000 } as const;
const TYPES = 0o170000;

const MAGIC = '070701';
const TRAILER = 'TRAILER!!!';
const HEADER = 110;
const NOTHING = Buffer.alloc(0);

const padding = (length: number) => Buffer.alloc((4 - (length % 4)) % 4);

/** Inode, mode, uid, gid, links, mtime, size, device, device of the file, length of the name, checksum. */
function header({ path, mode, device = [0, 0] }: Entry, inode: number, size: number): Buffer {
  const name = Buffer.from(`${path}\0`);
  const fields = [inode, mode, 0, 0, 1, 0, size, 0, 0, ...device, name.length, 0];
  const text = MAGIC + fields.map((field) => field.toString(16).padStart(8, '0')).join('');
  return Buffer.concat([Buffer.from(text, 'latin1'), name, padding(HEADER + name.length)]);
}

/** An archive in the format that kernels unpack (cpio, "newc"), in parts; several may follow each other in one file. */
export function* cpioParts(entries: Iterable<Entry>): Generator<Buffer> {
  let inode = 1;
  for (const entry of entries) {
    const data = entry.data?.() ?? NOTHING;
    yield header(entry, inode, data.length);
    if (data.length > 0) yield data;
    yield padding(data.length);
    inode += 1;
  }
  yield header({ path: TRAILER, mode: 0 }, 0, 0);
}

/** The files of an archive. Throws a RangeError where it is none, or ends too early. */
export function readCpio(archive: Buffer): readonly Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  for (;;) {
    const magic = archive.toString('latin1', at, at + MAGIC.length);
    if (magic !== MAGIC) throw new RangeError(`cpio: byte ${at}: expected ${MAGIC}, found ${JSON.stringify(magic)}`);
    const field = (index: number) => {
      const start = at + MAGIC.length + 8 * index;
      return Number.parseInt(archive.toString('latin1', start, start + 8), 16);
    };
    const mode = field(1);
    const [size, length] = [field(6), field(11)];
    const name = at + HEADER;
    const start = name + length + padding(HEADER + length).length;
    if (!(start + size <= archive.length)) throw new RangeError(`cpio: byte ${at}: the archive ends within this file`);
    const path = archive.toString('utf8', name, name + length - 1);
    if (path === TRAILER) return entries;
    const data = archive.subarray(start, start + size);
    const device = [field(9), field(10)] as const;
    entries.push({
      path,
      mode,
      ...(size > 0 ? { data: () => data } : {}),
      ...((mode & TYPES) === TYPE.character ? { device } : {}),
    });
    at = start + size + padding(size).length;
  }
}

/** Whether an entry is a regular file. */
export const isFile = ({ mode }: Entry) => (mode & TYPES) === TYPE.file;

import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { TraceError } from './trace-error.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file (part of the path is no directory)',
  EISDIR: 'this is a directory, not a file',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  ENXIO: 'this is a socket or a device, not a file',
};

/** What went wrong with a file or directory, in words where there are words for it. */
export function fileReason(error: unknown): string {
  const { code = String(error) } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? `it cannot be read (${code})`;
}

/** Larger files are refused unread. */
const LARGEST = 16 * 1024 * 1024;

/** Pipes that the caller of the program made for it: something writes to those. */
const STREAM = /^\/(dev\/stdin|(dev|proc\/self)\/fd\/\d+)$/;

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a FIFO';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

/** Why a file is not read at all, if so. */
function refusal(path: string, stats: Stats): string | undefined {
  if (stats.isFIFO() && STREAM.test(path)) return undefined;
  if (!stats.isFile()) return `this is ${kindOf(stats)}, not a file`;
  return stats.size > LARGEST ? `expected at most ${LARGEST} bytes, found ${stats.size}` : undefined;
}

function bytesOf(path: string): Buffer {
  let fd: number | undefined;
  try {
    // Without O_NONBLOCK the open of a FIFO waits for a writer.
    fd = openSync(path, constants.O_RDONLY | (STREAM.test(path) ? 0 : constants.O_NONBLOCK));
    const refused = refusal(path, fstatSync(fd));
    if (refused !== undefined) throw new TraceError(`${path}: ${refused}`);
    return readFileSync(fd);
  } catch (error) {
    if (error instanceof TraceError) throw error;
    throw new TraceError(`${path}: ${fileReason(error)}`);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** The text of a regular file in UTF-8; a TraceError where there is none. A byte order mark stays in it. */
export function textOf(path: string): string {
  const bytes = bytesOf(path);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new TraceError(`${path}: expected text in UTF-8, found other bytes`);
  }
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { cpioParts, type Entry, readCpio, TYPE } from '../../vm/cpio.ts';
import { findTool } from '../../vm/tools.ts';
import { Tree } from '../../vm/tree.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-'));
afterAll(() => rmSync(directory, { recursive: true }));

const archive = (entries: Iterable<Entry>) => Buffer.concat([...cpioParts(entries)]);
const plain = (entries: readonly Entry[]) =>
  entries.map(({ path, mode, data, device }) => ({ path, mode, data: data?.().toString('latin1') ?? '', device }));

describe('a cpio archive', () => {
  test('is read as it was written, whatever names and contents', () => {
    const name = fc.stringMatching(/^[a-zä/]{1,40}$/).filter((path) => path !== 'TRAILER!!!');
    const entry = fc.record({ path: name, content: fc.uint8Array({ maxLength: 70 }) });
    fc.assert(
      fc.property(fc.array(entry), (files) => {
        const entries = files.map(({ path, content }) => ({
          path,
          mode: TYPE.file | 0o644,
          data: () => Buffer.from(content),
        }));
        expect(plain(readCpio(archive(entries)))).toEqual(plain(entries));
      }),
    );
  });
  test('starts each header and each content at a multiple of four, and so may follow another', () => {
    const one = archive([{ path: 'abc', mode: TYPE.file | 0o644, data: () => Buffer.from('12345') }]);
    expect([one.length % 4, one.indexOf('12345') % 4, one.indexOf('070701', 1) % 4]).toEqual([0, 0, 0]);
  });
  test('has the fields of the format, in hexadecimal of eight digits', () => {
    const [head] = [...cpioParts([{ path: 'dev/console', mode: TYPE.character | 0o600, device: [5, 1] }])];
    expect(head!.toString('latin1')).toBe(
      ['070701', '00000001', '00002180', '00000000', '00000000', '00000001', '00000000', '00000000'].join('') +
        ['00000000', '00000000', '00000005', '00000001', '0000000c', '00000000'].join('') +
        'dev/console\0\0\0',
    );
  });
  test.each([
    ['is no archive', Buffer.from('not cpio'), 'cpio: byte 0: expected 070701, found "not cp"'],
    [
      'ends within a file',
      archive([{ path: 'a', mode: TYPE.file, data: () => Buffer.alloc(100) }]).subarray(0, 150),
      'cpio: byte 0: the archive ends within this file',
    ],
    ['has no trailer', archive([]).subarray(0, 0), 'cpio: byte 0: expected 070701, found ""'],
  ])('that %s is refused', (_, bytes, message) => {
    expect(() => readCpio(bytes)).toThrow(new RangeError(message));
  });
});

const busybox = findTool('busybox');
test.skipIf(busybox === undefined)('is unpacked by another program', () => {
  const tree = new Tree().file('/a/b/run', 'hello', true).link('/a/link', 'b/run').directory('/empty/folder');
  execFileSync(busybox!, ['cpio', '-id'], {
    cwd: directory,
    input: archive(tree.entries),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  expect(readFileSync(join(directory, 'a/b/run'), 'utf8')).toBe('hello');
  expect(statSync(join(directory, 'a/b/run')).mode & 0o777).toBe(0o755);
  expect(readlinkSync(join(directory, 'a/link'))).toBe('b/run');
  expect(statSync(join(directory, 'empty/folder')).isDirectory()).toBe(true);
});

test.skipIf(busybox === undefined)('of another program is read', () => {
  const packed = execFileSync(busybox!, ['cpio', '-o', '-H', 'newc'], {
    input: 'package.json\n',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [entry] = readCpio(packed);
  expect([entry!.path, entry!.data!().equals(readFileSync('package.json'))]).toEqual(['package.json', true]);
});

test('a tree has each folder once, ahead of what is in it', () => {
  const tree = new Tree().file('/a/b/c', '').file('/a/d', '').directory('/a/b');
  expect(tree.entries.map(({ path }) => path)).toEqual(['a', 'a/b', 'a/b/c', 'a/d']);
});

import { describe, expect, test } from 'vitest';
import { parseCall } from '../../observe/strace/grammar.ts';

const read = (text: string) => {
  const call = parseCall(text);
  if ('at' in call) throw new Error(`wrong at ${call.at}: expected ${call.expected}`);
  return call;
};
const first = (text: string) => read(`(${text}) = 0`).args[0];

describe('a value of strace is read', () => {
  test.each([
    ['7', { is: 'number', number: 7 }],
    ['-1', { is: 'number', number: -1 }],
    ['0755', { is: 'number', number: 0o755 }],
    ['0x2e /* BPF_??? */', { is: 'number', number: 46 }],
    ['3</sys/fs/cgroup/a>', { is: 'number', number: 3, path: '/sys/fs/cgroup/a' }],
    ['0</dev/null<char 1:3>>', { is: 'number', number: 0, path: '/dev/null<char 1:3>' }],
    ['4<TCP:[1.1.1.1:1->2.2.2.2:2]>', { is: 'number', number: 4, path: 'TCP:[1.1.1.1:1->2.2.2.2:2]' }],
    ['4</cg/a>(deleted)', { is: 'number', number: 4, path: '/cg/a(deleted)' }],
    ['AT_FDCWD</tmp>', { is: 'name', name: 'AT_FDCWD', path: '/tmp' }],
    ['"a\\"\\x41\\0"', { is: 'text', text: 'a"A\0', cut: false }],
    ['"abc"...', { is: 'text', text: 'abc', cut: true }],
    ['64 => 2', { is: 'change', before: { is: 'number', number: 64 }, after: { is: 'number', number: 2 } }],
    ['[1, 2]', { is: 'list', of: [1, 2].map((number) => ({ is: 'number', number })) }],
    ['{a=1, ...}', { is: 'struct', fields: { a: { is: 'number', number: 1 } }, hidden: true }],
    ['f("lo")', { is: 'call', name: 'f', args: [{ is: 'text', text: 'lo', cut: false }] }],
  ])('%s', (text, value) => {
    expect(first(text)).toEqual(value);
  });
  test('flags, in names and numbers', () => {
    expect(first('BPF_F_ALLOW_MULTI|0x40')).toEqual({
      is: 'bits',
      of: [
        { is: 'name', name: 'BPF_F_ALLOW_MULTI' },
        { is: 'number', number: 64 },
      ],
    });
  });
});

describe('a result is read', () => {
  test.each([
    ['0', { is: 'number', number: 0 }],
    ['3<anon_inode:bpf-prog>', { is: 'number', number: 3, path: 'anon_inode:bpf-prog' }],
    ['0 <0.000031>', { is: 'number', number: 0 }],
    ['-1 EEXIST (File exists)', { is: 'errno', errno: 'EEXIST' }],
    ['-1 EEXIST (File exists) <0.000031>', { is: 'errno', errno: 'EEXIST' }],
    ['0x1 (flags O_RDONLY|O_CLOEXEC)', { is: 'number', number: 1 }],
    ['?', { is: 'unknown' }],
  ])('%s', (text, returned) => {
    expect(read(`(1) = ${text}`).returned).toEqual(returned);
  });
});

test('what is cut off is located', () => {
  expect(parseCall('(3, {a=1')).toEqual({ at: 8, expected: expect.stringContaining('"}"') });
  expect(parseCall('(3)')).toEqual({ at: 3, expected: '"="' });
});

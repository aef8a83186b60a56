import { endianness } from 'node:os';
import { describe, expect, test } from 'vitest';
import { errnoName, errnoNumber, must, outcomeOf } from '../../kernel/errno.ts';
import { saying } from '../../kernel/instructions.ts';
import * as layouts from '../../kernel/layout.ts';
import { encode, type Layout } from '../../kernel/layout.ts';
import { attribute, attributesIn, ifinfomsg, message as messageOf, parseAnswer } from '../../kernel/netlink-message.ts';
import { ERRNOS } from '../../spec/vocabulary/outcome.ts';

const LITTLE = endianness() === 'LE';

/** Fields as hex words of their size, most significant digit first, put down in the byte order of this host. */
function words(text: string): string {
  const bytes = text.split(/\s+/).map((word) => Buffer.from(word, 'hex'));
  return Buffer.concat(LITTLE ? bytes.map((word) => word.reverse()) : bytes).toString('hex');
}

const CASES: readonly [layout: Layout, command: number, bytes: string][] = [
  [layouts.MAP_CREATE, 0, '00000001 00000002 00000003 00000004 00000005'],
  [
    layouts.PROG_LOAD,
    5,
    `00000001 00000002 0000000000000003 0000000000000004 00000005 00000006 0000000000000007 00000008 00000009
     0000000000000000 0000000000000000 0000000a 0000000b 0000000c 0000000d 000000000000000e 0000000f
     00000000 0000000000000000 00000000 00000010 00000011`,
  ],
  [layouts.BTF_LOAD, 18, '0000000000000001 0000000000000000 00000002'],
  [
    layouts.PROG_TEST_RUN,
    10,
    '00000001 00000002 00000003 00000004 0000000000000005 0000000000000000 00000006 00000007',
  ],
  [layouts.OBJ_PIN, 6, '0000000000000001 00000002 00000003 00000004'],
  [layouts.OBJ_GET, 7, '0000000000000001 00000002 00000003 00000004'],
  [layouts.TRACING_LINK_CREATE, 28, '00000001 00000002 00000003 00000004 00000005'],
  [layouts.RAW_TRACEPOINT_OPEN, 17, '0000000000000001 00000002'],
  [layouts.PROG_GET_NEXT_ID, 11, '00000001 00000002'],
  [layouts.LINK_GET_NEXT_ID, 31, '00000001 00000002'],
  [layouts.MAP_DELETE, 3, '00000001 00000000 0000000000000002'],
  [layouts.PROG_ATTACH, 8, '00000001 00000002 00000003 00000004 00000005 00000006 0000000000000007'],
  [layouts.PROG_DETACH, 9, '00000001 00000002 00000003 00000004 00000005 00000006 0000000000000007'],
  [layouts.OBJ_GET_INFO_BY_FD, 15, '00000001 00000002 0000000000000003'],
  [
    layouts.PROG_QUERY,
    16,
    `00000001 00000002 00000003 00000004 0000000000000005 00000006 00000000 0000000000000007 0000000000000008
     0000000000000009 000000000000000a`,
  ],
  [layouts.LINK_CREATE, 28, '00000001 00000002 00000003 00000004 00000005 00000000 0000000000000006'],
  [layouts.LINK_UPDATE, 29, '00000001 00000002 00000003 00000004'],
  [layouts.PROG_GET_FD_BY_ID, 13, '00000001'],
  [layouts.LINK_GET_FD_BY_ID, 30, '00000001'],
  [layouts.LINK_DETACH, 34, '00000001'],
  [layouts.MAP_LOOKUP, 1, '00000001 00000000 0000000000000002 0000000000000003 0000000000000004'],
  [layouts.MAP_UPDATE, 2, '00000001 00000000 0000000000000002 0000000000000003 0000000000000004'],
];

describe('bpf_attr', () => {
  test.each(CASES)('$title: every field, numbered in order, is where the kernel reads it', (layout, command, bytes) => {
    const values = Object.fromEntries(Object.keys(layout.fields).map((name, index) => [name, index + 1]));
    expect(layout.command).toBe(command);
    expect(encode(layout, values).toString('hex')).toBe(words(bytes));
  });

  test('every layout is among the cases', () => {
    const all = Object.values(layouts).filter((value) => typeof value === 'object' && 'command' in value);
    expect(CASES.map(([layout]) => layout)).toEqual(expect.arrayContaining(all));
  });

  test.each(CASES)('$title: fields do not overlap and end within its size', ({ fields, size }) => {
    let end = 0;
    for (const field of Object.values(fields)) {
      expect(field.at).toBeGreaterThanOrEqual(end);
      expect(field.at % field.size).toBe(0);
      end = field.at + field.size;
    }
    expect(end).toBe(size);
  });

  test('a field without value is zero', () => {
    expect(encode(layouts.PROG_ATTACH, {})).toEqual(Buffer.alloc(32));
  });

  test('the greatest value of each size fits', () => {
    const bytes = encode(layouts.LINK_CREATE, { flags: 0xffffffff, expected_revision: 2n ** 64n - 1n });
    expect(bytes.toString('hex')).toBe(`${'00'.repeat(12)}ffffffff${'00'.repeat(8)}ffffffffffffffff`);
  });

  test('a field that the layout does not have is refused, with the fields there are', () => {
    const values = { link_fd: 3, flags: 1 } as { link_fd: number };
    expect(() => encode(layouts.LINK_DETACH, values)).toThrow('LINK_DETACH has no field flags; its fields are link_fd');
  });

  test.each([2 ** 32, -1, 1.5, Number.NaN, 2n ** 32n, -1n])('%s does not fit a field of 32 bits', (value) => {
    expect(() => encode(layouts.LINK_DETACH, { link_fd: value })).toThrow(
      `LINK_DETACH.link_fd: expected an unsigned integer of 32 bits, found ${value}`,
    );
  });

  test.each([2 ** 53, -1, 2n ** 64n])('%s does not fit a field of 64 bits', (value) => {
    expect(() => encode(layouts.PROG_ATTACH, { expected_revision: value })).toThrow('an unsigned integer of 64 bits');
  });
});

describe('instructions', () => {
  test('a program puts its verdict into r0 and exits', () => {
    expect(saying(1).toString('hex')).toBe(`b7000000${words('00000001')}9500000000000000`);
    expect(saying(-1).toString('hex')).toBe('b7000000ffffffff9500000000000000');
  });
});

describe('netlink', () => {
  /** An answer with a header of 16 bytes: length, type, flags, sequence number, port. */
  const answer = (type: string, sequence: string, payload: string) => {
    const hex = words('00000014') + words(`${type} 0000 ${sequence} 00000000 ${payload}`);
    return Buffer.from(hex, 'hex');
  };

  test('an attribute is padded to four bytes, its length is not', () => {
    expect(attribute(3, Buffer.from('abc')).toString('hex')).toBe(`${words('0007 0003')}61626300`);
  });

  test('attributes are told apart by type, whether they hold others or not', () => {
    const both = Buffer.concat([attribute(3, Buffer.from('abc')), attribute(0x802b, Buffer.from('d'))]);
    expect([...attributesIn(both)]).toEqual([
      [3, Buffer.from('abc')],
      [43, Buffer.from('d')],
    ]);
    expect(() => attributesIn(Buffer.alloc(4))).toThrow('an attribute that is cut short');
  });

  test('a link message has a header, the interface index, and its attributes', () => {
    const message = messageOf(17, 5, 9, Buffer.concat([ifinfomsg(7), Buffer.from('ffff', 'hex')]));
    const header = words('00000022 0011 0005 00000009 00000000');
    expect(message.toString('hex')).toBe(`${header}${words('00000000 00000007 00000000 00000000')}ffff`);
  });

  test('error 0 is an acknowledgement, another is a negated errno', () => {
    expect(parseAnswer(answer('0002', '00000009', '00000000'), 9)).toBe(0);
    expect(parseAnswer(answer('0002', '00000009', 'ffffffed'), 9)).toBe('ENODEV');
  });

  test('an answer to another request, of another type, or cut short is an error', () => {
    expect(() => parseAnswer(answer('0002', '00000008', '00000000'), 9)).toThrow('answer 8 where 9 was expected');
    expect(() => parseAnswer(answer('0003', '00000009', '00000000'), 9)).toThrow('an answer of type 3');
    expect(() => parseAnswer(Buffer.alloc(8), 9)).toThrow('a short answer');
  });
});

describe('errno', () => {
  test('numbers have names, also those the kernel keeps to itself', () => {
    expect([116, 67, 95, 34, 77].map(errnoName)).toEqual(['ESTALE', 'ENOLINK', 'EOPNOTSUPP', 'ERANGE', 'EBADFD']);
    expect(errnoName(524)).toBe('errno 524');
  });

  test('each that the vocabulary lists has a number, and that number its name', () => {
    for (const errno of ERRNOS) expect(errnoName(errnoNumber(errno))).toBe(errno);
    expect(() => errnoNumber('ENOSUCH')).toThrow('ENOSUCH is no errno of this host');
  });

  test('a result is an outcome, or an error that names the errno', () => {
    expect(outcomeOf('prog_attach', 0)).toBe('ok');
    expect(outcomeOf('prog_attach', 'ESTALE')).toBe('ESTALE');
    expect(() => outcomeOf('prog_attach', 'errno 524')).toThrow(
      'prog_attach failed with errno 524, which is no outcome',
    );
    expect(() => must('close', 'EBADF')).toThrow('close failed with EBADF');
  });
});

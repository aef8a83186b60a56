import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpioParts } from '../../vm/cpio.ts';
import { GuestReader } from '../../vm/guest-reader.ts';
import { Tree } from '../../vm/tree.ts';

const results = (code: number, files: Readonly<Record<string, string>>): Buffer => {
  const tree = new Tree();
  for (const [path, content] of Object.entries(files)) tree.file(path, content);
  const archive = gzipSync(Buffer.concat([...cpioParts(tree.entries)]));
  const digest = createHash('sha256').update(archive).digest('hex');
  return Buffer.concat([Buffer.from(`R ${code} ${archive.length} ${digest}\n`), archive]);
};

function reading(...chunks: readonly Buffer[]) {
  const heard: string[] = [];
  const reader = new GuestReader({
    began: (release) => heard.push(`began ${release}`),
    said: (line) => heard.push(`said ${line}`),
    timedOut: () => heard.push('timed out'),
  });
  for (const chunk of chunks) reader.push(chunk);
  return { heard, reader };
}

const WHOLE = Buffer.concat([
  Buffer.from('B 6.12.43\nE first line\nE \nE   ünder\nT\n'),
  results(1, { 'mprog-vm/stdout': 'R 0 1\nout', 'tmp/x/trace.json': '{}' }),
]);

describe('what a guest says on its serial port', () => {
  test('is understood in whatever pieces it comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(WHOLE.length), { maxLength: 12 }), (cuts) => {
        const ends = [0, ...cuts.toSorted((a, b) => a - b), WHOLE.length];
        const chunks = ends.slice(1).map((end, index) => WHOLE.subarray(ends[index], end));
        const { heard, reader } = reading(...chunks);
        expect(heard).toEqual(['began 6.12.43', 'said first line', 'said ', 'said   ünder', 'timed out']);
        expect(reader.result).toEqual({
          code: 1,
          stdout: Buffer.from('R 0 1\nout'),
          files: new Map([['/tmp/x/trace.json', Buffer.from('{}')]]),
        });
      }),
    );
  });
  test('is no result before all of it is there', () => {
    for (const missing of [1, 20, 100]) expect(reading(WHOLE.subarray(0, -missing)).reader.result).toBeUndefined();
  });
  test('is a failure where the results were damaged on the way', () => {
    const damaged = Buffer.from(WHOLE);
    damaged[damaged.length - 12]! ^= 1;
    const { reader } = reading(damaged);
    expect([reader.result, reader.failure]).toEqual([undefined, expect.stringMatching(/digest differs/)]);
  });
  test('is a failure where the script says so', () => {
    expect(reading(Buffer.from('B 6.1\nF no folder\n')).reader.failure).toBe('no folder');
  });
  test.each(['hello', 'R 0', 'R 0 12 abc', 'X', 'B', '[   1.0] a kernel message'])(
    'is a failure where it is %j',
    (line) => {
      expect(reading(Buffer.from(`${line}\n`)).reader.failure).toBe(
        `expected a line of the guest's script on its second serial port, found ${JSON.stringify(line)}`,
      );
    },
  );
});

import { describe, expect, test } from 'vitest';
import { type Request, type RequestInput, request } from '../../spec/families/slots/vocabulary/index.ts';
import { describeObservation, describeRequest } from '../../spec/families/slots/words.ts';

const a = { is: 'prog', name: 'A' } as const;
const b = { is: 'prog', name: 'B' } as const;
const hook = 'ingress';

describe('a request is said as a person would say it', () => {
  test.each<[RequestInput, string]>([
    [{ op: 'prog_attach', hook, prog: a }, 'attach A'],
    [{ op: 'prog_attach', hook, prog: b, flags: ['REPLACE', 'AFTER'], replace: a }, 'attach B  REPLACE A  AFTER none'],
    [
      {
        op: 'prog_attach',
        hook,
        prog: a,
        flags: ['BEFORE'],
        relative: { is: 'link', name: 'L1', by: 'id' },
        revision: 'current',
      },
      'attach A  BEFORE link L1 (by id)  expecting the current revision',
    ],
    [
      { op: 'prog_attach', hook, prog: a, relative: { ...b, by: 'id' }, flags: ['UNKNOWN'] },
      'attach A  relative B (by id)  with an unknown flag',
    ],
    [{ op: 'prog_attach', hook, prog: a, replace: b }, 'attach A  (replace_bpf_fd B)'],
    [
      { op: 'prog_attach', hook, prog: { is: 'closed-fd' }, relative: { is: 'zero', as: 'link', by: 'id' } },
      'attach <closed fd>  relative <0 with LINK and ID>',
    ],
    [{ op: 'prog_detach', hook, prog: a, replace: b }, 'detach A  (replace_bpf_fd B)'],
    [{ op: 'prog_detach', hook, flags: ['REPLACE'], replace: b }, 'detach (no subject)  REPLACE  (replace_bpf_fd B)'],
    [{ op: 'prog_detach', hook, revision: 'stale' }, 'detach (no subject)  expecting a stale revision'],
    [
      { op: 'prog_detach', hook, prog: a, flags: ['AFTER'], relative: { is: 'unknown-id', as: 'link' } },
      'detach A  AFTER <unknown link id>',
    ],
    [
      { op: 'link_create', hook, link: 'L1', prog: a, flags: ['AFTER'], relative: { ...b, by: 'fd' } },
      'create link L1 of A  AFTER B',
    ],
    [
      { op: 'link_update', link: { is: 'link', name: 'L1' }, prog: b, old: a, flags: ['REPLACE'] },
      'update link L1 to B  expecting A',
    ],
    [
      { op: 'link_update', link: { is: 'wrong-kind-fd' }, prog: b, old: a, flags: ['BEFORE'] },
      'update link <fd of no link> to B  (old program A without REPLACE)  with flag BEFORE',
    ],
    [{ op: 'link_detach', link: { is: 'link', name: 'L1' } }, 'detach link L1'],
    [{ op: 'link_close', link: 'L1' }, 'close link L1'],
    [{ op: 'prog_close', prog: 'A' }, 'close program A'],
    [{ op: 'prog_query', hook, buffer: 2 }, 'query, room for 2'],
    [
      { op: 'prog_query', hook, buffer: 'none', queryFlags: 'EFFECTIVE', attachFlags: true },
      'query, without a buffer  with query flag EFFECTIVE  with attach flags',
    ],
    [{ op: 'device_remove', device: 'dev' }, 'remove device dev'],
  ])('%j', (input, said) => {
    expect(describeRequest(request(input))).toBe(said);
  });
  test('with its hook where there are several', () => {
    expect(describeRequest(request({ op: 'prog_attach', hook, prog: a }), 'several')).toBe('attach A  at ingress');
  });
});

/** One request with every field at its default, and for each field every other kind of value it takes. */
const noProgs = [{ is: 'closed-fd' }, { is: 'wrong-kind-fd' }] as const;
const l1 = { is: 'link', name: 'L1' } as const;
const ALTERNATIVES: Readonly<Record<string, readonly unknown[]>> = {
  prog: [a, b, ...noProgs],
  replace: [{ is: 'none' }, a, b, ...noProgs],
  old: [{ is: 'none' }, a, b, ...noProgs],
  link: [l1, ...noProgs],
  relative: [
    { is: 'none' },
    ...(['fd', 'id'] as const).flatMap((by) => [
      { ...b, by },
      { ...l1, by },
      { is: 'zero', as: 'link', by },
    ]),
    { is: 'zero', as: 'prog', by: 'id' },
    ...(['prog', 'link'] as const).flatMap((as) =>
      ['closed-fd', 'wrong-kind-fd', 'unknown-id'].map((is) => ({ is, as })),
    ),
  ],
  flags: Array.from({ length: 16 }, (_, bits) =>
    ['REPLACE', 'BEFORE', 'AFTER', 'UNKNOWN'].filter((_flag, bit) => bits & (1 << bit)),
  ),
  revision: ['none', 'current', 'stale'],
  buffer: ['none', 0, 1, 64],
  queryFlags: ['none', 'EFFECTIVE', 'UNKNOWN'],
  attachFlags: [false, true],
};

function* every(fields: readonly string[], fixed: object): Generator<object> {
  const [field, ...rest] = fields;
  if (field === undefined) yield fixed;
  else for (const value of ALTERNATIVES[field]!) yield* every(rest, { ...fixed, [field]: value });
}

describe('every field shows: requests that differ are said differently', () => {
  test.each<[string, object, string[]]>([
    ['prog_attach', { hook }, ['prog', 'replace', 'relative', 'flags', 'revision']],
    ['prog_detach', { hook, prog: { is: 'none' } }, ['replace', 'relative', 'flags', 'revision']],
    ['prog_detach', { hook }, ['prog', 'replace', 'relative', 'flags', 'revision']],
    ['link_create', { hook, link: 'L1' }, ['prog', 'relative', 'flags', 'revision']],
    ['link_update', {}, ['link', 'prog', 'old', 'flags']],
    ['link_detach', {}, ['link']],
    ['prog_query', { hook }, ['buffer', 'queryFlags', 'attachFlags']],
  ])('%s %j', (op, fixed, fields) => {
    const requests = [...every(fields, { op, ...fixed })];
    const said = new Map<string, object>();
    for (const each of requests) {
      const text = describeRequest(each as Request);
      expect([text, said.get(text)]).toEqual([text, undefined]);
      said.set(text, each);
    }
    expect(said.size).toBe(requests.length);
  });
});

describe('a list is said', () => {
  const slots = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ prog: `F${index + 1}`, link: 'none' }));
  test.each([
    [{ is: 'nothing' }, '(nothing)'],
    [{ is: 'list', revision: 1, count: 0, slots: [] }, '(empty) rev 1'],
    [
      {
        is: 'list',
        revision: 4,
        count: 2,
        slots: [
          { prog: 'A', link: 'none' },
          { prog: 'B', link: 'L1' },
        ],
      },
      'A B/L1 rev 4',
    ],
    [{ is: 'list', revision: 4, count: 3, slots: slots(2) }, 'F1 F2 of 3 rev 4'],
    [{ is: 'list', revision: 64, count: 63, slots: slots(63) }, 'F1 F2 F3 … F61 F62 F63 (63) rev 64'],
  ] as const)('%j', (seen, said) => {
    expect(describeObservation(seen)).toBe(said);
  });
});

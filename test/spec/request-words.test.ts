import { expect, test } from 'vitest';
import { type RequestInput, request } from '../../spec/families/slots/vocabulary/index.ts';
import { describePlainly } from '../../spec/families/slots/words.ts';

const prog = { is: 'prog', name: 'A' } as const;

test.each<[RequestInput, string]>([
  [{ op: 'prog_close', prog: 'A' }, 'prog close A'],
  [{ op: 'link_detach', link: { is: 'closed-fd' } }, 'link detach <closed fd>'],
  [{ op: 'prog_query', hook: 'ingress', buffer: 2, attachFlags: true }, 'prog query  attachFlags true  buffer 2'],
  [
    { op: 'prog_attach', hook: 'ingress', prog, flags: ['BEFORE'], relative: { is: 'link', name: 'L1', by: 'id' } },
    'prog attach A  flags BEFORE  relative link L1 (by id)',
  ],
])('an operation without words of its own is named with what is said: %j', (input, said) => {
  expect(describePlainly(request(input)).join('  ')).toBe(said);
});

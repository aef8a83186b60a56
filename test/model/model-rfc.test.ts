import { beforeEach, describe, expect, test } from 'vitest';
import { modelNamed } from '../../model/index.ts';
import { RFC_FAULTS } from '../../model/rfc/faults.ts';
import { type Request, request, type UniverseInput } from '../../spec/families/slots/vocabulary/index.ts';
import { fieldsRead } from '../support/fields-read.ts';
import { Steps } from '../support/steps.ts';

const small = {
  programs: { A: 'sched_cls', B: 'sched_cls', C: 'sched_cls', D: 'sched_cls', E: 'sched_cls', X: 'sk_lookup' },
  links: ['L1', 'L2'],
  foreignLinks: { N: 'X', M: 'E' },
  hooks: {
    ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' },
    egress: { kind: 'tcx', device: 'dev', direction: 'egress' },
  },
} satisfies UniverseInput;

let steps: Steps;
const start = (universe: UniverseInput = small) => {
  steps = new Steps(modelNamed('rfc-v2').create(), universe);
};
beforeEach(() => start());

const beside = (name: string, by: 'fd' | 'id' = 'fd') => ({ relative: { is: 'prog', name, by } });
const besideLink = (name: string, by: 'fd' | 'id' = 'fd') => ({ relative: { is: 'link', name, by } });
const flags = (...names: string[]) => ({ flags: names });
const CLOSED = { is: 'closed-fd' };
const WRONG = { is: 'wrong-kind-fd' };
/** Attaches each program, pinned as its sign says: `^` to the head, `$` to the tail. */
const put = (...slots: string[]) => {
  for (const slot of slots) {
    const pins = [...(slot.includes('^') ? ['FIRST'] : []), ...(slot.includes('$') ? ['LAST'] : [])];
    steps.attach(slot[0]!, flags(...pins));
  }
};

const REFUSED: [what: string, relative: object, outcome: string][] = [
  ['LINK with fd 0', { is: 'zero', as: 'link', by: 'fd' }, 'EINVAL'],
  ['LINK and ID with 0', { is: 'zero', as: 'link', by: 'id' }, 'ENOENT'],
  ['ID with 0', { is: 'zero', as: 'prog', by: 'id' }, 'ENOENT'],
  ['a closed fd', { is: 'closed-fd', as: 'prog' }, 'EBADF'],
  ['a closed fd as a link', { is: 'closed-fd', as: 'link' }, 'EBADF'],
  ['an fd that is no program', { is: 'wrong-kind-fd', as: 'prog' }, 'EINVAL'],
  ['an fd that is no link', { is: 'wrong-kind-fd', as: 'link' }, 'EINVAL'],
  ['an id that no program has', { is: 'unknown-id', as: 'prog' }, 'ENOENT'],
  ['an id that no link has', { is: 'unknown-id', as: 'link' }, 'ENOENT'],
  ['a link that is absent', { is: 'link', name: 'L1', by: 'fd' }, 'EBADF'],
  ['a program of another type', { is: 'prog', name: 'X', by: 'fd' }, 'EINVAL'],
  ['a link around a program of another type', { is: 'link', name: 'N', by: 'id' }, 'EINVAL'],
];

describe('resolving', () => {
  test.each(REFUSED)('%s is refused where a directive uses it', (_what, relative, outcome) => {
    put('A');
    for (const flag of ['REPLACE', 'BEFORE', 'AFTER']) {
      expect(steps.attach('B', { ...flags(flag), relative })).toBe(`${outcome} | A @2`);
      expect(steps.create('L1', 'B', { ...flags(flag), relative })).toBe(`${outcome} | A @2`);
      expect(steps.detach('A', { ...flags(flag), relative })).toBe(`${outcome} | A @2`);
    }
  });

  test.each([...REFUSED, ['a program of the list', beside('A').relative, ''] as const])(
    '%s is EINVAL without REPLACE, BEFORE and AFTER, pinned or not',
    (_what, relative) => {
      put('A');
      for (const flag of [[], ['FIRST'], ['LAST'], ['FIRST', 'LAST']]) {
        expect(steps.attach('B', { flags: flag, relative })).toBe('EINVAL | A @2');
        expect(steps.detach('A', { flags: flag, relative })).toBe('EINVAL | A @2');
      }
    },
  );

  test('a detach without subject compares no types', () => {
    put('A');
    expect(steps.detach('A', { ...flags('BEFORE'), ...beside('X') })).toBe('EINVAL | A @2');
    expect(steps.detach(undefined, { ...flags('BEFORE'), ...beside('X') })).toBe('ENOENT | A @2');
    expect(steps.detach(undefined, { ...flags('AFTER'), ...besideLink('N') })).toBe('ENOENT | A @2');
  });
});

describe('replace', () => {
  test('names what it replaces by the relative, keeps the place, counts, and lets go of the old program', () => {
    put('A', 'B');
    expect(steps.attach('C', { ...flags('REPLACE'), ...beside('A') })).toBe('ok | C B @4');
    expect(steps.attach('D', { ...flags('REPLACE'), ...beside('B', 'id') })).toBe('ok | C D @5');
    expect(steps.references('A', 'B', 'C', 'D')).toEqual([1, 1, 2, 2]);
  });

  test('takes neither BEFORE nor AFTER nor a link', () => {
    put('A');
    steps.create('L1', 'B');
    expect(steps.attach('C', { ...flags('REPLACE', 'BEFORE'), ...beside('A') })).toBe('EINVAL | A B/L1 @3');
    expect(steps.attach('C', { ...flags('REPLACE', 'AFTER'), ...beside('A') })).toBe('EINVAL | A B/L1 @3');
    expect(steps.attach('C', { ...flags('REPLACE'), ...besideLink('L1') })).toBe('EINVAL | A B/L1 @3');
  });

  test('by another program that is attached is EEXIST, ahead of a target that is not', () => {
    put('A', 'B');
    expect(steps.attach('B', { ...flags('REPLACE'), ...beside('A') })).toBe('EEXIST | A B @3');
    expect(steps.attach('B', { ...flags('REPLACE'), ...beside('C') })).toBe('EEXIST | A B @3');
    expect(steps.attach('B', flags('REPLACE'))).toBe('EEXIST | A B @3');
  });

  test('of a program that is not in the list, or of none, is ENOENT', () => {
    put('A');
    expect(steps.attach('B', { ...flags('REPLACE'), ...beside('C') })).toBe('ENOENT | A @2');
    expect(steps.attach('B', flags('REPLACE'))).toBe('ENOENT | A @2');
    expect(steps.detach('A')).toBe('ok | @1');
    expect(steps.attach('B', { ...flags('REPLACE'), ...beside('B') })).toBe('ENOENT | @1');
  });

  test('of a link’s slot is EBUSY, and so is every replacement by a new link', () => {
    steps.create('L1', 'A');
    put('B');
    expect(steps.attach('C', { ...flags('REPLACE'), ...beside('A') })).toBe('EBUSY | A/L1 B @3');
    expect(steps.attach('A', { ...flags('REPLACE'), ...beside('A') })).toBe('EBUSY | A/L1 B @3');
    expect(steps.create('L2', 'C', { ...flags('REPLACE'), ...beside('A') })).toBe('EBUSY | A/L1 B @3');
    expect(steps.create('L2', 'C', { ...flags('REPLACE'), ...beside('B') })).toBe('EBUSY | A/L1 B @3');
    expect(steps.create('L2', 'C', { ...flags('REPLACE'), ...beside('D') })).toBe('ENOENT | A/L1 B @3');
  });

  test('pins the first slot to the head and the last to the tail, and no other: EACCES', () => {
    put('A', 'B', 'C');
    expect(steps.attach('D', { ...flags('REPLACE', 'FIRST'), ...beside('B') })).toBe('EACCES | A B C @4');
    expect(steps.attach('D', { ...flags('REPLACE', 'LAST'), ...beside('B') })).toBe('EACCES | A B C @4');
    expect(steps.attach('D', { ...flags('REPLACE', 'FIRST', 'LAST'), ...beside('A') })).toBe('EACCES | A B C @4');
    expect(steps.attach('D', { ...flags('REPLACE', 'FIRST'), ...beside('A') })).toBe('ok | D^ B C @5');
    expect(steps.attach('E', { ...flags('REPLACE', 'LAST'), ...beside('C') })).toBe('ok | D^ B E$ @6');
  });

  test('with the same flags keeps the pins, without them takes them away', () => {
    put('A^', 'B$');
    expect(steps.attach('C', { ...flags('REPLACE', 'FIRST'), ...beside('A') })).toBe('ok | C^ B$ @4');
    expect(steps.attach('D', { ...flags('REPLACE'), ...beside('C') })).toBe('ok | D B$ @5');
    expect(steps.attach('E', { ...flags('REPLACE'), ...beside('B') })).toBe('ok | D E @6');
  });

  test('of a program by itself changes the flags alone, and counts', () => {
    put('A', 'B');
    expect(steps.attach('A', { ...flags('REPLACE', 'FIRST'), ...beside('A') })).toBe('ok | A^ B @4');
    expect(steps.attach('A', { ...flags('REPLACE'), ...beside('A') })).toBe('ok | A B @5');
    expect(steps.references('A')).toEqual([2]);
  });

  test('works on a full list', () => {
    start({ ...small, capacity: 2 });
    put('A', 'B');
    expect(steps.attach('C', { ...flags('REPLACE', 'FIRST'), ...beside('A') })).toBe('ok | C^ B @4');
  });
});

describe('pin', () => {
  test('FIRST goes to the head and LAST to the tail', () => {
    put('A');
    expect(steps.attach('B', flags('FIRST'))).toBe('ok | B^ A @3');
    expect(steps.attach('C', flags('LAST'))).toBe('ok | B^ A C$ @4');
  });

  test('links are pinned as well', () => {
    put('A');
    expect(steps.create('L1', 'B', flags('LAST'))).toBe('ok | A B/L1$ @3');
    expect(steps.create('L2', 'C', flags('FIRST'))).toBe('ok | C/L2^ A B/L1$ @4');
  });

  test('an end that is taken is EBUSY, and a duplicate EEXIST ahead of that', () => {
    put('A^', 'B$');
    expect(steps.attach('C', flags('FIRST'))).toBe('EBUSY | A^ B$ @3');
    expect(steps.attach('C', flags('LAST'))).toBe('EBUSY | A^ B$ @3');
    expect(steps.attach('C', flags('FIRST', 'LAST', 'BEFORE'))).toBe('EBUSY | A^ B$ @3');
    expect(steps.attach('B', flags('FIRST', 'AFTER'))).toBe('EEXIST | A^ B$ @3');
  });

  test('FIRST does not go with AFTER, nor LAST with BEFORE, nor both with either', () => {
    put('A');
    expect(steps.attach('B', flags('FIRST', 'AFTER'))).toBe('EINVAL | A @2');
    expect(steps.attach('B', flags('LAST', 'BEFORE'))).toBe('EINVAL | A @2');
    expect(steps.attach('B', flags('FIRST', 'LAST', 'BEFORE'))).toBe('EINVAL | A @2');
    expect(steps.attach('B', flags('FIRST', 'LAST', 'AFTER'))).toBe('EINVAL | A @2');
  });

  test('FIRST and LAST together need an empty list, and nothing can be attached beside them', () => {
    expect(steps.attach('A', flags('FIRST', 'LAST'))).toBe('ok | A^$ @2');
    expect(steps.attach('B')).toBe('EBUSY | A^$ @2');
    expect(steps.attach('B', flags('FIRST'))).toBe('EBUSY | A^$ @2');
    expect(steps.attach('B', flags('LAST'))).toBe('EBUSY | A^$ @2');
    start();
    put('A');
    expect(steps.attach('B', flags('FIRST', 'LAST'))).toBe('EBUSY | A @2');
  });

  test('FIRST with BEFORE holds only if the first slot is the relative', () => {
    put('A', 'B');
    steps.create('L1', 'C', flags('BEFORE'));
    expect(steps.attach('D', { ...flags('FIRST', 'BEFORE'), ...beside('A') })).toBe('EBUSY | C/L1 A B @4');
    expect(steps.attach('D', { ...flags('FIRST', 'BEFORE'), ...besideLink('M') })).toBe('EBUSY | C/L1 A B @4');
    expect(steps.attach('D', flags('FIRST', 'BEFORE'))).toBe('EBUSY | C/L1 A B @4');
    expect(steps.attach('D', { ...flags('FIRST', 'BEFORE'), ...besideLink('L1') })).toBe('ok | D^ C/L1 A B @5');
  });

  test('FIRST with BEFORE and no relative holds on an empty list: both are empty', () => {
    expect(steps.attach('A', { ...flags('FIRST', 'BEFORE'), ...beside('B') })).toBe('EBUSY | @1');
    expect(steps.attach('A', flags('FIRST', 'BEFORE'))).toBe('ok | A^ @2');
  });

  test('LAST with AFTER holds only if the last slot is the relative, and never on an empty list', () => {
    expect(steps.attach('A', flags('LAST', 'AFTER'))).toBe('EBUSY | @1');
    expect(steps.attach('A', { ...flags('LAST', 'AFTER'), ...beside('B') })).toBe('EBUSY | @1');
    put('A', 'B');
    expect(steps.attach('C', { ...flags('LAST', 'AFTER'), ...beside('A') })).toBe('EBUSY | A B @3');
    expect(steps.attach('C', flags('LAST', 'AFTER'))).toBe('EBUSY | A B @3');
    expect(steps.attach('C', { ...flags('LAST', 'AFTER'), ...beside('B') })).toBe('ok | A B C$ @4');
  });

  test('a full list is ENOSPC, behind every other refusal', () => {
    start({ ...small, capacity: 2 });
    put('A', 'B');
    expect(steps.attach('C', flags('FIRST'))).toBe('ENOSPC | A B @3');
    expect(steps.attach('C', flags('LAST'))).toBe('ENOSPC | A B @3');
    expect(steps.attach('C', { ...flags('FIRST', 'BEFORE'), ...beside('B') })).toBe('EBUSY | A B @3');
    expect(steps.attach('C', { ...flags('LAST', 'AFTER'), ...beside('A') })).toBe('EBUSY | A B @3');
    expect(steps.attach('C', flags('FIRST', 'LAST'))).toBe('EBUSY | A B @3');
  });
});

describe('add', () => {
  test('no directive appends, but in front of a last slot that is pinned', () => {
    put('A', 'B$');
    expect(steps.attach('C')).toBe('ok | A C B$ @4');
    expect(steps.create('L1', 'D')).toBe('ok | A C D/L1 B$ @5');
  });

  test('BEFORE and AFTER go right beside the relative, a program or a link', () => {
    put('A', 'B');
    expect(steps.attach('C', { ...flags('BEFORE'), ...beside('B') })).toBe('ok | A C B @4');
    expect(steps.create('L1', 'D', { ...flags('AFTER'), ...beside('A', 'id') })).toBe('ok | A D/L1 C B @5');
    expect(steps.attach('E', { ...flags('AFTER'), ...besideLink('L1') })).toBe('ok | A D/L1 E C B @6');
  });

  test('without a relative BEFORE goes behind the pinned head, AFTER in front of the pinned tail', () => {
    put('A^', 'B', 'C$');
    expect(steps.attach('D', flags('BEFORE'))).toBe('ok | A^ D B C$ @5');
    expect(steps.attach('E', flags('AFTER'))).toBe('ok | A^ D B E C$ @6');
    expect(steps.references('A', 'B', 'C', 'D', 'E')).toEqual([2, 2, 2, 2, 3]);
  });

  test('a directive without relative is dropped where it finds no slot to stand beside', () => {
    expect(steps.attach('A', flags('AFTER'))).toBe('ok | A @2');
    start();
    put('A^');
    expect(steps.attach('B', flags('BEFORE'))).toBe('ok | A^ B @3');
    start();
    put('A$');
    expect(steps.attach('B', flags('AFTER'))).toBe('ok | B A$ @3');
    start();
    put('A^$');
    expect(steps.attach('B', flags('BEFORE'))).toBe('EBUSY | A^$ @2');
    expect(steps.attach('B', flags('AFTER'))).toBe('EBUSY | A^$ @2');
  });

  test('BEFORE the pinned head and AFTER the pinned tail are EBUSY; the other sides are free', () => {
    put('A^', 'B$');
    expect(steps.attach('C', { ...flags('BEFORE'), ...beside('A') })).toBe('EBUSY | A^ B$ @3');
    expect(steps.attach('C', { ...flags('AFTER'), ...beside('B') })).toBe('EBUSY | A^ B$ @3');
    expect(steps.attach('C', { ...flags('AFTER'), ...beside('A') })).toBe('ok | A^ C B$ @4');
    expect(steps.attach('D', { ...flags('BEFORE'), ...beside('B') })).toBe('ok | A^ C D B$ @5');
  });

  test('a relative that is not in the list is ENOENT, its link included', () => {
    expect(steps.attach('A', { ...flags('BEFORE'), ...beside('B') })).toBe('ENOENT | @1');
    put('A', 'E');
    expect(steps.attach('C', { ...flags('BEFORE'), ...beside('B') })).toBe('ENOENT | A E @3');
    expect(steps.attach('C', { ...flags('AFTER'), ...besideLink('M') })).toBe('ENOENT | A E @3');
    expect(steps.create('L1', 'C', { ...flags('AFTER'), ...beside('B') })).toBe('ENOENT | A E @3');
  });

  test('the walk for a relative that is absent ends at a slot pinned to both ends: EBUSY ahead of ENOENT', () => {
    put('A^$');
    expect(steps.attach('B', { ...flags('BEFORE'), ...beside('C') })).toBe('EBUSY | A^$ @2');
    expect(steps.attach('B', { ...flags('AFTER'), ...beside('C') })).toBe('EBUSY | A^$ @2');
  });

  test('is refused in the order full, both directives, duplicate, relative', () => {
    start({ ...small, capacity: 2 });
    put('A');
    const both = { ...flags('BEFORE', 'AFTER'), ...beside('C') };
    expect(steps.attach('A', both)).toBe('EINVAL | A @2');
    expect(steps.attach('A', { ...both, ...flags('AFTER') })).toBe('EEXIST | A @2');
    put('B');
    expect(steps.attach('A', both)).toBe('ENOSPC | A B @3');
  });
});

describe('detach', () => {
  test('removes the subject and drops the reference of its slot', () => {
    put('A', 'B');
    expect(steps.detach('A')).toBe('ok | B @4');
    expect(steps.references('A', 'B')).toEqual([1, 2]);
  });

  test('a subject that is not in the list, and no subject at all, are ENOENT', () => {
    put('A');
    expect(steps.detach('B')).toBe('ENOENT | A @2');
    expect(steps.detach(undefined)).toBe('ENOENT | A @2');
  });

  test('REPLACE is EINVAL, once its object is resolved', () => {
    put('A');
    expect(steps.detach('A', flags('REPLACE'))).toBe('EINVAL | A @2');
    expect(steps.detach('A', { ...flags('REPLACE'), relative: { is: 'closed-fd', as: 'prog' } })).toBe('EBADF | A @2');
  });

  test('FIRST and LAST mean the slots at the ends, pinned or not, which a subject must be', () => {
    put('A', 'B', 'C$');
    expect(steps.detach('B', flags('FIRST'))).toBe('ENOENT | A B C$ @4');
    expect(steps.detach('A', flags('LAST'))).toBe('ENOENT | A B C$ @4');
    expect(steps.detach(undefined, flags('FIRST', 'LAST'))).toBe('ENOENT | A B C$ @4');
    expect(steps.detach('A', flags('FIRST'))).toBe('ok | B C$ @5');
    expect(steps.detach(undefined, flags('LAST'))).toBe('ok | B @6');
    expect(steps.detach(undefined, flags('FIRST', 'LAST'))).toBe('ok | @1');
  });

  test('BEFORE and AFTER without relative mean the slots beside the pinned ends', () => {
    put('A^', 'B', 'C', 'D$');
    expect(steps.detach(undefined, flags('BEFORE'))).toBe('ok | A^ C D$ @6');
    expect(steps.detach(undefined, flags('AFTER'))).toBe('ok | A^ D$ @7');
    expect(steps.detach(undefined, flags('BEFORE'))).toBe('ok | A^ @8');
    expect(steps.detach(undefined, flags('BEFORE'))).toBe('ENOENT | A^ @8');
    expect(steps.detach(undefined, flags('AFTER'))).toBe('ok | @1');
  });

  test('without relative, of BEFORE and AFTER the latter decides', () => {
    put('A', 'B', 'C');
    expect(steps.detach(undefined, flags('BEFORE', 'AFTER'))).toBe('ok | A B @5');
    start();
    put('A$');
    expect(steps.detach(undefined, flags('BEFORE', 'AFTER'))).toBe('ENOENT | A$ @2');
  });

  test('BEFORE and AFTER without relative do not go with a subject, nor with FIRST or LAST', () => {
    put('A', 'B');
    expect(steps.detach('A', flags('BEFORE'))).toBe('EINVAL | A B @3');
    expect(steps.detach('D', flags('AFTER'))).toBe('EINVAL | A B @3');
    expect(steps.detach(undefined, flags('FIRST', 'AFTER'))).toBe('EINVAL | A B @3');
    expect(steps.detach(undefined, flags('LAST', 'BEFORE'))).toBe('EINVAL | A B @3');
    expect(steps.detach('B', flags('FIRST', 'AFTER'))).toBe('ENOENT | A B @3');
  });

  test('with a relative they mean the slot beside it, which a subject must be', () => {
    put('A', 'B', 'C', 'D');
    expect(steps.detach('A', { ...flags('BEFORE'), ...beside('C') })).toBe('ENOENT | A B C D @5');
    expect(steps.detach('C', { ...flags('BEFORE'), ...beside('C') })).toBe('ENOENT | A B C D @5');
    expect(steps.detach(undefined, { ...flags('BEFORE'), ...beside('A') })).toBe('ENOENT | A B C D @5');
    expect(steps.detach(undefined, { ...flags('AFTER'), ...beside('D') })).toBe('ENOENT | A B C D @5');
    expect(steps.detach('D', { ...flags('AFTER'), ...beside('D') })).toBe('ENOENT | A B C D @5');
    expect(steps.detach('A', { ...flags('BEFORE'), ...beside('E') })).toBe('ENOENT | A B C D @5');
    expect(steps.detach('B', { ...flags('BEFORE'), ...beside('C') })).toBe('ok | A C D @6');
    expect(steps.detach(undefined, { ...flags('AFTER'), ...beside('A') })).toBe('ok | A D @7');
  });

  test('with a relative BEFORE wins and AFTER is ignored; FIRST and LAST have to agree', () => {
    put('A', 'B', 'C');
    expect(steps.detach(undefined, { ...flags('FIRST', 'AFTER'), ...beside('B') })).toBe('ENOENT | A B C @4');
    expect(steps.detach(undefined, { ...flags('BEFORE', 'AFTER'), ...beside('B') })).toBe('ok | B C @5');
    expect(steps.detach(undefined, { ...flags('LAST', 'AFTER'), ...beside('B') })).toBe('ok | B @6');
  });

  test('a link’s slot is EBUSY, by name, by place and by end', () => {
    steps.create('L1', 'A', flags('FIRST'));
    put('B');
    expect(steps.detach('A')).toBe('EBUSY | A/L1^ B @3');
    expect(steps.detach(undefined, flags('FIRST'))).toBe('EBUSY | A/L1^ B @3');
    expect(steps.detach(undefined, { ...flags('BEFORE'), ...beside('B') })).toBe('EBUSY | A/L1^ B @3');
    expect(steps.detach(undefined, { ...flags('AFTER'), ...besideLink('L1') })).toBe('ok | A/L1^ @4');
  });

  test('is refused in the order flag, subject, device, empty, revision, relative', () => {
    put('A');
    const worst = { ...flags('REPLACE', 'AFTER'), revision: 'stale', relative: { is: 'closed-fd', as: 'prog' } };
    expect(steps.detach('A', { ...worst, ...flags('UNKNOWN'), prog: CLOSED })).toBe('EINVAL | A @2');
    expect(steps.detach('A', { ...worst, prog: CLOSED })).toBe('EBADF | A @2');
    expect(steps.detach('A', { ...worst, prog: WRONG })).toBe('EINVAL | A @2');
    expect(steps.detach('X', worst)).toBe('EINVAL | A @2');
    expect(steps.detach('A', { ...worst, hook: 'egress' })).toBe('ENOENT | A @2');
    expect(steps.detach('A', worst)).toBe('ESTALE | A @2');
    expect(steps.detach('A', { ...worst, revision: 'current' })).toBe('EBADF | A @2');
    steps.removeDevice();
    expect(steps.detach('A', worst)).toBe('ENODEV | nothing');
  });
});

describe('attach', () => {
  test('is refused in the order flag, subject, device, revision, relative', () => {
    put('A');
    const worst = { ...flags('REPLACE', 'AFTER'), revision: 'stale', relative: { is: 'unknown-id', as: 'prog' } };
    for (const flag of ['UNKNOWN', 'PREORDER', 'ALLOW_MULTI', 'ALLOW_OVERRIDE'])
      expect(steps.attach('A', { ...worst, ...flags(flag), prog: CLOSED })).toBe('EINVAL | A @2');
    expect(steps.attach('A', { ...worst, prog: CLOSED })).toBe('EBADF | A @2');
    expect(steps.attach('A', { ...worst, prog: WRONG })).toBe('EINVAL | A @2');
    expect(steps.attach('X', worst)).toBe('EINVAL | A @2');
    expect(steps.attach('A', worst)).toBe('ESTALE | A @2');
    expect(steps.attach('A', { ...worst, hook: 'egress' })).toBe('ESTALE | A @2');
    expect(steps.attach('A', { ...worst, revision: 'current' })).toBe('ENOENT | A @2');
    steps.removeDevice();
    expect(steps.attach('A', worst)).toBe('ENODEV | nothing');
  });

  test('a program is attached once to a hook, through a link or not', () => {
    steps.create('L1', 'A');
    expect(steps.attach('A')).toBe('EEXIST | A/L1 @2');
    expect(steps.create('L2', 'A')).toBe('EEXIST | A/L1 @2');
    expect(steps.attach('A', { hook: 'egress' })).toBe('ok | A/L1 @2');
    expect(steps.references('A')).toEqual([3]);
  });

  test('one that fails on an empty hook leaves no entry behind', () => {
    const untouched = steps.machine.key((name) => name);
    expect(steps.attach('A', { ...flags('BEFORE'), ...beside('B') })).toBe('ENOENT | @1');
    expect(steps.machine.key((name) => name)).toBe(untouched);
    expect(steps.detach(undefined, { revision: 'stale' })).toBe('ENOENT | @1');
  });
});

describe('links', () => {
  test('a create has no mask for its flags: an unknown one passes unnoticed', () => {
    put('A');
    expect(steps.create('L1', 'B', flags('UNKNOWN'))).toBe('ok | A B/L1 @3');
    expect(steps.create('L2', 'C', flags('UNKNOWN', 'FIRST'))).toBe('ok | C/L2^ A B/L1 @4');
  });

  test('a create looks at the program, then the device, then the rest, and leaves nothing where it fails', () => {
    const worst = { revision: 'stale', ...flags('BEFORE'), relative: { is: 'closed-fd', as: 'prog' } };
    expect(steps.create('L1', 'A', { ...worst, prog: CLOSED })).toBe('EBADF | @1');
    expect(steps.create('L1', 'A', { ...worst, prog: WRONG })).toBe('EINVAL | @1');
    expect(steps.create('L1', 'X', worst)).toBe('EINVAL | @1');
    expect(steps.create('L1', 'A', worst)).toBe('ESTALE | @1');
    expect(steps.create('L1', 'A', { ...worst, revision: 'current' })).toBe('EBADF | @1');
    expect([steps.references('A', 'L1'), steps.machine.linkState('L1')]).toEqual([[1, 0], 'absent']);
    steps.removeDevice();
    expect(steps.create('L1', 'A', worst)).toBe('ENODEV | nothing');
  });

  test('a detached link lives on, defunct, holding its program; detaching it again does nothing', () => {
    steps.create('L1', 'A', flags('FIRST'));
    put('B');
    expect(steps.detachLink('L1')).toBe('ok | B @4');
    expect([steps.references('A', 'L1'), steps.machine.linkState('L1')]).toEqual([[2, 1], 'defunct']);
    const before = steps.machine.save();
    expect(steps.detachLink('L1')).toBe('ok | B @4');
    expect(steps.machine.same(before)).toBe(true);
    expect(steps.attach('C', { ...flags('AFTER'), ...besideLink('L1') })).toBe('ENOENT | B @4');
  });

  test('closing a link takes it out of its slot and lets go of its program; its name can be used again', () => {
    steps.create('L1', 'A');
    expect(steps.closeLink('L1')).toBe('ok | @1');
    expect([steps.references('A', 'L1'), steps.machine.linkState('L1')]).toEqual([[1, 0], 'absent']);
    expect(steps.closeLink('L1')).toBe('EBADF | @1');
    expect(steps.detachLink('L1')).toBe('EBADF | @1');
    expect(steps.take({ op: 'link_detach', link: WRONG })).toBe('EINVAL | @1');
    expect(steps.create('L1', 'B')).toBe('ok | B/L1 @2');
  });

  test('a link outlives the fd of its program, and a program lives while a slot holds it', () => {
    steps.create('L1', 'A');
    put('B');
    expect(steps.close('A')).toBe('ok | A/L1 B @3');
    expect(steps.close('A')).toBe('EBADF | A/L1 B @3');
    expect(steps.close('B')).toBe('ok | A/L1 B @3');
    expect(steps.attach('C', { ...flags('BEFORE'), ...beside('B') })).toBe('EBADF | A/L1 B @3');
    expect(steps.attach('C', { ...flags('REPLACE'), ...beside('B', 'id') })).toBe('ok | A/L1 C @4');
    expect(steps.closeLink('L1')).toBe('ok | C @5');
    expect(steps.references('A', 'B')).toEqual([0, 0]);
  });

  test('an update is not part of the series yet', () => {
    steps.create('L1', 'A');
    expect(() => steps.update('L1', 'B')).toThrow(/link_update/);
  });

  test('a malformed script throws', () => {
    steps.create('L1', 'A');
    expect(() => steps.create('L1', 'B')).toThrow(/L1/);
    start();
    expect(() => steps.detachLink('N')).toThrow(/foreign link "N"/);
  });
});

describe('the revision', () => {
  test('starts over when the entry goes with its last slot', () => {
    put('A', 'B');
    expect(steps.detach('A')).toBe('ok | B @4');
    expect(steps.detach('B', { revision: 'current' })).toBe('ok | @1');
    expect(steps.attach('B', { revision: 'current' })).toBe('ok | B @2');
  });

  test('skips 0 where it wraps, because 0 means that none is expected', () => {
    start({ ...small, revision: 0xfffffffe });
    expect(steps.attach('A')).toBe('ok | A @4294967295');
    expect(steps.attach('B', { revision: 'current' })).toBe('ok | A B @1');
    expect(steps.attach('C', { revision: 'stale' })).toBe('ESTALE | A B @1');
    expect(steps.attach('C')).toBe('ok | A B C @2');
  });
});

describe('prog_query', () => {
  const [plainHead, plainTail] = [
    { prog: 'A', link: 'L1' },
    { prog: 'B', link: 'none' },
  ];
  const [head, tail] = [
    { ...plainHead, flags: ['FIRST'] },
    { ...plainTail, flags: ['LAST'] },
  ];
  beforeEach(() => {
    steps.create('L1', 'A', flags('FIRST'));
    put('B$');
  });

  test.each([
    [8, 'ok', [plainHead, plainTail], [head, tail]],
    [1, 'ENOSPC', [plainHead], [head]],
    [0, 'ok', [], []],
    ['none', 'ok', [], []],
  ])(
    'with a buffer of %s is %s, and tells the flags of the slots where it has room for them',
    (buffer, outcome, plain, full) => {
      const view = { is: 'list', revision: 3, count: 2 };
      expect(steps.query({ buffer })).toEqual({ outcome, view: { ...view, slots: plain } });
      expect(steps.query({ buffer, progAttachFlags: true })).toEqual({ outcome, view: { ...view, slots: full } });
    },
  );

  test('a look at a hook tells the flags always, and leaves them out where there are none', () => {
    put('C');
    const slots = [head, { prog: 'C', link: 'none' }, tail];
    expect(steps.machine.observe('ingress')).toStrictEqual({ is: 'list', revision: 4, count: 3, slots });
  });

  test('of a hook without entry shows an empty list', () => {
    const view = { is: 'list', revision: 1, count: 0, slots: [] };
    expect(steps.query({ hook: 'egress', buffer: 1, progAttachFlags: true })).toEqual({ outcome: 'ok', view });
  });

  test('is refused for an unknown query flag, then for the device, then for every other flag', () => {
    const refused = (outcome: string) => ({ outcome, view: { is: 'nothing' } });
    expect(steps.query({ queryFlags: 'EFFECTIVE' })).toEqual(refused('EINVAL'));
    expect(steps.query({ attachFlags: true })).toEqual(refused('EINVAL'));
    steps.removeDevice();
    expect(steps.query({ queryFlags: 'UNKNOWN' })).toEqual(refused('EINVAL'));
    expect(steps.query({ queryFlags: 'EFFECTIVE' })).toEqual(refused('ENODEV'));
  });
});

describe('device_remove', () => {
  test('takes every slot: direct programs are let go, links become defunct and hold on', () => {
    put('A^');
    steps.create('L1', 'B', flags('LAST'));
    expect(steps.removeDevice()).toBe('ok | nothing');
    expect([steps.references('A', 'B', 'L1'), steps.machine.linkState('L1')]).toEqual([[1, 2, 1], 'defunct']);
    expect(steps.removeDevice()).toBe('ENODEV | nothing');
    expect(steps.closeLink('L1')).toBe('ok | nothing');
    expect(steps.references('B')).toEqual([1]);
  });
});

describe('fields', () => {
  const read = (input: object) => fieldsRead(steps.machine, input);
  const onto = { op: 'prog_attach', hook: 'ingress', prog: { is: 'prog', name: 'A' } };

  test('each refusal leaves the fields behind it unread, and replace_bpf_fd does not exist', () => {
    expect(read({ ...onto, flags: ['UNKNOWN'] })).toEqual(['flags']);
    expect(read({ ...onto, prog: CLOSED })).toEqual(['flags', 'prog']);
    expect(read({ ...onto, revision: 'stale' })).toEqual(['flags', 'prog', 'hook', 'revision']);
    expect(read({ ...onto, ...flags('REPLACE') })).toEqual(['flags', 'prog', 'hook', 'revision', 'relative']);
    expect(read({ op: 'prog_detach', hook: 'ingress' })).toEqual(['flags', 'prog', 'hook']);
  });

  test('a link_create looks at its flags behind the revision, and at the name of the link once it succeeds', () => {
    const around = { ...onto, op: 'link_create', link: 'L1' };
    expect(read({ ...around, revision: 'stale' })).toEqual(['prog', 'hook', 'revision']);
    expect(read({ ...around, ...flags('REPLACE') })).toEqual(['prog', 'hook', 'revision', 'flags', 'relative']);
    expect(read(around)).toEqual(['prog', 'hook', 'revision', 'flags', 'relative', 'link']);
  });

  test('a query looks for a buffer for flags only where there are slots to show', () => {
    const query = { op: 'prog_query', hook: 'ingress', buffer: 8 };
    const asked = ['queryFlags', 'caller', 'hook', 'attachFlags'];
    expect(read(query)).toEqual([...asked, 'attr', 'buffer']);
    put('A');
    expect(read(query)).toEqual([...asked, 'attr', 'buffer', 'progAttachFlags']);
    expect(read({ ...query, attachFlags: true })).toEqual(asked);
  });
});

describe('states', () => {
  test('a saved state is restored to the last count and goes on as it did', () => {
    const script = [
      () => steps.attach('A', flags('FIRST')),
      () => steps.create('L1', 'B', flags('LAST')),
      () => steps.attach('C', flags('BEFORE')),
      () => steps.attach('A', { ...flags('REPLACE'), ...beside('A') }),
      () => steps.detach('C', { ...flags('BEFORE'), ...besideLink('L1') }),
      () => steps.detachLink('L1'),
      () => steps.close('A'),
      () => steps.removeDevice(),
    ];
    const saved = [{ state: steps.machine.save(), seen: steps.sight() }];
    for (const step of script) {
      expect(step()).toMatch(/^ok/);
      expect(steps.machine.same(saved.at(-1)!.state)).toBe(false);
      saved.push({ state: steps.machine.save(), seen: steps.sight() });
    }
    for (const { state, seen } of [...saved, ...saved.toReversed()]) {
      steps.machine.restore(state);
      expect(steps.machine.same(state)).toBe(true);
      expect(steps.sight()).toEqual(seen);
    }
    expect(script.map((step) => step())).toHaveLength(script.length);
    expect(steps.sight()).toEqual(saved.at(-1)!.seen);
  });

  test('the key tells pinned slots from others, and not one revision from another', () => {
    const key = () => steps.machine.key((name) => name);
    put('A');
    const plain = key();
    steps.attach('A', { ...flags('REPLACE', 'FIRST'), ...beside('A') });
    const first = key();
    steps.attach('A', { ...flags('REPLACE', 'LAST'), ...beside('A') });
    expect(new Set([plain, first, key()]).size).toBe(3);
    steps.attach('A', { ...flags('REPLACE'), ...beside('A') });
    expect(key()).toBe(plain);
  });

  test('refusals of one outcome are one frozen reply', () => {
    const full = request({ op: 'prog_attach', hook: 'ingress', prog: CLOSED } as never) as Request;
    expect(steps.machine.apply(full)).toBe(steps.machine.apply(full));
    expect(Object.isFrozen(steps.machine.apply(full))).toBe(true);
  });

  describe('beside a clsact qdisc, which keeps the entry of an empty hook', () => {
    beforeEach(() => start({ ...small, hooks: { ingress: { ...small.hooks.ingress, clsact: true } } }));

    test('a detach of any program from an empty list succeeds, and counts a revision', () => {
      expect(steps.detach('A')).toBe('ok | @2');
      put('A', 'B');
      expect([steps.detach('A'), steps.detach('B')]).toEqual(['ok | B @5', 'ok | @6']);
      expect(steps.detach('B')).toBe('ok | @7');
      expect(steps.references('A', 'B')).toEqual([1, 1]);
    });

    test('a detach from an empty list still needs a subject, a current revision, and nothing else', () => {
      expect(steps.detach(undefined)).toBe('ENOENT | @1');
      expect(steps.detach('A', { revision: 'stale' })).toBe('ESTALE | @1');
      expect(steps.detach('X')).toBe('EINVAL | @1');
      expect(steps.detach('A', flags('REPLACE'))).toBe('EINVAL | @1');
      for (const end of ['FIRST', 'LAST']) {
        expect(steps.detach('A', flags(end))).toBe('ENOENT | @1');
        expect(steps.detach(undefined, flags(end))).toBe('ENOENT | @1');
      }
      for (const side of ['BEFORE', 'AFTER']) {
        expect(steps.detach('A', flags(side))).toBe('EINVAL | @1');
        expect(steps.detach(undefined, flags(side))).toBe('ENOENT | @1');
        expect(steps.detach('A', { ...flags(side), ...beside('B') })).toBe('ENOENT | @1');
      }
      put('B');
      expect(steps.detach('A')).toBe('ENOENT | B @2');
    });

    test('the entry goes with the device all the same', () => {
      put('A');
      expect(steps.take({ op: 'device_remove', device: 'dev' })).toMatch(/^ok/);
      expect(steps.references('A')).toEqual([1]);
    });
  });

  test('the prefilled slots are counted and not pinned', () => {
    start({ ...small, prefill: { ingress: ['A', 'B'] } });
    expect(steps.attach('C', flags('FIRST'))).toBe('ok | C^ A B @4');
    expect(steps.references('A')).toEqual([2]);
  });
});

/** A step of a repeatable random sequence: a number below `end`. */
function dice(seed: number) {
  let state = seed;
  return (end: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
}

/** A random request over four programs of the right type and two links. */
function anyRequest(roll: (end: number) => number): object {
  const pick = <T>(...from: T[]): T => from[roll(from.length)]!;
  const name = () => pick('A', 'B', 'C', 'E', 'X');
  const some = (...from: string[]) => from.filter(() => roll(4) === 0);
  const relative = () =>
    pick<object>(
      { is: 'none' },
      beside(name(), pick('fd', 'id')).relative,
      beside(name()).relative,
      besideLink(pick('L1', 'L2', 'M', 'N'), pick('fd', 'id')).relative,
      { is: 'zero', as: pick('prog', 'link'), by: 'id' },
      { is: 'zero', as: 'link', by: 'fd' },
    );
  const rest = () => ({
    hook: 'ingress',
    prog: { is: 'prog', name: name() },
    flags: some('REPLACE', 'BEFORE', 'AFTER', 'FIRST', 'LAST'),
    relative: roll(2) === 0 ? { is: 'none' } : relative(),
    revision: pick('none', 'none', 'current', 'stale'),
  });
  const link = pick('L1', 'L2');
  return pick<() => object>(
    () => ({ op: 'prog_attach', ...rest() }),
    () => ({ op: 'prog_attach', ...rest() }),
    () => ({ op: 'prog_detach', ...rest(), ...(roll(2) === 0 ? { prog: { is: 'none' } } : {}) }),
    () => ({ op: 'link_create', link, ...rest() }),
    () => ({ op: 'link_detach', link: { is: 'link', name: link } }),
    () => ({ op: 'link_close', link }),
  )();
}

describe('faults', () => {
  test('there are at least 8, each with a sentence', () => {
    expect(Object.keys(RFC_FAULTS).length).toBeGreaterThanOrEqual(8);
    for (const { sentence } of Object.values(RFC_FAULTS)) expect(sentence).toMatch(/^[A-Z].{15,}\.$/);
    expect(() => modelNamed('rfc-v2').create('add/nothing')).toThrow(/expected a fault \(resolve/);
  });

  test.each(Object.keys(RFC_FAULTS))('%s can be seen', (fault) => {
    const differs = (seed: number) => {
      const clsact = seed % 2 === 1;
      const { ingress, egress } = small.hooks;
      const hooks = { ingress: { ...ingress, clsact }, egress: { ...egress, clsact } };
      const universe: UniverseInput = { ...small, hooks, capacity: 3, revision: 0xfffffffd };
      const sound = new Steps(modelNamed('rfc-v2').create(), universe);
      const faulty = new Steps(modelNamed('rfc-v2').create(fault), universe);
      const roll = dice(seed);
      const query = request({ op: 'prog_query', hook: 'ingress', buffer: 4, caller: 'no-capability' });
      if (sound.machine.apply(query).outcome !== faulty.machine.apply(query).outcome) return true;
      for (let step = 0; step < 60; step++) {
        const each = request(anyRequest(roll) as never);
        if (each.op === 'link_create' && sound.machine.linkState(each.link) !== 'absent') continue;
        if (sound.machine.apply(each).outcome !== faulty.machine.apply(each).outcome) return true;
        if (JSON.stringify(sound.sight()) !== JSON.stringify(faulty.sight())) return true;
      }
      return false;
    };
    expect(Array.from({ length: 400 }, (_, seed) => seed).some(differs)).toBe(true);
  });
});

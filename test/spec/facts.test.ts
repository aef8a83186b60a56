import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Machine } from '../../spec/families/slots/vocabulary/index.ts';
import {
  attach,
  BOTH,
  create,
  detach,
  detachLink,
  filled,
  MACHINES,
  type Opened,
  SMALL,
  take,
  toLink,
  toProg,
  update,
} from '../support/machines.ts';

/** Facts of profile tcx, each checked on every machine: what a request comes to, and the whole list afterwards. */
describe.each(MACHINES)('on the $name', ({ missing, open }) => {
  describe.skipIf(missing !== undefined)('a tcx hook', () => {
    let opened: Opened;
    let m: Machine;
    beforeAll(() => {
      opened = open();
      m = opened.machine;
    });
    afterAll(() => opened?.close());
    beforeEach(() => m.reset(SMALL));

    const run = (...requests: Parameters<typeof take>[1][]) => requests.map((each) => take(m, each)).at(-1);

    test('appends without a directive', () => {
      expect(run(attach('A'), attach('B'))).toBe('ok | A B rev 3');
    });
    test('puts BEFORE right in front of the relative and AFTER right behind', () => {
      expect(run(attach('A'), attach('B'), attach('C', { flags: ['BEFORE'], relative: toProg('B') }))).toBe(
        'ok | A C B rev 4',
      );
      m.reset(SMALL);
      expect(run(attach('A'), attach('B'), attach('C', { flags: ['AFTER'], relative: toProg('A', 'id') }))).toBe(
        'ok | A C B rev 4',
      );
    });
    test('prepends with BEFORE and appends with AFTER where no relative is named', () => {
      expect(run(attach('A'), attach('B', { flags: ['BEFORE'] }), attach('C', { flags: ['AFTER'] }))).toBe(
        'ok | B A C rev 4',
      );
    });
    test('refuses BEFORE and AFTER together with ERANGE, even on an empty hook', () => {
      expect(run(attach('A', { flags: ['BEFORE', 'AFTER'] }))).toBe('ERANGE | (empty) rev 1');
    });
    test('refuses a program that is attached already, directly or through a link', () => {
      expect(run(attach('A'), attach('A'))).toBe('EEXIST | A rev 2');
      expect(run(create('L1', 'B'), attach('B'))).toBe('EEXIST | A B/L1 rev 3');
    });
    test('replaces in place', () => {
      expect(
        run(attach('A'), attach('B'), attach('C', { flags: ['REPLACE'], replace: { is: 'prog', name: 'A' } })),
      ).toBe('ok | C B rev 4');
    });
    test('lets REPLACE assert a neighbour, and not the head', () => {
      const replace = { is: 'prog', name: 'A' };
      expect(
        run(attach('A'), attach('B'), attach('C', { flags: ['REPLACE', 'BEFORE'], replace, relative: toProg('B') })),
      ).toBe('ok | C B rev 4');
      m.reset(SMALL);
      expect(run(attach('A'), attach('C', { flags: ['REPLACE', 'BEFORE'], replace }))).toBe('ERANGE | A rev 2');
    });
    test("does not replace a link's slot", () => {
      expect(run(create('L1', 'A'), attach('B', { flags: ['REPLACE'], replace: { is: 'prog', name: 'A' } }))).toBe(
        'EBUSY | A/L1 rev 2',
      );
    });
    test('finds a program that is attached through a link by the program, and a link only in its own slot', () => {
      expect(run(create('L1', 'A'), attach('B', { flags: ['BEFORE'], relative: toProg('A') }))).toBe(
        'ok | B A/L1 rev 3',
      );
      m.reset(SMALL);
      expect(
        run(
          create('L1', 'A'),
          detachLink('L1'),
          attach('A'),
          attach('B', { flags: ['AFTER'], relative: toLink('L1') }),
        ),
      ).toBe('ENOENT | A rev 2');
    });
    test('resolves a relative that no directive uses', () => {
      expect(run(attach('A', { relative: { is: 'unknown-id', as: 'prog' } }))).toBe('ENOENT | (empty) rev 1');
      expect(run(attach('A', { relative: { is: 'closed-fd', as: 'link' } }))).toBe('EBADF | (empty) rev 1');
      expect(run(attach('A', { relative: { is: 'zero', as: 'link', by: 'fd' } }))).toBe('EINVAL | (empty) rev 1');
      expect(run(attach('A', { relative: toProg('B') }))).toBe('EINVAL | (empty) rev 1');
      expect(run(attach('A', { flags: ['BEFORE'], relative: toLink('N') }))).toBe('EINVAL | (empty) rev 1');
    });
    test('refuses a stale revision and takes the one that a query gives, on a hook never used too', () => {
      expect(run(attach('A', { revision: 'stale' }))).toBe('ESTALE | (empty) rev 1');
      expect(run(attach('A', { revision: 'current' }))).toBe('ok | A rev 2');
    });
    test('refuses an unknown flag on attach, and on link create only without a directive', () => {
      expect(run(attach('A', { flags: ['BEFORE', 'UNKNOWN'] }))).toBe('EINVAL | (empty) rev 1');
      expect(run(create('L1', 'A', { flags: ['UNKNOWN'] }))).toBe('EINVAL | (empty) rev 1');
      expect(run(create('L1', 'A', { flags: ['BEFORE', 'UNKNOWN'] }))).toBe('ok | A/L1 rev 2');
    });
    test('finds nothing to replace for a new link', () => {
      expect(run(attach('A'), create('L1', 'B', { flags: ['REPLACE'] }))).toBe('ENOENT | A rev 2');
    });
    test('updates a link in its slot, refuses a program listed elsewhere, and takes no notice of the same one', () => {
      expect(run(create('L1', 'A'), attach('B'), update('L1', 'C'))).toBe('ok | C/L1 B rev 4');
      expect(run(update('L1', 'B'))).toBe('EEXIST | C/L1 B rev 4');
      expect(run(update('L1', 'C'))).toBe('ok | C/L1 B rev 4');
      expect(run(update('L1', 'A', { flags: ['REPLACE'], old: { is: 'prog', name: 'B' } }))).toBe(
        'EPERM | C/L1 B rev 4',
      );
      expect(run(update('L1', 'X'))).toBe('EINVAL | C/L1 B rev 4');
    });
    test('leaves a detached link defunct: it detaches again, updates no more, and can be closed once', () => {
      expect(run(create('L1', 'A'), attach('B'), detachLink('L1'))).toBe('ok | B rev 4');
      expect(run(detachLink('L1'))).toBe('ok | B rev 4');
      expect(run(update('L1', 'C'))).toBe('ENOLINK | B rev 4');
      expect(run({ op: 'link_close', link: 'L1' })).toBe('ok | B rev 4');
      expect(run({ op: 'link_close', link: 'L1' })).toBe('EBADF | B rev 4');
    });
    test('keeps a closed program alive while it is attached, and forgets its id after that', () => {
      expect(run(attach('A'), attach('B'), { op: 'prog_close', prog: 'A' })).toBe('ok | A B rev 3');
      expect(run(attach('C', { flags: ['AFTER'], relative: toProg('A', 'id') }))).toBe('ok | A C B rev 4');
      expect(run(detach('C'), detach(undefined, { flags: ['BEFORE'] }))).toBe('ok | B rev 6');
      expect(run(attach('C', { flags: ['AFTER'], relative: toProg('A', 'id') }))).toBe('ENOENT | B rev 6');
    });
    test('detaches the last slot without a subject, the first with BEFORE, and nothing of a link', () => {
      expect(run(attach('A'), attach('B'), attach('C'), detach(undefined))).toBe('ok | A B rev 5');
      expect(run(detach(undefined, { flags: ['BEFORE'] }))).toBe('ok | B rev 6');
      expect(run(create('L1', 'A'), detach(undefined))).toBe('EBUSY | B A/L1 rev 7');
      expect(run(detach(undefined, { flags: ['BEFORE'], relative: toLink('L1') }))).toBe('ok | A/L1 rev 8');
    });
    test('starts over at revision 1 when its last slot goes', () => {
      expect(run(attach('A'), detach('A'))).toBe('ok | (empty) rev 1');
      expect(run(detach('A'))).toBe('ENOENT | (empty) rev 1');
    });
    test('shows a query what fits its buffer, and the true count', () => {
      run(attach('A'), attach('B'), create('L1', 'C'));
      expect(run({ op: 'prog_query', buffer: 5 })).toBe('ok | A B C/L1 rev 4');
      expect(run({ op: 'prog_query', buffer: 3 })).toBe('ok | A B C/L1 rev 4');
      expect(run({ op: 'prog_query', buffer: 2 })).toBe('ENOSPC | A B of 3 rev 4');
      expect(run({ op: 'prog_query', buffer: 0 })).toBe('ok | 3 slots rev 4');
      expect(run({ op: 'prog_query', buffer: 'none' })).toBe('ok | 3 slots rev 4');
    });
    test('refuses query and attach flags in a query', () => {
      expect(run({ op: 'prog_query', buffer: 2, queryFlags: 'UNKNOWN' })).toBe('EINVAL | (nothing)');
      expect(run({ op: 'prog_query', buffer: 2, queryFlags: 'EFFECTIVE' })).toBe('EINVAL | (nothing)');
      expect(run({ op: 'prog_query', buffer: 2, attachFlags: true })).toBe('EINVAL | (nothing)');
    });
    test('goes with its device, and its links become defunct', () => {
      run(attach('A'), create('L1', 'B'));
      expect(run({ op: 'device_remove', device: 'dev' })).toBe('ok | (nothing)');
      expect(run({ op: 'device_remove', device: 'dev' })).toBe('ENODEV | (nothing)');
      expect(run(attach('C'))).toBe('ENODEV | (nothing)');
      expect(run(attach('X'))).toBe('EINVAL | (nothing)');
      expect(run({ op: 'prog_query', buffer: 2, queryFlags: 'EFFECTIVE' })).toBe('ENODEV | (nothing)');
      expect(run(update('L1', 'C'))).toBe('ENOLINK | (nothing)');
      expect(run(detachLink('L1'))).toBe('ok | (nothing)');
    });
    test('is independent of the other direction of its device', () => {
      m.reset(BOTH);
      expect(run(attach('A'), attach('B', { hook: 'egress' }), attach('A', { hook: 'egress' }))).toBe('ok | B A rev 3');
      expect(run(detach('A'))).toBe('ok | (empty) rev 1');
    });
    test('takes 63 slots and no more, in whatever place', () => {
      m.reset(filled(62));
      expect(run(attach('A', { flags: ['BEFORE'] }))).toMatch(/^ok \| A F1 F2 … F60 F61 F62 \(63\) rev 64$/);
      expect(run(attach('B'))).toMatch(/^ERANGE/);
      expect(run(attach('B', { flags: ['BEFORE'] }))).toMatch(/^ERANGE/);
      expect(run(create('L1', 'B'))).toMatch(/^ERANGE/);
      expect(run(attach('B', { flags: ['REPLACE'], replace: { is: 'prog', name: 'A' } }))).toMatch(/^ok \| B F1/);
    });
    test('does not lose its last slot without a subject while it is full', () => {
      m.reset(filled(63));
      expect(run(detach(undefined))).toMatch(/^ERANGE/);
      expect(run(detach(undefined, { flags: ['AFTER'] }))).toMatch(/^ERANGE/);
      expect(run(detach('F63'))).toMatch(/^ok .*\(62\) rev 65$/);
      expect(run(detach(undefined))).toMatch(/^ok .*\(61\) rev 66$/);
    });
    test('refuses names that make no sense instead of guessing', () => {
      run(create('L1', 'A'));
      expect(() => run(create('L1', 'B'))).toThrow('L1');
      expect(() => run(detachLink('N'))).toThrow('N');
      expect(() => run(attach('A', { hook: 'nowhere' }))).toThrow();
    });
  });
});

import { derive, P, placeOfProg, rule, slotsOf, succeed, tcx } from 'mprog-spec';

/**
 * REPLACE may assert a position without naming a neighbour: with BEFORE and no relative that the program to replace is at
 * the head of the list, with AFTER and no relative that it is at the tail. In tcx such a request always fails with ERANGE,
 * because BEFORE alone designates the index in front of the head, and AFTER the one behind the tail.
 */
export default derive(tcx, {
  name: 'head-and-tail',
  title: 'tcx, where REPLACE may assert that its target is at the head or at the tail',
  facts: [
    {
      of: ['prog_attach'],
      field: 'targetAt',
      values: ['nowhere', 'head', 'middle', 'tail', 'alone'],
      reads: ['replace'],
      tell: (state, { hook, replace }) => {
        const last = slotsOf(state, hook).length - 1;
        const at = placeOfProg(state, hook, replace);
        if (at < 0) return 'nowhere';
        if (last === 0) return 'alone';
        return at === 0 ? 'head' : at === last ? 'tail' : 'middle';
      },
    },
  ],
  insert: [
    {
      before: 'attach/directives-disagree',
      rules: [
        rule(
          'attach/replace-the-only-one',
          'REPLACE with BEFORE and AFTER and no relative replaces a program that is alone in the list.',
          { REPLACE: true, BEFORE: true, AFTER: true, relative: 'none', targetAt: 'alone' },
          succeed('replace'),
        ),
        rule(
          'attach/replace-at-head',
          'REPLACE with BEFORE and no relative replaces the program at the head of the list.',
          { REPLACE: true, BEFORE: true, AFTER: false, relative: 'none', targetAt: P.union('head', 'alone') },
          succeed('replace'),
        ),
        rule(
          'attach/replace-at-tail',
          'REPLACE with AFTER and no relative replaces the program at the tail of the list.',
          { REPLACE: true, BEFORE: false, AFTER: true, relative: 'none', targetAt: P.union('tail', 'alone') },
          succeed('replace'),
        ),
      ],
    },
  ],
});

import { derive, fail, type Observation, P, placeOfRelative, rule, slotsOf, tcx } from 'mprog-spec';

/**
 * A detach that names no subject never removes its own relative. In tcx it does at the ends of the list: BEFORE the first
 * slot designates index -1, which counts as slot 0, and AFTER the last slot designates index n, which counts as slot n-1.
 */
export default derive(tcx, {
  name: 'keep-the-relative',
  title: 'tcx, where a detach refuses to remove the relative itself',
  facts: [
    {
      of: ['prog_detach'],
      field: 'relativeAt',
      values: ['nowhere', 'head', 'middle', 'tail', 'alone'],
      reads: ['relative'],
      tell: (state, { hook, relative }) => {
        const last = slotsOf(state, hook).length - 1;
        const at = placeOfRelative(state, hook, relative);
        if (at < 0) return 'nowhere';
        if (last === 0) return 'alone';
        return at === 0 ? 'head' : at === last ? 'tail' : 'middle';
      },
    },
  ],
  insert: [
    {
      before: 'detach/index-beyond-capacity',
      rules: [
        rule(
          'detach/nothing-in-front',
          'There is nothing in front of the first slot to detach.',
          { subject: 'none', BEFORE: true, relativeAt: P.union('head', 'alone') },
          fail('ENOENT'),
        ),
        rule(
          'detach/nothing-behind',
          'There is nothing behind the last slot to detach.',
          { subject: 'none', AFTER: true, relativeAt: P.union('tail', 'alone') },
          fail('ENOENT'),
        ),
      ],
    },
  ],
  properties: [
    {
      kind: 'step',
      of: 'request',
      id: 'relative-stays',
      sentence: 'A detach never removes the object that it names as its relative.',
      why: 'a relative says where something is, and not what is to go',
      sometimes: ({ request, outcome }) =>
        outcome === 'ok' && request.op === 'prog_detach' && request.relative.is !== 'none',
      holds: ({ before, request, outcome, after }) => {
        if (outcome !== 'ok' || request.op !== 'prog_detach') return true;
        const { relative, hook } = request;
        const named = (seen: Observation | undefined) =>
          seen?.is === 'list' &&
          seen.slots.some(
            ({ prog, link }) =>
              (relative.is === 'prog' && prog === relative.name) || (relative.is === 'link' && link === relative.name),
          );
        const isSubject = request.prog.is === 'prog' && relative.is === 'prog' && request.prog.name === relative.name;
        return isSubject || !named(before.hooks[hook]) || named(after.hooks[hook]);
      },
    },
  ],
});

import { derive, fail, rule, tcx } from 'mprog-spec';

/** Leaves a property of tcx out, puts another in the place of one, and asks nothing by that and by a trial. */
export default derive(tcx, {
  name: 'idle-promises',
  title: 'tcx with another errno, and properties that nothing exercises',
  replace: {
    'attach/already-attached': rule('attach/busy', 'It is there already.', { subject: 'listed' }, fail('EBUSY')),
  },
  withoutProperties: ['before-is-in-front', 'after-is-behind'],
  properties: [
    {
      kind: 'step',
      of: 'effect',
      id: 'before-is-in-front',
      sentence: 'Nothing is asked.',
      why: 'W.',
      sometimes: () => false,
      holds: () => true,
    },
    { kind: 'trial', id: 'untried', sentence: 'Nothing is tried.', why: 'W.', cases: () => {} },
  ],
});

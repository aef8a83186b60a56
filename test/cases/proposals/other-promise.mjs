import { derive, tcx } from 'mprog-spec';
const attached = ({ request, outcome }) => request.op === 'prog_attach' && outcome === 'ok';
/** A property by the name of one that tcx is known to break, and that says something else. */
export default derive(tcx, {
  name: 'other-promise', title: 'tcx, in which no attach is to succeed',
  withoutProperties: ['relative-untouched'],
  properties: [{ kind: 'step', of: 'effect', id: 'relative-untouched', sentence: 'No attach succeeds.', why: 'W.',
    sometimes: attached, holds: (facts) => !attached(facts) }],
});

import type { Law } from './property.ts';

/** Properties of what the kernel does with its memory. */
export const MEMORY_LAWS = [
  {
    kind: 'step',
    of: 'effect',
    id: 'within-its-arrays',
    sentence: 'No request makes the kernel read or write outside its arrays.',
    why: 'the result is undefined, and other memory may be damaged',
    sometimes: () => true,
    holds: ({ request, outcome }) => request.op === 'prog_query' || outcome !== 'undefined',
  },
  {
    kind: 'step',
    of: 'effect',
    id: 'within-its-attribute',
    sentence: 'A query writes nothing behind the attribute that it is given.',
    why: 'the size of the attribute is given with it, and other memory of the caller may be damaged',
    sometimes: () => true,
    holds: ({ request, outcome }) => request.op !== 'prog_query' || outcome !== 'undefined',
  },
  {
    kind: 'step',
    of: 'effect',
    id: 'no-warning',
    sentence: 'No request makes the kernel warn, or use memory that it has freed.',
    why: 'a warning stops machines that panic on one, and freed memory is that of somebody else by then',
    sometimes: () => true,
    holds: ({ outcome }) => outcome !== 'splat',
  },
] as const satisfies readonly Law[];

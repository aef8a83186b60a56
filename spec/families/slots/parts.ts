import type { Observation } from './vocabulary/index.ts';

type List = Partial<Observation & { is: 'list' }>;

/** The parts of a list, each as text. */
export const PARTS: { readonly [P in 'revision' | 'count' | 'slots' | 'mode' | 'effective']: (list: List) => string } =
  {
    revision: (list) => JSON.stringify(list.revision),
    count: (list) => JSON.stringify(list.count),
    slots: (list) => JSON.stringify(list.slots?.map(({ prog, link = 'none', flags = [] }) => [prog, link, flags])),
    mode: (list) => list.mode ?? '',
    effective: (list) => JSON.stringify(list.effective ?? []),
  };

import type { Finding } from '../../../finding.ts';
import { type State, slotsOf, statusOf } from '../state.ts';
import type { Op, Relative, Request, Slot, Universe } from '../vocabulary/index.ts';
import { sayBpf } from './bpf.ts';
import { sayCilium } from './cilium.ts';
import { sayLibbpf } from './libbpf.ts';
import { readPicture } from './picture.ts';

/** The operations that place and remove programs without a link. */
const DIRECT = ['prog_attach', 'prog_detach'] as const satisfies readonly Op[];

/** The slots of a hook that are not of some programs and links: a slot is of whoever has its link, or of its program where it has none. */
const others = (state: State, hook: string, owned: ReadonlySet<string>): readonly Slot[] =>
  slotsOf(state, hook).filter(({ prog, link }) => !owned.has(link === 'none' ? prog : link));

const SAY = { bpf: sayBpf, libbpf: sayLibbpf, cilium: sayCilium } as const;

export const FINDING: Finding = {
  picture: (text, universe: Universe, hook, keeping) => readPicture(text, universe, hook, keeping),
  objects: ({ programs, links, foreignLinks }: Universe) => [
    ...Object.keys(programs),
    ...links,
    ...Object.keys(foreignLinks),
  ],
  free: (state: State) => state.universe.links.filter((link) => statusOf(state, link).is === 'absent'),
  namesById: (field, value) => field === 'relative' && (value as Relative & { readonly by?: string }).by === 'id',
  keeps: (before: State, after: State, owned) =>
    Object.keys(before.hooks).every(
      (hook) => JSON.stringify(others(before, hook, owned)) === JSON.stringify(others(after, hook, owned)),
    ),
  direct: DIRECT,
  call: (dialect, request, universe: Universe) => SAY[dialect](request as Request, universe),
};

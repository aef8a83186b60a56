import type { Verdict } from '../vocabulary/index.ts';

/** What a scope says of packets and calls. */
interface Running {
  readonly verdicts?: readonly Verdict[];
  readonly filters?: true;
  readonly redirects?: true;
  readonly clsact: boolean;
}

/** A filter of a scope: its priority, what its program returns, and whether that is by direct action. */
type FilterCast = readonly [priority: number, verdict: number, direct?: false];

/** The classic filters of the hooks of a scope, in the order they are added: between them everything that a filter can say. */
const FILTERS: readonly (readonly FilterCast[])[] = [
  [
    [2, 4],
    [1, -1],
  ],
  [
    [1, 0, false],
    [2, 2],
  ],
  [
    [1, 3],
    [3, 0],
    [2, 2],
  ],
  [
    [1, 5, false],
    [2, 2],
  ],
  [
    [1, 0],
    [2, 2],
  ],
  [
    [1, 7],
    [2, 0],
  ],
];

/** The verdicts of programs, and the filters, with programs of their own. */
export function runningIn({ verdicts = [], filters }: Running, programs: readonly string[], hooks: readonly string[]) {
  const said = Object.fromEntries(verdicts.map((verdict, index) => [programs[index]!, verdict]));
  if (!filters) return { filtering: [], verdicts: said, filters: {} };
  const cast = hooks.map((hook, which) => ({
    hook,
    filters: (FILTERS[which] ?? []).map(([priority, verdict, direct = true], index) => ({
      prog: `Q${which + 1}${'abc'[index]}`,
      priority,
      verdict,
      direct,
    })),
  }));
  const all = cast.flatMap(({ filters: each }) => each);
  return {
    filtering: all.map(({ prog }) => prog),
    verdicts: { ...said, ...Object.fromEntries(all.map(({ prog, verdict }) => [prog, verdict])) },
    filters: Object.fromEntries(
      cast.map(({ hook, filters: each }) => [hook, each.map(({ verdict: _, ...filter }) => filter)]),
    ),
  };
}

/** Hooks besides, that no request names: one that packets are redirected to, and one at the other end of the first device. */
export function awayIn({ redirects, clsact }: Running, [first]: readonly string[]) {
  if (!redirects) return { programs: [], hooks: {}, prefill: {}, verdicts: {}, redirects: {} };
  const plain = { kind: 'tcx', clsact } as const;
  return {
    programs: ['T', 'U'],
    hooks: {
      away: { ...plain, device: 'away', direction: 'egress' },
      far: { ...plain, device: 'far', direction: 'ingress', peer: 'dev' },
    },
    prefill: { away: ['T'], far: ['U'] },
    verdicts: { T: 2, U: -1 },
    redirects: { [first!]: 'away' },
  } as const;
}

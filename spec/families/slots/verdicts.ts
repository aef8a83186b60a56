import { type ProgName, type Universe, verdictOf } from './vocabulary/index.ts';

/**
 * What each value is called: of a program in a slot (include/uapi/linux/bpf.h, enum tcx_action_base and enum netkit_action),
 * or of a classic filter with direct action (include/uapi/linux/pkt_cls.h); v6.18.
 */
const NAMES = {
  slot: { [-1]: 'NEXT', 0: 'PASS', 2: 'DROP', 7: 'REDIRECT' },
  filter: { [-1]: 'UNSPEC', 0: 'OK', 2: 'SHOT', 4: 'STOLEN', 7: 'REDIRECT', 8: 'TRAP' },
} as const satisfies Readonly<Record<string, Readonly<Record<number, string>>>>;

/** What a program says of a packet, as a person would say it. */
export function verdictName(universe: Universe, prog: ProgName, as: keyof typeof NAMES): string {
  const verdict = verdictOf(universe, prog);
  const names: Readonly<Record<number, string>> = NAMES[as];
  return names[verdict] ?? `${verdict}, which is not known`;
}

import type { History, StepFacts, World } from './property.ts';

/** The programs that each device has had, and that were taken from it; each once, in the order of their names. */
type Memory = Readonly<Record<string, readonly string[]>>;

/** The program of a device in its one taken place, or `none`. */
function progAt({ devices }: World, device: string): string {
  const seen = devices[device]!;
  if (seen.is !== 'device') return 'none';
  return seen.drv === 'none' ? seen.skb : seen.drv;
}

/** Whether a set with REPLACE expects a program that its device has had, and that was taken from it once. */
function expectsPast(memory: Memory, { request }: StepFacts): boolean {
  if (request.op !== 'xdp_set' || !request.flags.includes('REPLACE') || request.expected.is !== 'prog') return false;
  return memory[request.hook]?.includes(request.expected.name) === true;
}

/** Properties of every path. */
export const HISTORIES = [
  {
    kind: 'history',
    id: 'swap-notices-changes',
    sentence: 'A set with REPLACE fails if the program that it expects was taken away in between, and set again.',
    why: 'who looks, works something out from what it saw and swaps must not undo what others did meanwhile (ABA)',
    begin: () => ({}),
    remember: (memory, { before, after }) =>
      Object.fromEntries(
        Object.keys(before.devices).map((device) => {
          const [was, is] = [progAt(before, device), progAt(after, device)];
          const past = memory[device] ?? [];
          return [device, was === is || was === 'none' ? past : [...new Set([...past, was])].toSorted()];
        }),
      ),
    sometimes: expectsPast,
    holds: (memory, step) =>
      !expectsPast(memory, step) ||
      step.outcome !== 'ok' ||
      JSON.stringify(step.before.devices) === JSON.stringify(step.after.devices),
  },
] as const satisfies readonly History<Memory>[];

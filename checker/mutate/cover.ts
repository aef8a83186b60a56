/** Something that covers some of what is to be covered, at a cost. */
export interface Candidate {
  readonly covers: ReadonlySet<number>;
  readonly cost: number;
}

/**
 * Few candidates that together cover everything that any of them does: greedily the one that covers most for its cost, and in
 * the end none that the others make needless. Returns their indices in the order of the list.
 */
export function greedyCover(candidates: readonly Candidate[]): readonly number[] {
  const left = new Set(candidates.flatMap(({ covers }) => [...covers]));
  const chosen: number[] = [];
  const gain = ({ covers, cost }: Candidate) => [...covers].filter((each) => left.has(each)).length / cost;
  while (left.size > 0) {
    let best = -1;
    let most = 0;
    for (const [index, candidate] of candidates.entries()) {
      const value = gain(candidate);
      if (value > most) [best, most] = [index, value];
    }
    if (best === -1) break;
    chosen.push(best);
    for (const each of candidates[best]!.covers) left.delete(each);
  }
  return withoutNeedless(candidates, chosen).toSorted((a, b) => a - b);
}

function withoutNeedless(candidates: readonly Candidate[], chosen: readonly number[]): readonly number[] {
  const times = new Map<number, number>();
  for (const index of chosen) for (const each of candidates[index]!.covers) times.set(each, (times.get(each) ?? 0) + 1);
  const dear = chosen.toSorted((a, b) => candidates[b]!.cost - candidates[a]!.cost);
  const needless = new Set<number>();
  for (const index of dear) {
    const { covers } = candidates[index]!;
    if (![...covers].every((each) => times.get(each)! > 1)) continue;
    needless.add(index);
    for (const each of covers) times.set(each, times.get(each)! - 1);
  }
  return chosen.filter((index) => !needless.has(index));
}

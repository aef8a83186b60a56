import { describe, expect, test } from 'vitest';
import { type Column, drawingOf, PROFILES, type Profile, type State, Stepping } from '../../browser.ts';
import { queue } from '../support/toy.ts';

/** Some states of a semantics in a scope: those on a walk that takes now one change, now another. */
function statesOf(profile: Profile, scope: string, most: number): readonly State[] {
  const stepping = new Stepping([profile], { scope: profile.family.scopes(profile)[scope]! });
  const found: State[] = [];
  let states = stepping.start();
  for (let step = 0; step < most; step += 1) {
    found.push(states[0]!);
    const changes = stepping.possible(states).filter((each) => each.changes);
    if (changes.length === 0) break;
    states = changes[(step * 7 + 3) % changes.length]!.after;
  }
  return found;
}

/** What there is to see of a hook, whatever its family. */
interface Seen {
  readonly is: string;
  readonly slots?: readonly { readonly prog: string; readonly link: string; readonly flags?: readonly string[] }[];
  readonly revision?: number;
  readonly effective?: readonly string[];
  readonly skb?: string;
  readonly drv?: string;
  readonly answers?: Readonly<Record<string, string>>;
}

/** What a column shows, as whoever looks at the hook sees it. */
function seenIn({ slots, name, facts, runs }: Column, seen: Seen): unknown {
  const labelled = (label: string) => slots.find((slot) => slot.label === label)?.prog;
  if (seen.is === 'list')
    return {
      slots: slots.map(({ prog, link, flags }) => ({ prog, link: link?.name ?? 'none', flags })),
      revision: Number(facts.map((fact) => /^revision (\d+)/.exec(fact)?.[1]).find(Boolean) ?? 0),
      ...(runs === undefined ? {} : { runs }),
    };
  if (seen.is === 'device') return { skb: labelled('skb'), drv: labelled('drv') };
  if (seen.is === 'target')
    return Object.fromEntries(
      Object.keys(seen.answers!).map((each) => [each, labelled(each) === 'none' ? name : labelled(each)]),
    );
  return [];
}

function expected(seen: Seen): unknown {
  if (seen.is === 'list')
    return {
      slots: seen.slots!.map(({ prog, link, flags = [] }) => ({ prog, link, flags })),
      revision: seen.revision ?? 0,
      ...(seen.effective === undefined ? {} : { runs: seen.effective }),
    };
  if (seen.is === 'device') return { skb: seen.skb, drv: seen.drv };
  return seen.is === 'target' ? seen.answers : [];
}

const CASES = PROFILES.flatMap((profile) =>
  Object.keys(profile.family.scopes(profile))
    .slice(0, 3)
    .map((scope) => [profile.name, scope, profile] as const),
);

describe('the drawing of a state', () => {
  test.each(CASES)('of %s in the scope %s shows what there is to see', (_name, scope, profile) => {
    const { family } = profile;
    for (const state of statesOf(profile, scope, 6)) {
      const { columns, objects } = drawingOf(family, state);
      expect(columns.length).toBeGreaterThan(0);
      for (const column of columns) {
        const seen = family.look(state, column.name) as Seen;
        expect(seenIn(column, seen)).toEqual(expected(seen));
        if (column.gone) expect(column.slots).toEqual([]);
      }
      // A link in a slot is one that there is, and a link that there is not is grey.
      const links = new Set(columns.flatMap(({ slots }) => slots.flatMap(({ link }) => link?.name ?? [])));
      const faded = objects.filter((each) => each.kind === 'link' && each.faded).map(({ name }) => name);
      expect(faded.filter((name) => links.has(name))).toEqual([]);
      expect(new Set(objects.map(({ name, kind }) => `${kind} ${name}`)).size).toBe(objects.length);
    }
  });
  test('of a family that has none is what a query shows, in words', () => {
    const [first] = statesOf(queue, 'default', 1);
    const { columns, objects } = drawingOf(queue.family, first!);
    expect(columns.map(({ name }) => name)).toEqual(queue.family.hooks(first!.universe));
    expect(columns[0]!.facts).toEqual([queue.family.words.observation(queue.family.observe(first!, columns[0]!.name))]);
    expect(objects).toEqual([]);
  });
});

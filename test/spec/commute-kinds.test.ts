import { expect, test } from 'vitest';
import { PROFILES } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import { acts } from '../../spec/rule.ts';
import { step } from '../support/plain-step.ts';

/** What changes something and is in no table of commute: its order with other requests surprises nobody. */
const LEFT_OUT = [
  'prog_close',
  'device_remove',
  'device_create',
  'qdisc_add',
  'qdisc_remove',
  'qdisc_replace',
  'cgroup_remove',
  'cgroup_create',
  'link_open',
  'link_pin',
  'link_unpin',
  'prog_open',
  'socket_create',
  'socket_close',
];

/** The operations of the requests that are made in both orders, in states that a few of them lead to. */
function asked(semantics: Profile): ReadonlySet<string> {
  const { commuting, explore, initial } = semantics.family;
  const exploration = explore(commuting!.scopes(semantics)[0]!.scope, semantics);
  const ops = new Set<string>();
  let states = [initial(exploration.universe, semantics.keeping)];
  for (let depth = 0; depth < 2; depth++) {
    const made = states.flatMap((state) =>
      commuting!.requests(state, exploration).map(({ request }) => ({ state, request })),
    );
    for (const { request } of made) ops.add(request.op);
    states = made.map(({ state, request }) => step(semantics, state, request).after);
  }
  return ops;
}

/** Those whose families say which requests are made in both orders; of another family each operation is a kind. */
const TOLD = PROFILES.filter(({ family }) => family.commuting !== undefined);

test.each(TOLD.map((semantics) => [semantics.name, semantics] as const))(
  '%s: every operation that changes something is made in both orders, or left out on purpose',
  (_, semantics) => {
    const changing = semantics.tables.filter(({ rules }) => rules.some(({ then }) => acts(then)));
    const made = asked(semantics);
    expect(changing.length).toBeGreaterThan(2);
    expect(changing.map(({ op }) => op).filter((op) => !made.has(op) && !LEFT_OUT.includes(op))).toEqual([]);
  },
);

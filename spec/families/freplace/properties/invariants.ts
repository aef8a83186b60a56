import type { Invariant } from './property.ts';
import { extensionsIn, linksIn, programsIn, targetsIn } from './sight.ts';

/** What holds in every state. */
export const INVARIANTS: readonly Invariant[] = [
  {
    kind: 'always',
    id: 'one-extension-per-function',
    sentence: 'A function has at most one extension.',
    why: 'two programs in one place could not both answer',
    sometimes: (world) => extensionsIn(world).length > 1,
    holds: (world) => {
      const places = extensionsIn(world).map(([, link]) => `${link.target}.${link.function}`);
      return new Set(places).size === places.length;
    },
  },
  {
    kind: 'always',
    id: 'link-runs-where-it-says',
    sentence: 'A function that a link of an EXT program names is answered by that program.',
    why: 'whoever lists links must find out which program answers',
    sometimes: (world) => extensionsIn(world).length > 0,
    holds: (world) =>
      extensionsIn(world).every(([, link]) => {
        const target = world.hooks[link.target];
        return target?.is === 'target' && target.answers[link.function] === link.prog;
      }),
  },
  {
    kind: 'always',
    id: 'extended-is-no-tail-callee',
    sentence: 'A program that is extended is not in a prog_array.',
    source: 'commit d6083f040d5d, v6.13: commit message',
    sometimes: (world) => targetsIn(world).some(([, { held = [] }]) => held.includes('array')),
    holds: (world) =>
      targetsIn(world).every(
        ([name, { answers, held = [] }]) =>
          !held.includes('array') || Object.values(answers).every((by) => by === name),
      ),
  },
  {
    kind: 'always',
    id: 'nobody-keeps-a-target-unused',
    sentence: 'No target lives only because a program was loaded against it that is attached elsewhere.',
    source: 'mail of A. Starovoitov, 16 July 2020: the first dispatcher would live in the kernel forever',
    sometimes: (world) => extensionsIn(world).length > 0,
    holds: (world) => {
      const attached = new Set(extensionsIn(world).map(([, { prog }]) => `saved-${prog}`));
      return targetsIn(world).every(([, { held = [] }]) => held.length === 0 || !held.every((by) => attached.has(by)));
    },
  },
  {
    kind: 'always',
    id: 'unheld-is-gone',
    sentence: 'What nothing holds is gone, once a grace period has ended.',
    why: 'memory would leak',
    sometimes: (world) => targetsIn(world).length + programsIn(world).length > 0,
    holds: (world) =>
      [...targetsIn(world), ...programsIn(world), ...linksIn(world)].every(([, { held = [] }]) => held.length > 0),
  },
];

import { parentPort } from 'node:worker_threads';
import { checkAll } from '../../checker/check/check.ts';
import { Lockstep } from '../../checker/check/lockstep.ts';
import { diffPortion, diffScope } from '../../checker/diff/diff-scope.ts';
import { PropertySearcher } from '../../checker/promises/property-search.ts';
import { raceOf } from '../../checker/races/racing.ts';
import { limitsOf, search } from '../../checker/races/search.ts';
import { propertyScopes } from '../../checker/requests/scopes.ts';
import { Portion } from '../../checker/search/portion.ts';
import { atOnce } from '../../checker/search/run.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { modelNamed } from '../../model/index.ts';
import type { Request } from '../../spec/semantics.ts';
import { withProperties } from '../properties.ts';
import { semanticsArgument } from '../semantics.ts';
import type {
  CheckAssignment,
  PropertiesAssignment,
  Shared,
  SharedKind,
  SharedOrder,
  Whole,
  WholeKind,
  WholeOrder,
} from './assignments.ts';
import type { Message, Reply } from './crew.ts';

/** A part of the states of a search that was joined. */
type Part = Pick<Portion<Request, unknown, Shared[SharedKind]['counts']>, 'expand' | 'counts'>;

/** The semantics of a check, and a model to compare it with. */
async function subjectOf({ name, fault }: CheckAssignment) {
  const semantics = await semanticsArgument(name);
  const model = semantics.model === undefined ? undefined : modelNamed(semantics.model).create(fault);
  return { semantics, model };
}

/** Each remembers what it has found out in the pieces before. */
const searchers = new Map<string, PropertySearcher>();

async function searcherOf({ name, properties }: PropertiesAssignment): Promise<PropertySearcher> {
  const key = `${name} ${properties}`;
  const known = searchers.get(key);
  if (known !== undefined) return known;
  const semantics = await semanticsArgument(name);
  const searcher = new PropertySearcher(withProperties(semantics, properties), propertyScopes(semantics));
  searchers.set(key, searcher);
  return searcher;
}

/** How each kind is done whole. */
const WHOLE: { readonly [K in WholeKind]: (given: Whole[K]['given']) => Promise<Whole[K]['result']> } = {
  check: async (given) => {
    const { semantics, model } = await subjectOf(given);
    const { verdict, explored } = checkAll(semantics, model, given.scope, given.options);
    const { ending } = explored;
    return { verdict, explored: { ending } };
  },
  diff: async ({ a, b, scope }) => atOnce(diffScope(await semanticsArgument(a), await semanticsArgument(b), scope)),
  properties: async (given) => atOnce((await searcherOf(given)).search(given.piece)),
  race: async ({ scenario, name, states }) => {
    const seconds = stopwatch();
    const race = raceOf(scenario, await semanticsArgument(name));
    return { searched: atOnce(search(race, limitsOf(states))), seconds: seconds() };
  },
};

/** How each kind is joined: with a part of its own, which knows the first state. */
const SHARED: { readonly [K in SharedKind]: (given: Shared[K]['given']) => Promise<Part & { first(): string }> } = {
  check: async (given) => {
    const { semantics, model } = await subjectOf(given);
    return new Portion(new Lockstep(semantics, model, given.scope, given.options));
  },
  diff: async ({ a, b, scope }) => diffPortion(await semanticsArgument(a), await semanticsArgument(b), scope),
  properties: async (given) => {
    if (given.piece.is === 'paths') throw new Error('paths: expected to be searched whole');
    return (await searcherOf(given)).portion(given.piece.scope);
  },
};

const say = (reply: Reply) => parentPort!.postMessage(reply);

async function done<K extends WholeKind>({ kind, given }: WholeOrder<K>): Promise<void> {
  say({ is: 'done', result: await WHOLE[kind](given as never) });
}

let part: Part | undefined;

async function begin<K extends SharedKind>({ kind, given }: SharedOrder<K>): Promise<void> {
  const joined = await SHARED[kind](given as never);
  joined.first();
  part = joined;
  say({ is: 'ready' });
}

parentPort!.on('message', (message: Message) => {
  if (message.is === 'begin') void begin(message.order);
  else if (message.is === 'do') void done(message.order);
  else {
    const outcomes = message.tasks.map((task) => atOnce(part!.expand(task)));
    say({ is: 'expanded', outcomes, counts: part!.counts() });
  }
});

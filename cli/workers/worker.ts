import { parentPort } from 'node:worker_threads';
import { checkAll } from '../../checker/check/check.ts';
import { Portion } from '../../checker/check/portion.ts';
import { diffScope } from '../../checker/diff/diff-scope.ts';
import { PropertySearcher } from '../../checker/promises/property-search.ts';
import { propertyScopes } from '../../checker/requests/scopes.ts';
import { atOnce } from '../../checker/search/run.ts';
import { modelNamed } from '../../model/index.ts';
import { semanticsArgument } from '../semantics.ts';
import type { CheckAssignment, Given, Kind, Order, Result } from './assignments.ts';
import type { Message, Reply } from './crew.ts';

/** Expands the states that it is given of the check it has joined, and tells what came of each and what it counted so far. */
let portion: Portion | undefined;

/** Remembers what it has found out in the pieces before. */
const searchers = new Map<string, PropertySearcher>();

/** The semantics of a check, and a model to compare it with. */
async function subjectOf({ name, fault }: CheckAssignment) {
  const semantics = await semanticsArgument(name);
  const model = semantics.model === undefined ? undefined : modelNamed(semantics.model).create(fault);
  return { semantics, model };
}

/** How each kind of assignment is done. */
const DONE: { readonly [K in Kind]: (given: Given<K>) => Promise<Result<K>> } = {
  check: async (given) => {
    const { semantics, model } = await subjectOf(given);
    const { verdict, explored } = checkAll(semantics, model, given.scope, given.options);
    const { ending } = explored;
    return { verdict, explored: { ending } };
  },
  diff: async ({ a, b, scope }) => atOnce(diffScope(await semanticsArgument(a), await semanticsArgument(b), scope)),
  properties: async ({ name, piece }) => {
    let searcher = searchers.get(name);
    if (searcher === undefined) {
      const semantics = await semanticsArgument(name);
      searcher = new PropertySearcher(semantics, propertyScopes(semantics));
      searchers.set(name, searcher);
    }
    return atOnce(searcher.search(piece));
  },
};

const say = (reply: Reply) => parentPort!.postMessage(reply);

async function done<K extends Kind>({ kind, given }: Order<K>): Promise<void> {
  say({ is: 'done', result: await DONE[kind](given as never) });
}

async function begin(assignment: CheckAssignment): Promise<void> {
  const { semantics, model } = await subjectOf(assignment);
  const { scope, options } = assignment;
  portion = new Portion(semantics, model, scope, options);
  portion.first();
  say({ is: 'ready' });
}

parentPort!.on('message', (message: Message) => {
  if (message.is === 'begin') void begin(message.assignment);
  else if (message.is === 'do') void done(message.order);
  else {
    const outcomes = message.tasks.map(({ path, number }) => atOnce(portion!.expand(path, number)));
    say({ is: 'expanded', outcomes, counts: portion!.counts() });
  }
});

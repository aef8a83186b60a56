import { parentPort } from 'node:worker_threads';
import { checkAll } from '../checker/check/check.ts';
import { Portion } from '../checker/check/portion.ts';
import { atOnce } from '../checker/search/run.ts';
import { modelNamed } from '../model/index.ts';
import type { CheckAssignment, CheckOrder, CheckReply } from './check-crew.ts';
import { semanticsArgument } from './semantics.ts';

/** Expands the states that it is given of the check it has joined, and tells what came of each and what it counted so far. */
let portion: Portion | undefined;

/** The semantics of a check, and a model to compare it with. */
async function subjectOf({ name, fault }: CheckAssignment) {
  const semantics = await semanticsArgument(name);
  const model = semantics.model === undefined ? undefined : modelNamed(semantics.model).create(fault);
  return { semantics, model };
}

async function checked(assignment: CheckAssignment): Promise<void> {
  const { semantics, model } = await subjectOf(assignment);
  const { verdict, explored } = checkAll(semantics, model, assignment.scope, assignment.options);
  const { ending } = explored;
  parentPort!.postMessage({ is: 'checked', checked: { verdict, explored: { ending } } } satisfies CheckReply);
}

async function begin(assignment: CheckAssignment): Promise<void> {
  const { semantics, model } = await subjectOf(assignment);
  const { scope, options } = assignment;
  portion = new Portion(semantics, model, scope, options);
  portion.first();
  parentPort!.postMessage({ is: 'ready' } satisfies CheckReply);
}

parentPort!.on('message', (order: CheckOrder) => {
  if (order.is === 'begin') {
    void begin(order.assignment);
    return;
  }
  if (order.is === 'check') {
    void checked(order.assignment);
    return;
  }
  const outcomes = order.tasks.map(({ path, number }) => atOnce(portion!.expand(path, number)));
  parentPort!.postMessage({ is: 'expanded', outcomes, counts: portion!.counts() } satisfies CheckReply);
});

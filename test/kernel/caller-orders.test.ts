import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { sharedBy, TURN, WORD, waitWhile } from '../../kernel/caller-orders.ts';

/** A thread that wakes whoever waits for a turn, again and again for some ms, and then passes the turn, or never does. */
function waking(words: Int32Array, { ms, passes }: { readonly ms: number; readonly passes: boolean }): Worker {
  const script = `
    const { words, turn, next, ms, passes } = require('node:worker_threads').workerData;
    for (const end = performance.now() + ms; performance.now() < end; ) Atomics.notify(words, turn);
    if (passes) {
      Atomics.store(words, turn, next);
      Atomics.notify(words, turn);
    }`;
  const workerData = { words, turn: WORD.turn, next: TURN.waits, ms, passes };
  return new Worker(script, { eval: true, workerData });
}

describe('a caller that waits for its turn', () => {
  test('is not misled by a wake-up that was meant for another turn', () => {
    const { words } = sharedBy('no-capability');
    const worker = waking(words, { ms: 200, passes: true });
    expect(waitWhile(words, TURN.ordered)).toBe(true);
    expect(Atomics.load(words, WORD.turn)).toBe(TURN.waits);
    void worker.terminate();
  });
  test('gives up when its time is over, however often it is woken', () => {
    const { words } = sharedBy('no-capability');
    const worker = waking(words, { ms: 1000, passes: false });
    expect(waitWhile(words, TURN.ordered, 300)).toBe(false);
    void worker.terminate();
  });
});

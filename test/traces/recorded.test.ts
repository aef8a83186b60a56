import { expect, test } from 'vitest';
import { ROOT } from '../support/command.ts';
import { ran } from '../support/room.ts';

test.each(['spec', 'model'])('every recorded trace is held on its %s', async (target) => {
  const { status, stdout } = await ran(ROOT, 'replay', 'traces', '--target', target, '--quiet', '--json');
  const { planned, held } = JSON.parse(stdout);
  expect({ status, held }).toEqual({ status: 0, held: planned });
  expect(planned).toBeGreaterThan(2700);
});

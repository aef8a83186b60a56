import { afterEach, expect, test, vi } from 'vitest';
import { CallFailed } from '../../kernel/failure.ts';
import { Guest } from '../../kernel/guest.ts';

afterEach(() => vi.unstubAllEnvs());

// Fails by the end of this process: a signal to a process that did not start goes to its whole group.
test('a process that cannot be started is an error, and is not killed', () => {
  const guest = new Guest('/nowhere');
  vi.stubEnv('PATH', '/nowhere');
  expect(() => guest.enter('/nowhere')).toThrow(CallFailed);
  guest.end();
});
test('a process that was started ends with its machine', () => {
  const guest = new Guest('/nowhere');
  expect(() => guest.enter('/nowhere')).toThrow('ENOENT');
  guest.end();
});

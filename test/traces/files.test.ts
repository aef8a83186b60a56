import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTraceFiles } from '../../traces/files.ts';
import { ROOT } from '../support/command.ts';

const FOLDER = join(ROOT, 'traces/facts/cgroup');

test('a trace that is named by itself and in a folder is read once, where it comes first', () => {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  const last = join(FOLDER, names.toSorted().at(-1)!);
  const { traces } = readTraceFiles([last, FOLDER, `${FOLDER}/../cgroup`, last]);
  expect(traces[0]!.path).toBe(last);
  expect(traces).toHaveLength(names.length);
});

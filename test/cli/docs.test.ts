import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { generatedDocs, PAGES } from '../../cli/pages/docs.ts';
import { parseTrace, readTrace } from '../../traces/read.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('what is generated and committed is not stale', () => {
  test.each([...generatedDocs()])('docs/%s (npm run docs)', (name, text) => {
    expect(read(`docs/${name}`)).toBe(text);
  });
  // That of the fixes takes a minute to make: test/checker/rediscover.test.ts holds it to the searches that take less.
  test.each([...PAGES].filter(([name]) => name !== 'rediscovered.md'))(
    'docs/%s (npm run docs)',
    { timeout: 120_000 },
    async (name, make) => {
      expect(read(`docs/${name}`)).toBe(await make());
    },
  );
});

describe('what the documentation shows is true', () => {
  test('the example of docs/trace-format.md is a trace', () => {
    const example = /```json\n([\s\S]*?)```/.exec(read('docs/trace-format.md'))![1]!;
    expect(parseTrace('the example', JSON.parse(example)).steps).toHaveLength(2);
  });
  test('every trace of the corpus can be read', () => {
    const files = readdirSync(new URL('../../traces', import.meta.url), { recursive: true, encoding: 'utf8' });
    const traces = files.filter((file) => file.endsWith('.json'));
    expect(traces.length).toBeGreaterThan(100);
    for (const file of traces)
      expect(() => readTrace(new URL(`../../traces/${file}`, import.meta.url).pathname)).not.toThrow();
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SCOPES } from '../src/checker/scopes.ts';
import { conformanceSuite } from '../src/checker/suite.ts';
import { generatedDocs, PAGES } from '../src/cli/docs.ts';
import { TcxModel } from '../src/model/model-machine.ts';
import { tcx } from '../src/spec/profiles/tcx/index.ts';
import { parseTrace, readTrace } from '../src/traces/read.ts';
import { formatTrace } from '../src/traces/write.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

describe('what is generated and committed is not stale', () => {
  test.each([...generatedDocs()])('docs/%s (npm run docs)', (name, text) => {
    expect(read(`docs/${name}`)).toBe(text);
  });
  test.each([...PAGES])('docs/%s (npm run docs)', { timeout: 120_000 }, async (name, make) => {
    expect(read(`docs/${name}`)).toBe(await make());
  });
  test('traces/conformance/tcx (mprog traces tcx --out traces/conformance/tcx --force)', () => {
    const { traces, unreached } = conformanceSuite(tcx, new TcxModel(), Object.values(SCOPES));
    expect(unreached).toEqual([]);
    expect(readdirSync(new URL('../traces/conformance/tcx', import.meta.url)).sort()).toEqual(
      traces.map(({ file }) => file).sort(),
    );
    for (const { file, trace } of traces) expect(read(`traces/conformance/tcx/${file}`)).toBe(formatTrace(trace));
  });
});

describe('what the documentation shows is true', () => {
  test('the example of docs/trace-format.md is a trace', () => {
    const example = /```json\n([\s\S]*?)```/.exec(read('docs/trace-format.md'))![1]!;
    expect(parseTrace('the example', JSON.parse(example)).steps).toHaveLength(2);
  });
  test('every trace of the corpus can be read', () => {
    const files = readdirSync(new URL('../traces', import.meta.url), { recursive: true, encoding: 'utf8' });
    const traces = files.filter((file) => file.endsWith('.json'));
    expect(traces.length).toBeGreaterThan(100);
    for (const file of traces)
      expect(() => readTrace(new URL(`../traces/${file}`, import.meta.url).pathname)).not.toThrow();
  });
});

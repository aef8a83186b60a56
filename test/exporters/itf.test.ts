import { describe, expect, test } from 'vitest';
import { ITF, itfOf } from '../../exporters/itf/exporter.ts';
import { fromItf, Itf, toItf } from '../../traces/itf.ts';
import { parseTrace } from '../../traces/parse.ts';
import { made, suiteOf, wrongly } from '../support/exporting.ts';

describe.each(['tcx', 'cgroup', 'xdp', 'freplace'])('itf of the suite of %s', (profile) => {
  const traces = suiteOf(profile);
  const { files, skipped } = made(ITF, profile, traces);
  const documents = files.map((file) => ({ document: JSON.parse(file.text) as unknown, trace: file.traces[0]!.trace }));

  test('has a file for each trace whose outcomes are defined', () => {
    expect(files.length + skipped.length).toBe(traces.length);
    expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
    for (const { reason } of skipped) expect(reason).toMatch(/^step \d+: undefined behaviour/);
    expect(skipped.length).toBeLessThan(5);
  });

  test('is ITF, read back as the requests of the trace', () => {
    for (const { document, trace } of documents)
      expect(parseTrace('x', document).steps.map(({ request }) => request)).toEqual(
        trace.steps.map(({ request }) => request),
      );
  });

  test('has the outcomes, rules and lists that the trace expects', () => {
    for (const { document, trace } of documents) {
      const { states } = Itf.parse(document);
      expect(states).toHaveLength(trace.steps.length + 1);
      for (const [index, { expect: expected }] of trace.steps.entries()) {
        const { outcome, rule, hooks } = states[index + 1]!;
        expect([outcome, rule]).toEqual([expected.outcome, expected.rule]);
        const shown = Object.fromEntries(
          hooks['#map'].map(([name, { tag, value }]) => [name, { is: tag, ...(fromItf(value) as object) }]),
        );
        expect(shown).toMatchObject(expected.hooks ?? {});
      }
    }
  });
});

describe('itf', () => {
  const [first] = suiteOf('tcx');
  test('is refused where a field, a variable or a number is none of the format', () => {
    const itf = itfOf(first!) as Itf;
    const { states } = itf;
    for (const wrong of [
      { ...itf, surprise: 1 },
      { ...itf, vars: ['hooks'] },
      { ...itf, states: [] },
      { ...itf, states: states.toReversed() },
      { ...itf, states: [{ ...states[0], universe: 1 }] },
      { ...itf, states: [{ ...states[0], universe: { '#bigint': 'many' } }] },
      { ...itf, states: [{ ...states[0], universe: { '#set': [] } }] },
    ])
      expect(Itf.safeParse(wrong).success).toBe(false);
    expect(Itf.safeParse(itf).success).toBe(true);
  });

  test('is not made of a trace that the spec contradicts', () => {
    const { trace, path } = first!;
    const expecting = (more: object) =>
      itfOf({
        path,
        trace: { ...trace, steps: trace.steps.map((step) => ({ ...step, expect: { ...step.expect, ...more } })) },
      });
    expect(expecting({ outcome: 'EPERM' })).toBe('step 1: not what tcx says: outcome: expected EPERM, found ok');
    expect(expecting({ rule: 'mine' })).toBe('step 1: not what tcx says: rule: expected mine, found attach/append');
    const [hook] = Object.keys(trace.steps[0]!.expect.hooks!);
    expect(expecting({ hooks: { [hook!]: { is: 'nothing' } } })).toMatch(
      /^step 1: not what tcx says: ingress afterwards: /,
    );
    expect(itfOf(wrongly(first!))).toMatch(
      /^step \d: not what tcx says: ingress afterwards: expected .* rev 3, found .* rev 2$/,
    );
    expect(itfOf({ path, trace: { ...trace, profile: 'mine' } })).toMatch(/^no profile is called "mine"/);
  });

  test('is refused where a map has a key twice, wherever that is', () => {
    const written = itfOf(first!) as Itf;
    const twice = structuredClone(written) as unknown as { states: { hooks: { '#map': unknown[] } }[] };
    const map = twice.states[1]!.hooks['#map'];
    map.push(map[0]);
    expect(() => parseTrace('a.itf.json', twice)).toThrow(
      'a.itf.json: states[1].hooks: expected each key of #map once, found "ingress" twice',
    );
    expect(parseTrace('a.itf.json', structuredClone(written)).steps.length).toBe(first!.trace.steps.length);
  });

  test.each([[-1], [true], ['a'], [[1, [2]]], [{ a: { b: [{ c: 0 }] } }]])('gives %j back', (value) => {
    expect(fromItf(toItf(value))).toEqual(value);
  });
  test.each([[null], [0.5]])('has no value for %j', (value) => {
    expect(() => toItf(value)).toThrow('ITF has no value');
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ITF, itfOf } from '../../exporters/itf/exporter.ts';
import { readAny } from '../../observe/formats.ts';
import { usualProfile } from '../../observe/host-traces.ts';
import { cgroup, netkit, tcx617 } from '../../spec/families/profiles.ts';
import type { Itf } from '../../traces/itf.ts';
import { parseTraceText } from '../../traces/parse.ts';
import { made, suiteOf } from '../support/exporting.ts';

const read = (document: unknown, asked = {}) =>
  readAny('x.itf.json', JSON.stringify(document, null, 1), { empty: false, profileFor: usualProfile, ...asked });

/** A document in which one thing is changed. */
function edited(document: Itf, edit: (copy: { states: Record<string, unknown>[] } & Record<string, unknown>) => void) {
  const copy = structuredClone(document) as never;
  edit(copy);
  return copy;
}

describe.each(['tcx', 'cgroup', 'xdp', 'netkit', 'freplace', 'rfc-v2'])('the suite of %s', (profile) => {
  const { files } = made(ITF, profile, suiteOf(profile));
  test('comes back from ITF as it was exported: requests, outcomes, rules, views, hooks, and what exists', () => {
    expect(files.length).toBeGreaterThan(50);
    for (const { text, traces } of files) {
      const { path, trace: before } = traces[0]!;
      const trace = parseTraceText(path, text);
      expect([trace.profile, trace.title, trace.family]).toEqual([before.profile, before.title, before.family]);
      expect(trace.universe).toEqual(before.universe);
      expect(trace.steps.map(({ request }) => request)).toEqual(before.steps.map(({ request }) => request));
      // What the exporter says of a trace is what it says of the trace that was read.
      expect(itfOf({ path, trace })).toEqual(JSON.parse(text));
    }
  });
  test('is as the rules give it', () => {
    for (const { text } of files.slice(0, 20)) {
      const { file, traces } = readAny('x', text, { empty: false, profileFor: usualProfile });
      const [part] = file.parts;
      expect([file.result, part!.profile, part!.steps.length]).toEqual(['held', profile, traces[0]!.steps.length]);
    }
  });
});

const document = itfOf(
  suiteOf('tcx').find(({ path, trace }) => path.includes('insert-after') && trace.steps.length === 3)!,
) as Itf;
const last = document.states.length - 1;

describe('a trace of ITF', () => {
  test.each([
    ['outcome', (state: Record<string, unknown>) => (state.outcome = 'EPERM'), 'outcome: expected ok, found EPERM'],
    [
      'rule',
      (state: Record<string, unknown>) => (state.rule = 'attach/append'),
      /^rule: expected attach\/insert-after/,
    ],
    [
      'list',
      (state: Record<string, unknown>) => {
        const text = JSON.stringify(state.hooks).replace('"revision":{"#bigint":"4"}', '"revision":{"#bigint":"7"}');
        expect(text).toContain('"7"');
        state.hooks = JSON.parse(text);
      },
      /^ingress afterwards: expected .* rev 4, found .* rev 7$/,
    ],
  ])('is held to the rules: its %s, located', (_, change, said) => {
    const wrong = edited(document, ({ states }) => change(states[last]!));
    const { file } = read(wrong);
    const step = file.parts[0]!.steps.at(-1)!;
    expect([file.result, step.number, step.differences]).toEqual([
      'violated',
      last,
      [typeof said === 'string' ? said : expect.stringMatching(said)],
    ]);
    const lines = JSON.stringify(wrong, null, 1).split('\n');
    expect(lines.slice(step.line - 1, step.line + 2).map((line) => line.trim())).toEqual([
      '{',
      '"#meta": {',
      `"index": ${last}`,
    ]);
  });
  test('may come from another tool: numbers, tuples, sets, a map for a record, variables of its own, no profile', () => {
    const other = edited(document, (copy) => {
      copy['#meta'] = { varTypes: {} };
      copy.vars = ['universe', 'request', 'outcome', 'hooks', 'clock'];
      for (const [index, state] of copy.states.entries()) {
        state.clock = { '#tup': [index] };
        delete state.rule;
        delete state.view;
        delete state['#meta'];
        state.hooks = JSON.parse(
          JSON.stringify(state.hooks)
            .replace(/\{"#bigint":"(\d+)"\}/g, '$1')
            .replace(/"slots":(\[[^\]]*\])/g, '"slots":{"#tup":$1}'),
        );
      }
      const universe = copy.states[0]!.universe as { programs: object; links: unknown };
      const changed = { ...universe, programs: { '#map': Object.entries(universe.programs) } };
      for (const state of copy.states) state.universe = { ...changed, links: { '#set': universe.links } };
    });
    const { file, traces } = read(other);
    expect([file.result, file.parts[0]!.profile, file.parts[0]!.steps.length]).toEqual(['held', 'tcx', last]);
    expect(traces[0]!.universe).toEqual(parseTraceText('x', JSON.stringify(document)).universe);
    expect(() => parseTraceText('x', JSON.stringify(other))).toThrow(
      'x: #meta.profile: expected the profile that it is a trace of, found nothing',
    );
  });
  test('is compared with the semantics that is asked for', () => {
    expect(read(document, { asked: tcx617 }).file.parts[0]!.profile).toBe('tcx-6.17');
    for (const [asked, found] of [
      [cgroup, 'cgroup'],
      [netkit, 'netkit'],
    ] as const)
      expect(() => read(document, { asked })).toThrow(
        `x.itf.json: states[0].universe: expected "${found}", which is what ${found} is about, found "tcx"`,
      );
  });
});

type Tree = Record<string | number, unknown>;

describe('what Quint wrote', () => {
  const text = readFileSync(new URL('samples/itf/attach.itf.json', import.meta.url), 'utf8');
  test('is as the rules give it', () => {
    const { file, traces } = readAny('quint', text, { empty: false, profileFor: usualProfile });
    expect([file.result, file.parts[0]!.steps.map(({ said, found }) => `${said}: ${found}`)]).toEqual([
      'held',
      ['A: ok', 'B: ok', 'A: EEXIST', 'A: EEXIST', 'B: EEXIST'].map(
        (each) => `attach ${each.replace(':', '  at ingress:')}`,
      ),
    ]);
    expect(traces[0]!.profile).toBe('tcx');
  });
  test('is held to the rules', () => {
    const wrong = text.replace('"EEXIST"', '"ok"');
    const { parts } = readAny('quint', wrong, { empty: false, profileFor: usualProfile }).file;
    expect(parts[0]!.steps.at(-1)).toMatchObject({ number: 3, differences: ['outcome: expected EEXIST, found ok'] });
  });
});

/** The document with another value at a place; without the value where it is undefined. */
function changed([...path]: readonly (string | number)[], value: unknown) {
  return edited(document, (copy) => {
    const last = path.pop()!;
    const place = path.reduce<Tree>((at, key) => at[key] as Tree, copy);
    if (value === undefined) delete place[last];
    else place[last] = value;
  });
}

describe('what is no such trace is refused at one place:', () => {
  test.each<[string, readonly (string | number)[], unknown, string]>([
    [
      'a variable is missing',
      ['vars'],
      ['universe', 'outcome', 'x'],
      'vars: expected universe, request, outcome (and rule, hooks, view, if they are known), found no request',
    ],
    [
      'a state has no value of it',
      ['states', 1, 'request'],
      undefined,
      'states[1]: expected the variable request, found none',
    ],
    ['there are no states', ['states'], [], 'states: expected a list of at least 2, found a shorter one'],
    [
      'what exists changes',
      ['states', 2, 'universe'],
      { programs: {} },
      'states[2].universe: expected that of the first state, found another',
    ],
    [
      'an operation is not known',
      ['states', 1, 'request', 'tag'],
      'jump',
      'states[1].request.tag: expected "prog_attach"',
    ],
    [
      'a field of a request is wrong',
      ['states', 1, 'request', 'value', 'hook'],
      1,
      'states[1].request.value.hook: expected a text, found 1',
    ],
    ['an outcome is none', ['states', 1, 'outcome'], 'fine', 'states[1].outcome: expected "ok"'],
    ['a profile is not known', ['#meta', 'profile'], 'mine', '#meta.profile: no profile is called "mine"'],
    ['a family is not known', ['#meta', 'family'], 'mine', '#meta.family: no family is called "mine"'],
    [
      'something is attached before the first request',
      ['states', 0, 'hooks'],
      document.states[1]!.hooks,
      'states[0].hooks: ingress: expected ',
    ],
  ])('%s', (_, path, value, said) => {
    expect(() => read(changed(path, value))).toThrow(`x.itf.json: ${said}`);
  });
});

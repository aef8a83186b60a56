import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MERMAID, mermaidOf } from '../../exporters/mermaid/mermaid.ts';
import { agentsOf } from '../../traces/agents.ts';
import { readTraceFiles, type TraceFile } from '../../traces/files.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { made, suiteOf, wrongly } from '../support/exporting.ts';

/** The lines of a sequence diagram that Mermaid reads: a `;` or `#` in a text would end it. */
const TEXT = '[^;#\\n]+';
const LINES = [
  '---',
  'title: ".*"',
  '%% .*',
  'sequenceDiagram',
  `  participant (?:a\\d+|hook) as ${TEXT}`,
  `  a\\d+->>hook: ${TEXT}`,
  `  hook-->>a\\d+: ${TEXT}`,
  `  Note over hook: ${TEXT}`,
].map((line) => new RegExp(`^${line}$`));

const races = (profile: string): readonly TraceFile[] =>
  readTraceFiles([join(PACKAGE, 'traces', 'races', profile)]).traces;

describe.each(['tcx', 'cgroup', 'xdp', 'freplace'])('diagrams of the suite of %s', (profile) => {
  const traces = suiteOf(profile);
  const { files, skipped } = made(MERMAID, profile, traces);

  test('are one for each trace, under a name of its own, whatever comes out of it', () => {
    expect([files.length, skipped]).toEqual([traces.length, []]);
    expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
    for (const { name } of files) expect(name).toMatch(/\.mmd$/);
  });

  test('have a question and an answer for each step, and no line that Mermaid does not read', () => {
    for (const { text, traces: of } of files) {
      const lines = text.trimEnd().split('\n');
      for (const line of lines)
        if (!LINES.some((known) => known.test(line))) throw new Error(`no line of a sequence diagram: ${line}`);
      const answers = lines.flatMap((line) => /^ {2}hook-->>a1: ([^,]+)/.exec(line)?.[1] ?? []);
      expect(answers).toEqual(of[0]!.trace.steps.map(({ expect: { outcome } }) => outcome));
      expect(lines.filter((line) => line.includes('->>hook'))).toHaveLength(answers.length);
    }
  });
});

describe('a diagram', () => {
  test('of a race names who makes each request, and whoever looks afterwards', () => {
    const all = races('tcx');
    expect(all.filter(({ trace }) => new Set(agentsOf(trace)).size > 1).length).toBeGreaterThan(5);
    for (const file of all) {
      const agents = agentsOf(file.trace);
      expect(agents.length).toBeGreaterThan(0);
      const text = mermaidOf(file, '9.9');
      const named = [...text.matchAll(/participant (a\d+) as (.+)/g)].map(([, id, name]) => [id, name] as const);
      const by = [...text.matchAll(/ {2}(a\d+)->>hook/g)].map(([, id]) => new Map(named).get(id!));
      expect(by.slice(0, agents.length)).toEqual(agents);
      expect(by.slice(agents.length).every((name) => name === 'reader')).toBe(true);
    }
  });

  test('shows a list where it is another than before, and keeps a title of whatever characters', () => {
    const [file] = suiteOf('tcx').filter(({ path }) => path.endsWith('attach--already-attached.json'));
    const trace = { ...file!.trace, title: 'a "title": with #; and ---' };
    const text = mermaidOf({ path: 'a.json', trace }, '9.9');
    expect(text.split('\n').slice(0, 4)).toEqual([
      '---',
      'title: "a \\"title\\": with #; and ---"',
      '---',
      '%% a.json, by mprog-spec 9.9',
    ]);
    expect(text).toContain(
      '  Note over hook: (empty) rev 1\n  a1->>hook: attach A\n  hook-->>a1: ok\n  Note over hook: A rev 2\n',
    );
    expect(text).toMatch(/hook-->>a1: EEXIST\n$/);
  });

  test('is refused, with the step, where the spec says otherwise than the trace', () => {
    const [file] = suiteOf('tcx');
    const wrong = structuredClone(file!.trace) as unknown as { steps: { expect: { outcome: string } }[] };
    wrong.steps[0]!.expect.outcome = 'EIO';
    const { files, skipped } = made(MERMAID, 'tcx', [{ path: 'a.json', trace: wrong as never }, wrongly(file!)]);
    expect([files, skipped.map(({ reason }) => reason)]).toEqual([
      [],
      [
        'step 1: not what tcx says: outcome: expected EIO, found ok',
        expect.stringMatching(/^step \d: not what tcx says: ingress afterwards: expected .* rev 3, found .* rev 2$/),
      ],
    ]);
  });
});

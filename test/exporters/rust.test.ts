import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AYA, libtestResults } from '../../clients/aya.ts';
import { runClient } from '../../clients/run.ts';
import { RUST } from '../../exporters/rust/rust.ts';
import { readTraceFiles } from '../../traces/files.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { made, suiteOf, whyNot, wrongly } from '../support/exporting.ts';

/** The library is downloaded and compiled, which takes longer than all other tests of exporters. */
const missing = process.env.MPROG_RUST === '1' ? whyNot('cargo') : 'MPROG_RUST is not 1';
const title = (text: string) => (missing === undefined ? text : `${text} (skipped: ${missing})`);
const client = (...names: readonly string[]) =>
  readTraceFiles(names.map((name) => join(PACKAGE, 'traces', 'clients', name))).traces;

describe('rust', () => {
  test('carries what the library can express, and gives a reason for every other trace', () => {
    const traces = [...suiteOf('tcx'), ...suiteOf('cgroup'), ...client('tcx', 'cgroup')];
    const { files, skipped } = made(RUST, 'some', traces);
    expect(files.map(({ name }) => name)).toEqual(['some.rs']);
    expect(files[0]!.traces.length).toBeGreaterThan(12);
    expect(files[0]!.traces.length + skipped.length).toBe(traces.length);
    const reasons = skipped.map(({ reason }) => reason.replace(/^step \d+: /, ''));
    expect(reasons).toContain('the library attaches by links alone, on kernels that have them');
    expect(reasons).toContain('a LinkOrder has one direction');
  });

  test('writes the calls as a user of the library does', () => {
    const { text } = made(RUST, 'one', client('tcx/links-in-order.json')).files[0]!;
    expect(text).toContain(
      '|w| { let order = LinkOrder::before_link(w.link("L1"))?; w.tcx("ingress", "L3", "C", order) });',
    );
    expect(text).toContain('w.shows(step, "ingress", 6, "B/L2 C/L3 D/L4");');
  });

  test('ignores what is known to deviate, and what is skipped, which never passes', () => {
    const { text } = made(RUST, 'two', [...client('tcx/link-update-refused.json'), ...suiteOf('tcx')]).files[0]!;
    expect(text).toMatch(/#\[ignore = "known deviation: attach_to_link closes the link [^\n]*\nfn t001_/);
    expect(text).toMatch(/#\[ignore = "step 1: the library [^\n]*\nfn t\d+_\w+\(\) \{\n {4}panic!\("cannot run: /);
  });

  test('reads what libtest prints', () => {
    const printed = [
      'test t001_a ... ok',
      'test t002_b ... FAILED',
      'test t003_c ... FAILED',
      'failures:',
      '',
      '---- t002_b stdout ----',
      '',
      "thread 'main' (1) panicked at tests/traces.rs:1:1:",
      'step 2: attach: expected success, found File exists',
      '',
      '---- t003_c stdout ----',
      'cannot run: cgroup2 is not mounted',
      '',
      'failures:',
      '    t002_b',
    ].join('\n');
    expect(libtestResults(printed)).toEqual([
      { is: 'conforms' },
      { is: 'deviates', step: 2, said: 'attach: expected success, found File exists' },
      { is: 'skipped', reason: 'cgroup2 is not mounted' },
    ]);
  });

  test.skipIf(missing !== undefined)(
    title('passes on this kernel, but for a wrong expectation and a refused update'),
    { timeout: 300_000 },
    async () => {
      const traces = client('tcx/links-in-order.json', 'cgroup/links-below-first.json', 'tcx/link-update-refused.json');
      const control = async () => 'conforms' as const;
      const found = await runClient(AYA, { traces: [...traces, wrongly(traces[0]!)], control });
      expect([found.notRun, found.tests]).toEqual([undefined, 4]);
      expect(found.deviations.map(({ title, step }) => [title, step])).toEqual([
        ['Is a link still there when its update is refused?', 3],
        ['a wrong expectation', 5],
      ]);
    },
  );
});

import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PropertyReport } from '../../checker/promises/property-report.ts';
import { readTrace } from '../../traces/read.ts';
import { ROOT } from '../support/command.ts';
import { ran } from '../support/room.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const written = (file: string, text: string) => {
  writeFileSync(join(directory, file), text);
  return file;
};

/** What a search for violations of a property says; `more` are options. */
async function properties(file: string, property: string, ...more: string[]) {
  const { status, stdout } = await ran(directory, 'check', file, '--properties', property, '--json', ...more);
  const [standing] = PropertyReport.parse(JSON.parse(stdout)).properties;
  return { status, standing: standing! };
}

describe('a violation by a proposal', () => {
  test('is put on record beside its file, and is known from there', async () => {
    const file = written(
      'unchecked.mjs',
      `import { derive, tcx } from 'mprog-spec';
      export default derive(tcx, { name: 'unchecked', title: 'tcx without revisions', remove: ['attach/stale-revision'] });`,
    );
    const before = await properties(file, 'set-revision-counts');
    expect([before.status, before.standing.expected]).toEqual([1, false]);

    const record = join('anomalies', 'unchecked', 'set-revision-counts.json');
    const accepted = await properties(file, 'set-revision-counts', '--accept', 'nobody expects one');
    expect([accepted.status, accepted.standing.finding!.file]).toEqual([0, record]);
    const trace = readTrace(join(directory, record));
    expect(trace).toMatchObject({ profile: 'unchecked', origin: { kind: 'anomaly', note: 'nobody expects one' } });

    const after = await properties(file, 'set-revision-counts');
    expect([after.status, after.standing.expected]).toEqual([0, true]);
    const { stdout } = await ran(directory, 'check', file, '--properties', 'set-revision-counts');
    expect(stdout).toContain(`set-revision-counts: on record in ${record}`);
  });

  test('is not known by a trace of another profile', async () => {
    const file = written(
      'lenient.mjs',
      `import { derive, tcx } from 'mprog-spec';
      export default derive(tcx, { name: 'lenient', title: 'tcx with lists that are never full', remove: ['attach/full'] });`,
    );
    const record = join('anomalies', 'lenient', 'within-capacity.json');
    mkdirSync(join(directory, 'anomalies', 'lenient'), { recursive: true });
    cpSync(join(ROOT, 'traces/anomalies/tcx/relative-untouched.json'), join(directory, record));
    const { status, stderr } = await ran(directory, 'check', file, '--scope', 'full');
    expect([status, stderr]).toEqual([
      2,
      `${record}: profile: expected "lenient", of which this is on record, found "tcx"\n`,
    ]);
  });

  test('is not known by the name of a property alone', async () => {
    const { status, stdout } = await ran(ROOT, 'check', 'test/cases/proposals/other-promise.mjs', '--no-write');
    expect(status).toBe(1);
    expect(stdout).toContain('✗ after 1 step: property relative-untouched is violated: No attach succeeds.');
  });

  test('is not known of another file whose proposal has the same name', async () => {
    const text = `import { derive, tcx } from 'mprog-spec';
      export default derive(tcx, { name: 'unchecked', title: 'another', remove: ['attach/stale-revision'] });`;
    const elsewhere = mkdtempSync(join(directory, 'other-'));
    writeFileSync(join(elsewhere, 'unchecked.mjs'), text);
    const { status, standing } = await properties(join(elsewhere, 'unchecked.mjs'), 'set-revision-counts');
    expect([status, standing.expected]).toEqual([1, false]);
    expect(existsSync(join(elsewhere, 'anomalies'))).toBe(false);
  });

  /** What a search says of tcx with a rule under another id, and something left out. */
  function renamed(rule: string, property: string) {
    const file = written(
      'again.mjs',
      `import { derive, tcx } from 'mprog-spec';
      const old = tcx.tables.flatMap(({ rules }) => rules).find(({ id }) => id === '${rule}');
      export default derive(tcx, { name: 'again', title: 'another', remove: ['attach/stale-revision'],
        replace: { '${rule}': { ...old, id: '${rule}-again' } } });`,
    );
    return properties(file, property);
  }
  test.each([
    ['allows it, even if its base breaks the property too', 'detach/before', 'relative-untouched'],
    ['allows it, also where another rule of its base comes first', 'detach/after', 'relative-untouched'],
    ['allows it along a path, where a property remembers what was', 'attach/append', 'equal-revisions-equal-lists'],
  ])('is new where a rule that it brings %s', async (_, rule, property) => {
    const { status, standing } = await renamed(rule, property);
    expect([status, standing.expected, standing.finding!.rule]).toEqual([1, false, `${rule}-again`]);
  });
});

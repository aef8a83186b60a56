import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Counts, together } from '../../checker/check/counts.ts';
import { Verdict, Verdicts } from '../../checker/check/verdict.ts';
import { insteadOf } from '../../checker/decide/finding.ts';
import { PropertyReport } from '../../checker/promises/property-report.ts';
import { derive, searchPromises, xdp } from '../../index.ts';
import { tcx } from '../../spec/families/lists/tcx/index.ts';
import { request } from '../../spec/families/slots/vocabulary/index.ts';
import type { Profile } from '../../spec/profile.ts';
import { ROOT } from '../support/command.ts';
import { SMALL } from '../support/machines.ts';
import { ran } from '../support/room.ts';

const folder = mkdtempSync(join(tmpdir(), 'mprog-'));
afterAll(() => rmSync(folder, { recursive: true }));

const attach = request({ op: 'prog_attach', hook: 'ingress', prog: { is: 'prog', name: 'A' } });
const AT_FULL = 'test/cases/proposals/detach-at-full.ts';
const BY_PROGRAM = 'test/cases/proposals/link-by-program.ts';

async function verdictOf(...args: string[]): Promise<Verdict> {
  const { stdout } = await ran(ROOT, 'check', ...args, '--no-write', '--json');
  return Verdict.parse(JSON.parse(stdout));
}

/** Where a verdict says that the base of a proposal does not have all cases of a known anomaly: the property, and what is said. */
const widened = ({ anomalies }: Verdict) =>
  anomalies.flatMap(({ property, cases, otherwise }) =>
    otherwise === undefined ? [] : [{ property, cases, otherwise }],
  );

describe('a known anomaly of the base of a proposal', () => {
  test('is counted apart where the base refuses the request', async () => {
    const [found, ...more] = widened(await verdictOf(AT_FULL, '--scope', 'full'));
    expect(more).toEqual([]);
    const { steps, ...said } = found!.otherwise;
    expect([found!.property, found!.cases, said]).toEqual([
      'relative-untouched',
      24,
      {
        by: 'tcx',
        cases: 8,
        rule: 'detach/after',
        instead: { outcome: 'ERANGE', rule: 'detach/index-beyond-capacity' },
      },
    ]);
    expect(steps.map(({ rule }) => rule)).toEqual(['attach/append', 'attach/append', 'detach/after']);
  });

  test('is counted apart where the base makes another change by the same rule', async () => {
    const { stdout } = await ran(ROOT, 'check', BY_PROGRAM, '--scope', 'full', '--no-write');
    expect(stdout).toContain(
      '– 32 cases of it are not in cgroup: first after 3 steps by link-create/insert-before, where cgroup changes something else by it',
    );
  });

  test('is named in what several scopes come to', async () => {
    const args = ['check', AT_FULL, '--scope', 'main', '--no-write'];
    const { stdout } = await ran(ROOT, ...args);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      '– known anomalies with cases that the base does not have: relative-untouched',
    );
    const { summaries } = Verdicts.parse(JSON.parse((await ran(ROOT, ...args, '--json')).stdout));
    expect(summaries.map((summary) => summary.widened)).toEqual([['relative-untouched']]);
  });

  test('is not counted apart where the base decides all of its cases alike', async () => {
    expect(widened(await verdictOf(AT_FULL, '--programs', '2', '--links', '1'))).toEqual([]);
  });

  test('is not counted apart of what comes with the package, where it was reviewed', async () => {
    expect(widened(await verdictOf('tcx-6.17', '--scope', 'callers'))).toEqual([]);
  });

  test('is the same for all parts of a scope together', async () => {
    const whole = await verdictOf(BY_PROGRAM, '--scope', 'full');
    const files: string[] = [];
    for (const part of ['1/2', '2/2']) {
      const file = join(folder, `part-${part[0]}.json`);
      const verdict = await verdictOf(BY_PROGRAM, '--scope', 'full', '--shard', part);
      expect(widened(verdict)).toHaveLength(2);
      writeFileSync(file, JSON.stringify(verdict));
      files.push(file);
    }
    const { stdout } = await ran(ROOT, 'merge', ...files, '--json');
    expect(Verdict.parse(JSON.parse(stdout)).anomalies).toEqual(whole.anomalies);
  });

  test('adds up over threads, with the first of all states', () => {
    const first = (state: number) => ({ state, request: attach, rule: `decides-${state}` });
    const counted = (cases: number, state: number): Counts => ({
      ...{ transitions: 0, fired: {}, tested: {}, situations: [], places: [], kept: [] },
      breaches: { broken: { cases: 9, first: first(1), otherwise: { cases, first: first(state) } } },
    });
    const { broken } = together([counted(2, 7), counted(3, 4), counted(1, 5)]).breaches;
    expect(broken).toEqual({ cases: 27, first: first(1), otherwise: { cases: 6, first: first(4) } });
  });

  test('is drawn apart on a page of the report', async () => {
    const [file, page] = [join(folder, 'verdict.json'), join(folder, 'page.md')];
    writeFileSync(file, JSON.stringify(await verdictOf(AT_FULL, '--scope', 'full')));
    await ran(ROOT, 'report', page, file, '--semantics', AT_FULL);
    expect(readFileSync(page, 'utf8')).toMatch(/^#+ Not in tcx: relative-untouched$/m);
  });
});

describe('a known anomaly of the base under --properties', () => {
  const unguarded = derive(tcx, { name: 'unguarded', title: 'a test', remove: ['attach/unknown-flag'] });
  const flagged = derive(tcx, {
    name: 'flagged',
    title: 'a test',
    flags: { MARK: ['prog_attach'] },
    slotFlags: ['MARK'],
  });
  const apart = async (semantics: Profile | 'tcx', ...properties: string[]) =>
    (await searchPromises(semantics, { properties })).properties.map(({ expected, finding }) => ({
      expected,
      cases: finding!.cases!,
      otherwise: finding!.otherwise,
    }));

  test('is counted apart where the base refuses what a trial asks: with the rest there are as many cases as in the base', async () => {
    const [own] = await apart(unguarded, 'unknown-flags-refused');
    const [base] = await apart('tcx', 'unknown-flags-refused');
    const { cases, steps, ...said } = own!.otherwise!;
    expect([own!.expected, own!.cases - cases, base!.otherwise]).toEqual([true, base!.cases, undefined]);
    expect(steps.map(({ rule }) => rule)).toEqual(['attach/append']);
    expect(said).toEqual({
      ...{ by: 'tcx', scope: 'good', rule: 'attach/append', at: { run: 'steps', step: 1 } },
      instead: { outcome: 'EINVAL', rule: 'attach/unknown-flag' },
    });
  });

  test('says which step the base decides otherwise, where it is not the last', async () => {
    const loose = derive(xdp, { name: 'loose', title: 'a test', remove: ['link-update/old-unused'] });
    const [own] = await apart(loose, 'update-takes-what-create-takes');
    const { at, instead, steps } = own!.otherwise!;
    expect([at, instead]).toEqual([
      { run: 'steps', step: 2 },
      { outcome: 'EINVAL', rule: 'link-update/old-unused' },
    ]);
    expect(steps[1]!.rule).toBe('link-update/swap');
  });

  test('is told of a history too, of which one case is counted', async () => {
    const [own] = await apart(flagged, 'equal-revisions-equal-lists');
    const { cases, steps, at } = own!.otherwise!;
    expect([own!.cases, cases, at]).toEqual([1, 1, { run: 'steps', step: steps.length }]);
    expect(steps.at(-1)!.request).toMatchObject({ flags: ['MARK'] });
  });

  test('is drawn apart on a page of the report, and not where its numbers cannot be', async () => {
    const [file, page] = [join(folder, 'properties.json'), join(folder, 'properties.md')];
    const asked = ['check', AT_FULL, '--properties', 'relative-untouched', '--json'];
    const report = PropertyReport.parse(JSON.parse((await ran(ROOT, ...asked)).stdout));
    const written = async () => {
      writeFileSync(file, JSON.stringify(report));
      return ran(ROOT, 'report', page, file, '--semantics', AT_FULL, '--force');
    };
    expect((await written()).status).toBe(0);
    expect(readFileSync(page, 'utf8')).toMatch(/^#+ Not in tcx: `relative-untouched`$/m);
    report.properties[0]!.finding!.otherwise!.at.step = 9;
    const { status, stderr } = await written();
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('otherwise.at.step: expected a step of 2 steps, found 9'),
    ]);
  });
});

describe('what another semantics does instead', () => {
  test('is its rule, in the state that the rest of a path leads to', () => {
    expect(insteadOf(tcx, tcx, SMALL, [attach])).toEqual({ outcome: 'ok', rule: 'attach/append' });
    expect(insteadOf(tcx, tcx, SMALL, [attach, attach])).toEqual({
      outcome: 'EEXIST',
      rule: 'attach/already-attached',
    });
  });
  test('is nothing where it has no rule, or no such operation', () => {
    const tables = tcx.tables.map((table) => (table.op === 'prog_attach' ? { ...table, rules: [] } : table));
    expect(insteadOf(tcx, { ...tcx, tables }, SMALL, [attach])).toEqual({});
    const without = tcx.tables.filter(({ op }) => op !== 'prog_attach');
    expect(insteadOf(tcx, { ...tcx, tables: without }, SMALL, [attach])).toEqual({});
  });
});

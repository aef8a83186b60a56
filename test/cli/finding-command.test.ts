import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DEFECTS, FindingReport } from '../../checker/promises/finding-report.ts';
import { knownAnomalies } from '../../cli/anomalies.ts';
import { mailText } from '../../cli/document/mail.ts';
import { anomalyOf, findingIds, findingOf } from '../../cli/finding.ts';
import { findingDocument } from '../../cli/text/render-finding.ts';
import { reproducerOf } from '../../exporters/reproducer/reproducer.ts';
import { findCgroupMount } from '../../kernel/cgroup-mount.ts';
import { openKernel } from '../../kernel/kernel-machine.ts';
import { XDP } from '../../kernel/xdp/target.ts';
import { replayTrace } from '../../traces/replay.ts';
import { ROOT } from '../support/command.ts';
import { whyNot } from '../support/exporting.ts';
import { refused } from '../support/room.ts';

const missing = whyNot('gcc');
const title = (text: string) => (missing === undefined ? text : `${text} (skipped: ${missing})`);
const directory = mkdtempSync(join(tmpdir(), 'mprog-finding-'));
afterAll(() => rmSync(directory, { recursive: true }));

const mprog = (...args: string[]) => refused(ROOT, 'finding', ...args);
/** Columns of a line, with tabs of 8. */
const columns = (line: string) => line.replaceAll('\t', ''.padEnd(8)).length;

/** Every short C program that there is of the profiles of one kind of hook. */
const programsOf = (...profiles: string[]) =>
  profiles.flatMap((name) =>
    knownAnomalies({ name }).flatMap(({ property, trace, file }) => {
      const made = reproducerOf({ path: file, trace });
      return 'text' in made ? [{ id: `${name}/${property}`, trace, text: made.text }] : [];
    }),
  );

describe('a violation on record as a mail', () => {
  const all = findingIds().map((id) => findingOf(anomalyOf(id)));
  test('is there for each of them, decided as it is recorded, and keeps to its schema', () => {
    expect(all.length).toBeGreaterThan(100);
    for (const report of all) {
      expect(FindingReport.parse(report)).toEqual(report);
      expect(report.result).toBe('held');
      expect(report.reproducer === undefined).toBe(report.noReproducer !== undefined);
    }
  });
  test('has 72 columns of ASCII, but for names that are longer, and a program of fewer than 95 lines, of a defect of fewer than 80', () => {
    for (const report of all) {
      const lines = mailText(findingDocument(report)).split('\n');
      const wide = lines.filter((line) => columns(line) > 72);
      expect(wide.filter((line) => line.trim().includes(' '))).toEqual([]);
      expect(lines.filter((line) => /[^\t\x20-\x7e]/.test(line))).toEqual([]);
      const isDefect = DEFECTS.some(
        ([profile, property]) => profile === report.profile && property === report.property,
      );
      expect(report.reproducer?.trimEnd().split('\n').length ?? 0).toBeLessThan(isDefect ? 80 : 95);
    }
  });
  test('names the kernels that do it, those that do not, and those of which that is not known', () => {
    const kernelsOf = (id: string) => {
      const { does, doesNot, unknown } = all.find(({ profile, property }) => id === `${profile}/${property}`)!.matrix!;
      return [does, doesNot.map(({ release }) => release), unknown.map(({ release }) => release)].map((each) =>
        each.map((release) => release.replace(/[+-].*/, '')),
      );
    };
    const TCX = ['6.12.43', '6.12.117', '6.16.3', '6.17.8', '6.18.5', '7.3.4', '6.18.44'];
    expect(kernelsOf('tcx/full-list-shrinks')).toEqual([TCX, [], ['6.1.0']]);
    expect(kernelsOf('cgroup-6.17/updated-slot-runs')).toEqual([
      ['6.17.8', '6.18.5'],
      ['6.12.117', '7.3.4', '6.18.44'],
      ['6.1.0', '6.12.43', '6.16.3'],
    ]);
    expect(kernelsOf('freplace/extended-is-no-tail-callee')[2]).toEqual(['6.18.44']);
    // A trace with undefined behaviour is put to no kernel, whatever else of its profile is.
    const [does, doesNot, unknown] = kernelsOf('mprog-first-merge/within-its-arrays');
    expect([does, doesNot, unknown!.length]).toEqual([[], [], 8]);
    const mail = mailText(findingDocument(all.find(({ property }) => property === 'updated-slot-runs')!));
    expect(mail.replaceAll(/\s+/g, ' ')).toContain(
      'Replayed so on 6.17.8+deb13-cloud-amd64, 6.18.5+deb13-cloud-amd64. Otherwise on 6.12.117',
    );
  });
  test('names a defect that is on record', () => {
    for (const [profile, property] of DEFECTS) expect(findingIds()).toContain(`${profile}/${property}`);
  });
  test('is not as the rules decide where a step is recorded otherwise, and that is said', () => {
    const anomaly = anomalyOf('tcx/relative-untouched');
    const [first, ...steps] = anomaly.trace.steps;
    const wrong = { ...first!, expect: { ...first!.expect, outcome: 'EBUSY' as const } };
    expect(findingOf({ ...anomaly, trace: { ...anomaly.trace, steps: [wrong, ...steps] } }).result).toBe('violated');
  });
});

describe('mprog finding', () => {
  test('lists all without an id', async () => {
    const { status, stdout } = await mprog();
    expect([status, stdout.trimEnd().split('\n').length]).toEqual([0, findingIds().length]);
  });
  test.each([
    [['tcx/full-list-shrink'], 2, 'did you mean "tcx/full-list-shrinks"'],
    [['tcx'], 2, 'there is no violation "tcx" on record'],
    [['--json'], 2, 'expected the id of a violation on record, found none'],
    [
      ['freplace/extended-is-no-tail-callee', '--reproducer'],
      4,
      'hooks of the family freplace: expected tcx or cgroups',
    ],
    [['xdp/bound-attached-at-home', '--reproducer'], 4, 'program bound is no plain program of XDP'],
  ] as const)('ends %j with %i and one line', async (args, code, said) => {
    const { status, stderr } = await mprog(...args);
    expect([status, stderr.trimEnd().split('\n').length]).toEqual([code, 1]);
    expect(stderr).toContain(said);
  });
});

describe('the C programs', () => {
  test('are there for most violations of tcx, netkit, cgroups and XDP', () => {
    expect(programsOf('tcx').length).toBeGreaterThanOrEqual(9);
    expect(programsOf('netkit').length).toBe(2);
    expect(programsOf('cgroup').length).toBeGreaterThanOrEqual(15);
    expect(programsOf('xdp').map(({ id }) => id)).toEqual(
      ['lost-race-told', 'one-errno-no-device', 'one-errno-stale', 'set-expected-counts', 'swap-notices-changes']
        .concat('who-set-clears')
        .map((property) => `xdp/${property}`),
    );
  });
  test.skipIf(missing !== undefined)(
    title('are compiled without a warning, and say of this kernel what a replay says'),
    { timeout: 120_000 },
    () => {
      const [source, program] = [join(directory, 'finding.c'), join(directory, 'finding')];
      const compile = (id: string, text: string) => {
        writeFileSync(source, text);
        const compiled = spawnSync('gcc', ['-Wall', '-Wextra', '-Werror', '-o', program, source], { encoding: 'utf8' });
        expect([id, compiled.stderr]).toEqual([id, '']);
      };
      // Compiled alone: few kernels have netkit. Both were run on 6.12.43 and 6.18.5 in a VM, and ended with 0.
      for (const { id, text } of programsOf('netkit')) compile(id, text);
      const mount = findCgroupMount();
      let otherwise = 0;
      for (const [open, profiles] of [
        [() => openKernel({ kind: 'tcx' }), ['tcx', 'mprog-first-merge']],
        [() => openKernel({ kind: 'cgroup' }), ['cgroup', 'cgroup-6.17']],
        [XDP.open, ['xdp']],
      ] as const) {
        const machine = open();
        for (const { id, trace, text } of programsOf(...profiles)) {
          compile(id, text);
          const { status, stdout } = spawnSync(program, [mount], { encoding: 'utf8', timeout: 20_000 });
          const { ok } = replayTrace(trace, machine);
          expect([id, status, stdout.includes('(unexpected)')]).toEqual([id, ok ? 0 : 1, !ok]);
          if (!ok) otherwise += 1;
        }
        machine.close();
      }
      const elsewhere = mkdtempSync(join(tmpdir(), 'mprog-'));
      for (const { id, text } of programsOf('cgroup').slice(0, 1)) {
        compile(id, text);
        const { status, stderr } = spawnSync(program, [elsewhere], { encoding: 'utf8' });
        expect([status, stderr]).toEqual([2, 'cgroup2: No such file or directory\n']);
      }
      expect(readdirSync(elsewhere)).toEqual([]);
      rmSync(elsewhere, { recursive: true });
      // No kernel is as two profiles of one kind of hook are.
      expect(otherwise).toBeGreaterThan(0);
    },
  );
});

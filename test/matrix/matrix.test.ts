import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownOf } from '../../checker/search/share.ts';
import { cellsOf } from '../../matrix/cells.ts';
import { matrixKtap } from '../../matrix/ktap.ts';
import { matrixMarkdown } from '../../matrix/markdown.ts';
import { mergeResults } from '../../matrix/merge.ts';
import { readMatrixFile } from '../../matrix/read.ts';
import { matrixReport } from '../../matrix/report.ts';
import type { KernelResult, MatrixReport } from '../../matrix/result.ts';
import { matrixText } from '../../matrix/text.ts';
import type { ReplayReport, ReportedTrace } from '../../traces/replay-report.ts';
import { cell, differing, impossible, kernel } from '../support/matrix.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const reported = (kernels: readonly KernelResult[], failed: MatrixReport['failed'] = []) =>
  matrixReport({ profiles: ['tcx', 'cgroup'], seconds: 3, kernels, failed });
const FILE = { format: 'mprog-matrix', version: 1, kernels: [] } as const;

describe('the verdict of a matrix', () => {
  test.each([
    ['held', [cell('tcx'), differing('cgroup', false)], {}, []],
    ['violated', [cell('tcx'), differing('cgroup', true)], {}, []],
    ['violated', [cell('tcx')], { alarms: ['BUG: bad'] }, []],
    ['inconclusive', [cell('tcx'), impossible('cgroup', true)], {}, []],
    ['held', [cell('tcx'), impossible('cgroup', false)], {}, []],
    ['inconclusive', [cell('tcx')], {}, [{ name: '6.1', reason: 'panic' }]],
    ['violated', [differing('tcx', true)], {}, [{ name: '6.1', reason: 'panic' }]],
  ] as const)('is %s', (result, cells, more, failed) => {
    expect(reported([kernel('6.6', cells, more)], failed).result).toBe(result);
  });
});

describe('a replay', () => {
  const trace = (path: string, result: ReportedTrace['result'], more: Partial<ReportedTrace> = {}): ReportedTrace => ({
    path,
    profile: 'tcx',
    result,
    steps: [],
    ...more,
  });
  const difference = { step: 2, field: 'outcome', message: 'expected ok, found EINVAL' };
  const of = (...traces: readonly ReportedTrace[]) => cellsOf({ traces } as ReplayReport, ['tcx'], () => true)[0]!;
  test('in which all is as expected fits, whatever was skipped, with the reasons counted', () => {
    const skipped = [1, 2].map((step) =>
      trace(`traces/conformance/tcx/s${step}.json`, 'skipped', { reason: `step ${step}: no flag` }),
    );
    const found = of(trace('traces/conformance/tcx/a.json', 'held'), ...skipped);
    expect([found.result, found.passed, found.skipped]).toEqual(['fits', 1, [{ reason: 'no flag', traces: 2 }]]);
  });
  test('in which one is not as expected differs', () => {
    const found = of(
      trace('traces/conformance/tcx/a.json', 'held'),
      trace('traces/conformance/tcx/b.json', 'violated', { difference }),
    );
    expect([found.result, found.differences]).toEqual([
      'differs',
      [{ trace: 'traces/conformance/tcx/b.json', ...difference }],
    ]);
  });
  test('in which all was skipped says nothing, nor does one without traces', () => {
    expect(of(trace('traces/conformance/tcx/a.json', 'skipped', { reason: 'no tcx' })).result).toBe('cannot');
    expect(of().result).toBe('cannot');
  });
  test('of anomalies is counted apart', () => {
    const found = of(
      trace('traces/conformance/tcx/a.json', 'held'),
      trace('traces/anomalies/tcx/x.json', 'held'),
      trace('traces/anomalies/tcx/y.json', 'violated', { difference }),
    );
    expect([found.result, found.passed, found.anomalies.shown, found.anomalies.differences.length]).toEqual([
      'fits',
      1,
      1,
      1,
    ]);
  });
});

describe('a file of kernels', () => {
  const read = (document: object) => {
    writeFileSync(join(directory, 'file.json'), JSON.stringify(document));
    return () => readMatrixFile(join(directory, 'file.json'), ['tcx', 'cgroup']);
  };
  const one = { name: 'a', file: 'bzImage' };
  test('is read', () => expect(read({ ...FILE, kernels: [one] })().kernels).toEqual([one]));
  test.each([
    [{ ...FILE, kernels: [] }, /kernels: expected a list of at least 1, found a shorter one$/],
    [{ ...FILE, kernels: [one, one] }, /kernels: expected different names, found "a" twice/],
    [{ ...FILE, kernels: [{ name: 'a' }] }, /kernels\.0: expected exactly one of packages, file, tree and running/],
    [{ ...FILE, kernels: [{ ...one, tree: 'linux' }] }, /kernels\.0: expected exactly one of/],
    [{ ...FILE, kernels: [{ ...one, name: '../a' }] }, /kernels\.0\.name: expected letters, digits and/],
    [{ ...FILE, kernels: [{ ...one, fits: ['xdp'] }] }, /kernels\.0\.fits\.0: expected tcx, cgroup, found "xdp"/],
    [{ ...FILE, kernels: [one], profiles: ['netkit'] }, /profiles\.0: expected tcx, cgroup, found "netkit"/],
    [
      { ...FILE, kernels: [{ ...one, fits: ['tcx', 'cgroup'] }], profiles: ['tcx'] },
      /kernels\.0\.fits\.1: expected one of the profiles of the file \(tcx\), found "cgroup"/,
    ],
    [{ ...FILE, kernels: [one], suites: ['a b'] }, /suites\.0: /],
    [{ kernels: [one] }, /format: /],
  ])('%j is refused with its place', (document, said) => {
    expect(read(document)).toThrow(said);
    expect(read(document)).toThrow(/^\S+file\.json: /);
  });
});

describe('shards', () => {
  test('have each kernel once, whatever their number', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 20 }), fc.integer({ min: 1, max: 9 }), (all, of) => {
        const parts = Array.from({ length: of }, (_, index) => ownOf(all, { index: index + 1, of }));
        expect(parts.flat().toSorted()).toEqual(all.toSorted());
        const sizes = parts.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('results of shards are put together', () => {
  const folder = (name: string, ...results: readonly KernelResult[]) => {
    mkdirSync(join(directory, name));
    for (const each of results) writeFileSync(join(directory, name, `${each.name}.json`), JSON.stringify(each));
    return join(directory, name);
  };
  const entries = ['a', 'b', 'c'].map((name) => ({ name, running: true as const }));
  test('in the order of the file, with those that are missing', () => {
    const folders = [folder('two', kernel('b', [])), folder('one', kernel('a', []))];
    const { kernels, failed } = mergeResults({ kernels: entries }, folders);
    expect(kernels.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(failed).toEqual([{ name: 'c', reason: `no result in ${folders.join(', ')}` }]);
  });
  test('held to what the file says now, not to what was said when they were made', () => {
    const kept = kernel('a', [cell('tcx'), differing('cgroup', false)]);
    const merged = (fits: readonly string[]) => {
      const { kernels } = mergeResults({ kernels: [{ ...entries[0]!, fits: [...fits] }] }, [join(directory, 'one')]);
      return reported(kernels).result;
    };
    folder('one', kept);
    expect([merged(['tcx']), merged(['cgroup'])]).toEqual(['held', 'violated']);
  });
  test('but not those made for other profiles', () => {
    const folders = [folder('one', kernel('a', [cell('tcx')]))];
    expect(() => mergeResults({ kernels: entries }, folders, ['tcx', 'cgroup'])).toThrow(
      /one\/a\.json: cells: expected tcx, cgroup, found tcx: it was made for other profiles/,
    );
    expect(mergeResults({ kernels: entries }, folders, ['tcx']).kernels).toHaveLength(1);
  });
  test('but not of a kernel that the file does not name', () => {
    expect(() => mergeResults({ kernels: entries }, [folder('one', kernel('x', []))])).toThrow(
      /x\.json: name: expected a, b, c, found "x"/,
    );
  });
  test('but not two that differ', () => {
    const folders = [folder('one', kernel('a', [])), folder('two', kernel('a', [], { key: 'other' }))];
    expect(() => mergeResults({ kernels: entries }, folders)).toThrow(
      /two\/a\.json: expected one result of a, found another in/,
    );
  });
  test('but not those made with different traces', () => {
    const folders = [folder('one', kernel('a', [])), folder('two', kernel('b', [], { suites: 'older' }))];
    expect(() => mergeResults({ kernels: entries }, folders)).toThrow(
      /two\/b\.json: suites: expected suites .*found older/,
    );
  });
  test('but not a file that is none', () => {
    const path = folder('one');
    writeFileSync(join(path, 'a.json'), '{}');
    expect(() => mergeResults({ kernels: entries }, [path])).toThrow(/one\/a\.json: format: /);
  });
});

const EXPLAINED = {
  ...FILE,
  explanations: [{ profile: 'cgroup', traces: ['swap'], commit: 'f08aaee3152d', text: 'The wrong entry is replaced.' }],
  notShown: [{ commit: 'ae23bc81ddf7', since: '7.0', text: 'No capability is asked for.' }],
};
const ROWS = [
  kernel('6.1', [impossible('tcx', false), impossible('cgroup', false)]),
  kernel('6.17', [cell('tcx', { skipped: [{ reason: 'no flag', traces: 2 }] }), differing('cgroup', false)], {
    alarms: ['BUG: # bad'],
  }),
  kernel('7.3', [cell('tcx'), differing('cgroup', true)]),
];
const BROKEN = [{ name: '9.9', reason: 'the guest panicked: no init\n  last line' }];

test('a matrix as text', () => {
  expect(matrixText(reported(ROWS, BROKEN), EXPLAINED as never)).toBe(
    [
      'kernel  release       tcx                 cgroup',
      '6.1     6.1-release   cannot              cannot',
      '6.17    6.17-release  ✓ fits (2 skipped)  differs in 1',
      '7.3     7.3-release   ✓ fits              ✗ differs in 1',
      '',
      '– 6.1, tcx: 4 traces: no tcx',
      '– 6.1, cgroup: 4 traces: no tcx',
      '✗ 6.17: the kernel warned: BUG: # bad',
      '✗ 7.3 must fit cgroup: differs in 1 of 4',
      '    swap, step 3: outcome: expected ok, found #1',
      '      explained by f08aaee3152d: The wrong entry is replaced.',
      '? 9.9: no result: the guest panicked: no init',
      '  last line',
      '✗ a kernel differs from a profile that it must fit, or warned · replayed: the conformance suites and the known anomalies of each profile',
      '',
    ].join('\n'),
  );
});

test('a matrix as text says where nothing was held to anything, and where no log was read', () => {
  const here = kernel('here', [differing('tcx', false)], { machine: 'host', log: 'not read' });
  const text = matrixText(reported([here]), FILE as never);
  expect(text).toContain('– here: the kernel log was not checked: it could not be read whole\n');
  expect(text).toContain('\n– no kernel has to fit a profile · replayed: ');
});

test('a matrix as KTAP', () => {
  expect(matrixKtap(reported(ROWS, BROKEN))).toBe(
    [
      'KTAP version 1',
      '1..4',
      '  KTAP version 1',
      '  1..3',
      '  ok 1 tcx # SKIP 4 traces: no tcx',
      '  ok 2 cgroup # SKIP 4 traces: no tcx',
      '  ok 3 kernel log without warnings',
      'ok 1 6.1',
      '  KTAP version 1',
      '  1..3',
      '  # skipped: 2 traces: no flag',
      '  ok 1 tcx',
      '  ok 2 cgroup # XFAIL differs in 1; this kernel need not fit',
      '  # BUG: _ bad',
      '  not ok 3 kernel log without warnings',
      'not ok 2 6.17',
      '  KTAP version 1',
      '  1..3',
      '  ok 1 tcx',
      '  # swap, step 3: outcome: expected ok, found _1',
      '  not ok 2 cgroup',
      '  ok 3 kernel log without warnings',
      'not ok 3 7.3',
      '# the guest panicked: no init',
      '#   last line',
      'not ok 4 9.9 # ERROR no result',
      '',
    ].join('\n'),
  );
});

test('a kernel log that could not be read whole is no test that passed', () => {
  const ktap = matrixKtap(reported([kernel('here', [cell('tcx')], { machine: 'host', log: 'not read' })]));
  expect(ktap).toContain('  ok 2 kernel log without warnings # SKIP it could not be read whole\n');
});

test('a matrix as Markdown has the table, links to the traces, and what explains them', () => {
  const groupOf = (profile: string) => profile;
  const page = matrixMarkdown(ROWS, ['tcx', 'cgroup', 'later'], EXPLAINED as never, { prefix: '../', groupOf });
  expect(page.split('\n').slice(0, 5)).toEqual([
    '| kernel | release | `tcx` | `cgroup` | `later` |',
    '| --- | --- | --- | --- | --- |',
    '| 6.1 | 6.1-release | cannot | cannot | not replayed |',
    '| 6.17 | 6.17-release | **fits (2 skipped)** | differs in 1 | not replayed |',
    '| 7.3 | 7.3-release | **fits** | **differs in 1** | not replayed |',
  ]);
  for (const line of [
    '- cannot be compared with `tcx`, `cgroup`: no tcx.',
    '- nearest is `cgroup`: differs in 1 of 4 traces, see below.',
    '- **must fit** `cgroup`: differs in 1 of 4 traces, see below.',
    '- has 1 of 1 known anomalies of `tcx`.',
    '### Differences from `cgroup`',
    '6.17, 7.3: 1 of 4 traces.',
    '- The wrong entry is replaced. Explained by f08aaee3152d:',
    '  - [swap](../traces/conformance/cgroup/swap.json), step 3: outcome: expected ok, found #1',
    '- **the kernel warned**: BUG: # bad',
    '- skipped of `tcx`: 2 traces: no flag.',
    '| ae23bc81ddf7 | 7.0 | No capability is asked for. |',
  ])
    expect(page.split('\n')).toContain(line);
  const unexplained = matrixMarkdown(ROWS, ['cgroup'], FILE as never, { prefix: '', groupOf });
  expect(unexplained).toContain('- not explained yet:\n');
});

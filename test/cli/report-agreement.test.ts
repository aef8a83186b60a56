import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { ROOT } from '../support/command.ts';
import { asked, changed, copy, differingKernel, type Json, told, toText, words } from '../support/reports.ts';
import { ran } from '../support/room.ts';

let fault: Json;
let diff: Json;
let commute: Json;
let matrix: Json;
let kernel: KernelVerdict;
beforeAll(async () => {
  fault = await asked('check tcx --fault attach/before-off-by-one --scope default --no-write');
  diff = await asked('diff mprog-first-merge tcx --scope clsact');
  commute = await asked('commute tcx --pair attach,attach');
  matrix = await asked('matrix merge docs/kernels.json docs/kernels');
  kernel = differingKernel(fault.scope);
});

describe('a picture', () => {
  const counterexample = async (document: object) => (await told(document)).drawn[0]!;

  test('is drawn where the report says what the rules say', async () => {
    for (const [report, many] of [
      [fault, 3],
      [kernel, 2],
    ] as const) {
      const { scenes, not } = await counterexample(report);
      expect([scenes.length, not]).toEqual([many, undefined]);
    }
  });

  test.each([
    [
      'an outcome',
      'counterexample.steps.0.outcome',
      'ENOSPC',
      /^step 1 \(attach .*\): ENOSPC by attach\/append in the report, ok by attach\/append/,
    ],
    [
      'a rule',
      'counterexample.steps.1.rule',
      'attach/full',
      /^step 2 .* ok by attach\/full in the report, ok by attach\/\S+ under/,
    ],
    [
      'what the model does',
      'counterexample.failure',
      { is: 'crash', rule: 'attach/append', message: 'it stopped' },
      /does not fail there as the report says/,
    ],
  ])('is not drawn where %s of a report is another', async (_, way, value, reason) => {
    const { scenes, not } = await counterexample(changed(fault, way, value));
    expect(scenes).toEqual([]);
    expect(not).toMatch(reason);
  });

  test('that is not drawn is counted, and the page says why and that it is missing', async () => {
    const other = changed(diff, 'groups.0.differences.0.steps.0.a.outcome', 'ENOSPC');
    const directory = mkdtempSync(join(tmpdir(), 'mprog-report-'));
    try {
      writeFileSync(join(directory, 'diff.json'), JSON.stringify(other));
      const out = join(directory, 'diff.md');
      const { stdout } = await ran(ROOT, 'report', out, join(directory, 'diff.json'), '--json');
      const { drawn } = await told(diff);
      expect(JSON.parse(stdout)).toMatchObject({ pictures: drawn.length - 1, undrawn: 1 });
      const page = readFileSync(out, 'utf8');
      expect(page).toMatch(/^– Not drawn: mprog-first-merge, step 1 \(.*\): ENOSPC by /m);
      expect(page).toContain('- 1 trace not drawn, for the reason beside it.');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test('of a pair in both orders is held to the outcomes of its witness', async () => {
    const { drawn } = await told(commute);
    expect(drawn.every(({ not }) => not === undefined)).toBe(true);
    const cells = (commute as unknown as { cells: { effects: { effect: string; witness: { path: object[] } }[] }[] })
      .cells;
    const cell = cells.findIndex(({ effects }) => effects.some(({ effect }) => effect !== 'commutes'));
    const effect = cells[cell]!.effects.findIndex((each) => each.effect !== 'commutes');
    const other = changed(commute, `cells.${cell}.effects.${effect}.witness.reversed.0`, 'EIO');
    expect((await told(other)).drawn.filter(({ not }) => not !== undefined)).toHaveLength(1);
  });

  test('of a cross-check with a changed rule is drawn by the changed rules', async () => {
    const other = changed(
      changed(kernel, 'changed', 'attach/already-attached=EPERM'),
      'differences.0.steps.1.outcome',
      'EPERM',
    );
    const { not, scenes } = (await told(other)).drawn[0]!;
    expect([not, scenes.length]).toEqual([undefined, 2]);
    expect((await told(changed(other, 'changed', undefined))).drawn[0]!.not).toMatch(/^step 2/);
  });
});

test('an interleaving that its scenario does not lead to is told in the words of the report, and that is said', async () => {
  const race = await asked('race two-first --profile cgroup');
  const steps = (document: object) => told(document).then(({ drawn }) => drawn[0]!);
  const { verdicts } = race as unknown as { verdicts: { properties: { finding?: object }[] }[] };
  const at = verdicts[0]!.properties.findIndex(({ finding }) => finding !== undefined);
  expect(words((await steps(race)).said).join(' ')).not.toContain('In the words of the report');
  const other = await steps(changed(race, `verdicts.0.properties.${at}.finding.steps.0.outcome`, 'EIO'));
  expect(words(other.said).join(' ')).toContain(
    'In the words of the report: the scenario that comes with this mprog does not',
  );
  expect(other.scenes[0]!.outcome).toBe('EIO');
});

describe('the pictures of a matrix', () => {
  type Cells = {
    kernels: {
      name: string;
      suites: string;
      cells: {
        profile: string;
        expected: boolean;
        result: string;
        differences: { trace: string; step: number; message: string; field: string }[];
      }[];
    }[];
  };

  test('name every kernel on which a trace comes out otherwise', async () => {
    const { drawn } = await told(matrix);
    const said = words(drawn[0]!.said).join(' ');
    for (const name of ['6.1', '6.12.117', '7.3.4']) expect(said).toMatch(new RegExp(`[ ,]${name}[.,]`));
  });

  test('have those of what a kernel must fit in front, and count those that cannot be drawn', async () => {
    const other = copy(matrix) as unknown as Cells;
    const last = other.kernels.at(-1)!;
    const cell = last.cells.find(({ expected }) => expected)!;
    last.suites = 'of others';
    cell.result = 'differs';
    cell.differences = [
      {
        trace: 'traces/conformance/tcx/gone.json',
        step: 1,
        field: 'outcome',
        message: 'outcome: expected ok, found EIO',
      },
    ];
    const { drawn, missed } = await told(other);
    expect([toText(drawn[0]!.title), drawn[0]!.not]).toEqual([
      `${last.name}: gone`,
      'traces/conformance/tcx/gone.json does not come with this mprog',
    ]);
    expect(words(drawn[0]!.said)).toContain(`Must fit ${cell.profile}: ${last.name}.`);
    expect(words(missed).join(' ')).toContain('Traces that changed since');
    expect(words((await told(matrix)).missed).join(' ')).not.toContain('Traces that changed since');
  });

  test('are of other traces where the results are, and merge says so beside them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mprog-'));
    try {
      const older = (text: string) => text.replaceAll(/"suites": "\w+"/g, '"suites": "0123456789abcdef"');
      const results = readdirSync(join(ROOT, 'docs/kernels')).filter((name) => name.endsWith('.json'));
      for (const name of results)
        writeFileSync(join(folder, name), older(readFileSync(join(ROOT, 'docs/kernels', name), 'utf8')));
      const merged = async (of: string) => (await ran(ROOT, 'matrix', 'merge', 'docs/kernels.json', of)).stderr;
      expect(await merged(folder)).toBe(
        'the results are of other traces than those of this mprog: boot the kernels again\n',
      );
      expect(await merged('docs/kernels')).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('are not drawn where the trace expects something else now', async () => {
    const other = copy(matrix) as unknown as Cells;
    for (const { cells } of other.kernels)
      for (const { differences } of cells)
        for (const each of differences) each.message = each.message.replace(/expected \w+,/, 'expected EIO,');
    const { drawn } = await told(other);
    expect(drawn.length).toBeGreaterThan(0);
    for (const { not } of drawn) expect(not).toMatch(/ expects (ok|E[A-Z]+) in step \d here$/);
  });
});

describe('what held', () => {
  const PART = { index: 1, of: 2, compared: 3, firsts: {}, seen: '' };

  test('is said of a part where only a part was looked at', async () => {
    const small = await asked('check tcx --programs 2 --links 1 --foreign 0 --retired 0');
    expect((await told(small)).verdict).toBe('what was checked holds in the whole scope');
    expect((await told(changed(small, 'part', PART))).verdict).toBe(
      'what was checked holds in part 1 of 2 of the scope',
    );
    const clean = changed(changed(kernel, 'result', 'held'), 'differences', []);
    expect((await told(clean)).verdict).toMatch(/on every transition of this scope$/);
    expect((await told({ ...clean, leftOut: 7, part: { index: 2, of: 3, from: 'tcx', states: 9 } })).verdict).toMatch(
      /on every transition of part 2 of 3 of this scope, with 7 requests left out$/,
    );
    const race = await asked('race two-first --profile cgroup');
    expect((await told(changed(race, 'part', { index: 1, of: 2, races: [] }))).verdict).toMatch(
      / in part 1 of 2 of these races$/,
    );
    const same = await asked('diff tcx tcx --scope clsact');
    expect((await told(same)).verdict).toBe('no difference in these scopes');
  });

  test('names a planted fault, a missing model and a part in a check of several scopes', async () => {
    const all = await asked('check tcx rfc-v2 --depth 2');
    const plain = words((await told(all)).missed).join('\n');
    expect(plain).not.toMatch(/fault was|no model|is part/);
    const other = changed(
      changed(changed(all, 'verdicts.0.fault', 'attach/before-off-by-one'), 'verdicts.0.part', PART),
      'verdicts.0.model',
      false,
    );
    const missed = words((await told(other)).missed).join('\n');
    expect(missed).toContain('A fault was planted in the model: attach/before-off-by-one.');
    expect(missed).toContain('This is part 1 of 2: 3 states were compared.');
    expect(missed).toContain('There is no model: only the rules and properties were checked.');
  });

  test('is not said of a rule that only differed: it is neither confirmed nor left without exercise', async () => {
    const { covered, missed, tables } = await told(kernel);
    expect(words(covered)).toContain(`1 of 153 rules confirmed, 1 only differed.`);
    expect(words(missed).join('\n')).toContain('1 rule confirmed nowhere');
    expect(toText(tables[0]!.block)).toContain('the kernel differs: see above');
  });
});

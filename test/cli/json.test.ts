import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import { mprog, ROOT } from '../support/command.ts';
import { refused } from '../support/room.ts';
import { validator } from '../support/schemas.ts';

const DOCS = join(ROOT, 'docs');
const directory = mkdtempSync(join(tmpdir(), 'mprog-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** The published schemas, by the format that each is of. */
const schemas = new Map<string, ValidateFunction>();
for (const name of readdirSync(DOCS).filter((file) => file.endsWith('.schema.json'))) {
  const schema = JSON.parse(readFileSync(join(DOCS, name), 'utf8'));
  const format = schema.properties?.format?.const;
  if (format !== undefined) schemas.set(format, validator().compile(schema));
}

/** What is wrong with a document by the schema of its format. */
function wrong(document: { readonly format: string }): unknown {
  const validate = schemas.get(document.format);
  if (validate === undefined) return `${document.format} has no schema`;
  return validate(document) ? undefined : validate.errors;
}

/** What a document says of itself, as it must: each exit code of a report is that of one result. */
const RESULT_OF = { 0: 'held', 1: 'violated', 3: 'inconclusive', 4: 'skipped' } as const;
const VERSION = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;

/** The formats that are about several semantics, and those that are about none. */
const OF_SEVERAL = [
  'mprog-verdicts',
  'mprog-property-reports',
  'mprog-diff',
  'mprog-race-report',
  'mprog-replay',
  'mprog-export',
  'mprog-observation',
  'mprog-clients',
  'mprog-matrix-report',
  'mprog-rediscovery',
  'mprog-page',
];
const OF_NONE = ['mprog-fast-path', 'mprog-error'];

const TRACE = 'traces/conformance/tcx/attach--replace.json';

/** A command, its exit code, and the format of what it prints. */
const RUNS: readonly (readonly [string, number, string])[] = [
  ['check tcx --programs 1 --links 0 --foreign 0', 0, 'mprog-verdict'],
  ['check tcx --fault attach/replace-takes-linked-slot --no-write', 1, 'mprog-verdicts'],
  ['check tcx --depth 1', 3, 'mprog-verdict'],
  ['check tcx rfc-v2 --depth 1', 3, 'mprog-verdicts'],
  ['check tcx --properties relative-untouched', 0, 'mprog-properties'],
  ['check tcx mprog-first-merge --properties relative-untouched', 0, 'mprog-property-reports'],
  ['check fast-path --depth 2', 3, 'mprog-fast-path'],
  ['check fast-path --variant no-synchronize-rcu', 1, 'mprog-fast-path'],
  ['find tcx B A --as bpf --programs 2', 0, 'mprog-find'],
  ['find tcx A A --programs 2 --links 1 --foreign 0', 1, 'mprog-find'],
  ['find tcx B A --max 1', 3, 'mprog-find'],
  ['find tcx Z', 2, 'mprog-error'],
  ['diff tcx tcx', 0, 'mprog-diff'],
  ['diff mprog-first-merge tcx --scope clsact', 1, 'mprog-diff'],
  ['commute tcx --pair attach,attach', 0, 'mprog-commute'],
  ['rediscover bpf_', 0, 'mprog-rediscovery'],
  ['replay traces/facts/tcx/T2.json --target model', 0, 'mprog-replay'],
  ['replay traces/facts/xdp --target model', 0, 'mprog-replay'],
  ['replay traces/conformance/freplace/array-put--ext.json --target spec', 0, 'mprog-replay'],
  ['replay traces/conformance/cgroup/run--sent.json --target spec', 0, 'mprog-replay'],
  ['explain traces/conformance/xdp/device-move--bridge.json', 0, 'mprog-explanation'],
  ['explain traces/conformance/freplace/array-put--ext.json', 0, 'mprog-explanation'],
  ['check xdp --scope ports', 0, 'mprog-verdict'],
  ['check freplace --properties unknown-flag-is-refused', 0, 'mprog-properties'],
  ['diff freplace freplace-2020-list --scope default', 1, 'mprog-diff'],
  ['diff xdp tcx', 1, 'mprog-diff'],
  ['commute xdp --pair set,set', 0, 'mprog-commute'],
  ['rules xdp', 0, 'mprog-rules'],
  ['rediscover 56145', 4, 'mprog-rediscovery'],
  ['rediscover nothing', 2, 'mprog-error'],
  ['race two-first --profile cgroup', 0, 'mprog-race-report'],
  ['race two-first --profile cgroup --states 3', 3, 'mprog-race-report'],
  ['rules cgroup', 0, 'mprog-rules'],
  [`replay ${TRACE} --target spec`, 0, 'mprog-replay'],
  [`traces cgroup-5.6 --for bpftool --out ${directory}/expressible`, 0, 'mprog-suite'],
  [`traces rfc-v2 --for bpftool --out ${directory}/nothing`, 3, 'mprog-suite'],
  [`traces netkit --for rust --out ${directory}/nothing`, 2, 'mprog-error'],
  [`traces cgroup-5.6 --for c-selftest --against cgroup-6.1 --out ${directory}/telling`, 0, 'mprog-suite'],
  [`traces netkit --for rust --against tcx --out ${directory}/nothing`, 2, 'mprog-error'],
  [`traces cgroup-5.6 --against cgroup-6.1 --out ${directory}/telling`, 0, 'mprog-suite'],
  ['mutate cgroup-5.6', 3, 'mprog-mutation'],
  [`mutate cgroup-5.6 --suite traces/conformance/cgroup-5.6/attach--replace.json`, 1, 'mprog-mutation'],
  [`explain ${TRACE}`, 0, 'mprog-explanation'],
  ['finding tcx/relative-untouched', 0, 'mprog-finding'],
  ['matrix merge docs/kernels.json docs/kernels', 0, 'mprog-matrix-report'],
  [`report ${directory}/page.html package.json`, 2, 'mprog-error'],
  ['', 2, 'mprog-error'],
  ['frobnicate', 2, 'mprog-error'],
  ['check nowhere', 2, 'mprog-error'],
  ['check nowhere.ts', 2, 'mprog-error'],
  ['check --programs many', 2, 'mprog-error'],
  ['check --frobnicate', 2, 'mprog-error'],
  ['check --fault list', 2, 'mprog-error'],
  ['check fast-path --variant list', 2, 'mprog-error'],
  ['diff tcx', 2, 'mprog-error'],
  ['diff tcx cgroup --markdown', 2, 'mprog-error'],
  ['commute tcx --pair nothing', 2, 'mprog-error'],
  ['race nobody', 2, 'mprog-error'],
  ['race two-first --profile cgroup --out /proc/nowhere/file', 2, 'mprog-error'],
  ['traces tcx', 2, 'mprog-error'],
  ['replay nowhere.json --target spec', 2, 'mprog-error'],
  [`export c-raw ${TRACE} --out ${directory}/exported`, 0, 'mprog-export'],
  [`export c-raw traces/facts/freplace --out ${directory}/exported`, 4, 'mprog-export'],
  [`export c-raw nowhere.json --out ${directory}/exported`, 2, 'mprog-error'],
  ['observe test/observe/samples/tcx-7.2.log', 0, 'mprog-observation'],
  ['observe test/observe/samples/late-7.2.log', 3, 'mprog-observation'],
  ['observe test/observe/samples/hidden-6.1.log', 2, 'mprog-error'],
  ['clients nowhere.json', 2, 'mprog-error'],
  ['explain docs', 2, 'mprog-error'],
  ['kernel nothing', 2, 'mprog-error'],
  ['kernel examples/xdp-multi-prog.ts', 4, 'mprog-error'],
];

/** Runs a command, whose document is the one that its schema is of. */
async function prints(line: string, code: number, format: string): Promise<void> {
  // None of these uses the kernel.
  const ended = await refused(ROOT, ...line.split(' ').filter(Boolean), '--json');
  const document = JSON.parse(ended.stdout);
  expect([ended.status, document.format, wrong(document)]).toEqual([code, format, undefined]);
  expect(document.tool).toBe(VERSION);
  const about = Object.keys(document).filter((field) => field === 'profile' || field === 'profiles');
  expect(about).toEqual(OF_NONE.includes(format) ? [] : [OF_SEVERAL.includes(format) ? 'profiles' : 'profile']);
  if (format !== 'mprog-error')
    expect([document.result, typeof document.seconds]).toEqual([RESULT_OF[code as 0], 'number']);
  if (format === 'mprog-error') expect([document.exit, document.message]).toEqual([code, expect.stringMatching(/./)]);
  // Each schema can refuse: what it does not know, and what lacks a field.
  expect(wrong({ ...document, surprise: 1 })).toBeDefined();
  const { version: _, ...rest } = document;
  expect(wrong(rest)).toBeDefined();
}

describe('--json prints one object, which its published schema allows', () => {
  test.each(RUNS)('mprog %s exits with %i and prints %s', prints);
  test('mprog traces prints mprog-suite, and the suite is the one that is shipped', async () => {
    const [written, shipped] = [join(directory, 'suite'), join(ROOT, 'traces/conformance/cgroup-5.6')];
    await prints(`traces cgroup-5.6 --out ${written}`, 0, 'mprog-suite');
    const files = readdirSync(shipped);
    expect(readdirSync(written)).toEqual(files);
    for (const file of files)
      expect(readFileSync(join(written, file), 'utf8')).toBe(readFileSync(join(shipped, file), 'utf8'));
  });
  test('mprog report prints mprog-page, with the exit code of the report', async () => {
    const scope = ['--programs', '2', '--links', '1', '--foreign', '0', '--depth', '2'];
    const { stdout } = await refused(ROOT, 'check', 'tcx', ...scope, '--json');
    writeFileSync(join(directory, 'check.json'), stdout);
    await prints(`report ${directory}/page.html ${directory}/check.json`, 3, 'mprog-page');
  });
  test('an interrupted run is told from one that is not', async () => {
    const ended = await mprog(['check', 'tcx', '--programs', '9', '--json'], { name: 'SIGINT', at: 3000 });
    const document = JSON.parse(ended.stdout);
    expect([ended.code, wrong(document), document.interrupted]).toEqual([3, undefined, true]);
    expect(document.result).toBe('inconclusive');
  });
});

/** Formats of files, and of errors: no reports. */
const FILES = ['mprog-trace', 'mprog-race', 'mprog-matrix', 'mprog-matrix-result', 'mprog-error'];

test('every schema of a report demands the same head, and results in the same words', () => {
  for (const name of readdirSync(DOCS).filter((file) => file.endsWith('.schema.json'))) {
    const { properties, required, title } = JSON.parse(readFileSync(join(DOCS, name), 'utf8'));
    const format = properties?.format?.const;
    if (format === undefined || FILES.includes(format)) continue;
    expect(title).toBeDefined();
    expect(required).toEqual(expect.arrayContaining(['format', 'version', 'tool', 'result', 'seconds']));
    expect(properties.result.enum).toEqual(['held', 'violated', 'inconclusive', 'skipped']);
    expect(properties.interrupted.const).toBe(true);
  }
});

test('every format is in the table of formats, with its schema', () => {
  const table = readFileSync(join(DOCS, 'formats.md'), 'utf8');
  for (const format of schemas.keys()) expect(table).toContain(`\`${format}\``);
  for (const name of readdirSync(DOCS).filter((file) => file.endsWith('.schema.json')))
    expect(table).toContain(`(${name})`);
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { derive } from '../../spec/derive.ts';
import { cgroup, cgroup56, rfcV2, tcx } from '../../spec/families/profiles.ts';
import type { Op } from '../../spec/families/slots/vocabulary/index.ts';
import { tableFor, withOutcome, withoutRule } from '../../spec/profile.ts';
import { ProposalError } from '../../spec/proposal-error.ts';
import { rule } from '../../spec/proposal-rule.ts';
import { fail } from '../../spec/rule.ts';

const root = new URL('../../spec/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const within = (folder: string) =>
  readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);

/** Where a rule begins in the source, and the lines it takes. */
function rulesIn(source: string): readonly (readonly string[])[] {
  const lines = source.split('\n');
  return lines.flatMap((line, index) => {
    if (!/^\s*(const \w+ = )?\w*[rR]ule\(/.test(line)) return [];
    const last = lines.findIndex((each, at) => at >= index && /`[,;]$/.test(each));
    return [lines.slice(index, last + 1)];
  });
}

/** The operation of a command that has a file of its own. */
const OPS = {
  attach: 'prog_attach',
  detach: 'prog_detach',
  'link-create': 'link_create',
  'link-update': 'link_update',
  query: 'prog_query',
} as const;

const ids = (source: string) => [...source.matchAll(/\brule\('([^']+)'/g)].map(([, id]) => id);

describe('a rule table', () => {
  const files = within('families').filter((path) => rulesIn(read(path)).length > 0);

  test.each(files)('has every rule on one or two lines of at most 120 columns: %s', (path) => {
    for (const lines of rulesIn(read(path))) {
      expect([1, 2], lines.join('\n')).toContain(lines.length);
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(120);
    }
  });

  const whole: readonly (readonly [string, typeof tcx, Op])[] = [
    ...(['attach', 'detach', 'link-create', 'link-update'] as const).map(
      (command) => [`families/lists/tcx/${command}.ts`, tcx, OPS[command]] as const,
    ),
    ...(['attach', 'detach', 'link-create', 'link-update', 'query'] as const).map(
      (command) => [`families/cgroups/cgroup/${command}.ts`, cgroup, OPS[command]] as const,
    ),
    ...(['attach', 'detach', 'query'] as const).map(
      (command) => [`families/cgroups/cgroup-5.6/${command}.ts`, cgroup56, OPS[command]] as const,
    ),
    ['families/slots/tables/device-query.ts', tcx, 'prog_query'],
    ['families/slots/tables/device-remove.ts', tcx, 'device_remove'],
    ['families/slots/tables/link-close.ts', rfcV2, 'link_close'],
    ['families/slots/tables/link-close-held.ts', tcx, 'link_close'],
    ['families/slots/tables/link-detach.ts', tcx, 'link_detach'],
    ['families/slots/tables/prog-close.ts', tcx, 'prog_close'],
  ];
  test.each(whole)('has all its rules in sight, in the order of the kernel: %s', (path, semantics, op) => {
    expect(ids(read(path))).toEqual(tableFor(semantics, op).rules.map(({ id }) => id));
  });
  test('of an attach to tcx shows its 26 rules', () => {
    expect(ids(read('families/lists/tcx/attach.ts'))).toHaveLength(26);
  });
  test('of the RFC shows its own rules in order, and those of a block by the name of what they check', () => {
    const own = ids(read('families/lists/rfc-v2/attach.ts'));
    const all = tableFor(rfcV2, 'prog_attach').rules.map(({ id }) => id);
    expect(all.filter((id) => own.includes(id))).toEqual(own);
    const blocks = read('families/lists/rfc-v2/blocks.ts');
    for (const id of all.filter((each) => !own.includes(each)))
      expect(blocks).toContain(`ule(\`\${command}/${id.split('/')[1]}\``);
  });
});

describe('a misspelt id', () => {
  const instead = rule('attach/other', 'Another rule.', { room: 'full' }, fail('ERANGE'));
  const parts = { name: 'misspelt', title: 'with a misspelt id' };
  test.each([
    ['left out', () => withoutRule(tcx, 'attach/ful')],
    ['given another outcome', () => withOutcome(tcx, 'attach/ful', 'EBUSY')],
    ['removed', () => derive(tcx, { ...parts, remove: ['attach/ful'] })],
    ['replaced', () => derive(tcx, { ...parts, replace: { 'attach/ful': instead } })],
    ['put in front of', () => derive(tcx, { ...parts, insert: [{ before: 'attach/ful', rules: [instead] }] })],
    ['put behind', () => derive(tcx, { ...parts, insert: [{ after: 'attach/ful', rules: [instead] }] })],
  ])('is an error that names the nearest one: %s', (_, change) => {
    expect(change).toThrow(ProposalError);
    expect(change).toThrow(/"attach\/ful".*did you mean "attach\/full"/);
  });
});

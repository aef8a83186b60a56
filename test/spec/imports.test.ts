import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT } from '../support/command.ts';

/** Every folder of the package that has code, but for that of the commands. */
const FOLDERS = [
  'spec',
  'spec/decide',
  'spec/families/lists',
  'spec/vocabulary',
  'model',
  'kernel',
  'traces',
  'traces/drivers',
  'matrix',
  'vm',
  'exporters',
  'observe',
  'clients',
  'library',
  'explorer',
  ...readdirSync(join(ROOT, 'checker'), { withFileTypes: true }).flatMap((each) =>
    each.isDirectory() ? [`checker/${each.name}`] : [],
  ),
];

/** What only the commands import, and what nobody does: this package by its name. */
const everywhere = (folder: string): readonly [file: string, ...imported: string[]] => {
  const up = relative(folder, '');
  const alone = ['cli/main.ts', 'observe/x.ts', 'clients/x.ts', 'explorer/x.ts'].filter(
    (file) => dirname(file) !== folder,
  );
  return [`${folder}/any.x.ts`, ...alone.map((file) => `${up}/${file}`), 'mprog-spec', 'mprog-spec/proposals'];
};

/** What no module of a place may import. */
const REFUSED: readonly (readonly [file: string, ...imported: string[]])[] = [
  ['spec/x.ts', '../model/index.ts', '../index.ts', '../browser.ts', '../matrix/x.ts', './families/profiles.ts'],
  ['spec/decide/x.ts', '../../model/index.ts', '../../index.ts', 'mprog-spec', '../families/profiles.ts'],
  ['spec/families/x.ts', '../../model/index.ts', '../../index.ts', '../../proposals.ts', '../../test/support/run.ts'],
  ['spec/families/lists/tcx/x.ts', '../rfc-v2/index.ts', '../../../../model/index.ts', '../../../../index.ts'],
  ['spec/families/slots/facts/x.ts', '../../lists/tcx/index.ts', '../../../../model/index.ts'],
  ['spec/vocabulary/x.ts', '../rule.ts', '../families/profiles.ts', 'mprog-spec'],
  ['spec/families/slots/vocabulary/x.ts', '../state.ts', '../../../rule.ts', 'mprog-spec'],
  ['spec/families/xdp/vocabulary/x.ts', '../state.ts', '../../../rule.ts'],
  ['spec/families/freplace/vocabulary/x.ts', '../state.ts', '../../../rule.ts'],
  ['model/x.ts', '../spec/rule.ts', '../spec/families/profiles.ts', '../kernel/errno.ts', '../index.ts', 'mprog-spec'],
  ['model/mprog/x.ts', '../xdp/model.ts', '../../spec/rule.ts', '../../index.ts', 'mprog-spec'],
  ['kernel/x.ts', '../spec/rule.ts', '../model/index.ts', '../checker/search/run.ts', 'mprog-spec'],
  ['kernel/xdp/x.ts', '../../spec/families/xdp/state.ts', '../../model/index.ts'],
  ['vm/x.ts', '../matrix/x.ts', '../cli/main.ts'],
  ['matrix/x.ts', '../spec/rule.ts', '../model/index.ts', '../cli/main.ts'],
  ['traces/x.ts', '../checker/search/run.ts', '../model/index.ts', '../cli/main.ts'],
  ['checker/search/x.ts', '../decide/frame.ts', '../../spec/rule.ts'],
  ['checker/requests/x.ts', '../decide/frame.ts', '../search/run.ts', '../../model/index.ts'],
  ['checker/decide/x.ts', '../check/check.ts', '../search/run.ts', '../../spec/families/xdp/state.ts'],
  ...['check', 'live', 'promises', 'diff', 'commute', 'mutate', 'races', 'fuzz', 'find', 'protocols'].map(
    (room): [string, ...string[]] => [
      `checker/${room}/x.ts`,
      `../${room === 'check' ? 'diff' : 'check'}/x.ts`,
      `../${room === 'find' ? 'protocols' : 'find'}/x.ts`,
      '../../model/index.ts',
      '../../kernel/errno.ts',
      '../../index.ts',
      '../../spec/families/xdp/state.ts',
      '../../spec/families/freplace/state.ts',
    ],
  ),
  ['checker/fast-path/x.ts', '../decide/frame.ts', '../../spec/rule.ts'],
  ['library/x.ts', '../cli/main.ts', '../exporters/export.ts', '../spec/families/xdp/state.ts'],
  ['exporters/x.ts', '../model/index.ts', '../checker/search/run.ts', '../index.ts', '../browser.ts'],
  ['observe/x.ts', '../model/index.ts', '../checker/search/run.ts', '../exporters/export.ts', '../index.ts'],
  ['clients/x.ts', '../kernel/errno.ts', '../index.ts', '../browser.ts'],
  ['explorer/x.ts', '../spec/rule.ts', 'node:fs'],
  ['cli/x.ts', '../spec/families/slots/state.ts', '../spec/families/freplace/state.ts'],
  ['x.ts', './cli/main.ts'],
  ...FOLDERS.map(everywhere),
];

/** How a module may name another one. */
const WAYS: readonly ((imported: string) => string)[] = [
  (imported) => `import { x } from '${imported}';\nexport const y = x;\n`,
  (imported) => `import type { X } from '${imported}';\nexport type Y = X;\n`,
  (imported) => `export * from '${imported}';\n`,
  (imported) => `export const y = await import('${imported}');\n`,
];

describe('which folder may import which (biome.json)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mprog-imports-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('every import that must not be is refused, in each way that there is to write it', () => {
    cpSync(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
    const written = REFUSED.flatMap(([file, ...imported]) =>
      imported.flatMap((each, number) =>
        WAYS.map((way, index) => {
          const path = file.replace(/x\.ts$/, `x-${number}-${index}.ts`);
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), way(each));
          return { path, each };
        }),
      ),
    );
    const args = ['lint', '--only=style/noRestrictedImports', '--vcs-enabled=false', '--max-diagnostics=none'];
    const biome = join(ROOT, 'node_modules/.bin/biome');
    const { stdout } = spawnSync(biome, [...args, '--reporter=github', '.'], { cwd: folder, encoding: 'utf8' });
    const refused = new Set([...stdout.matchAll(/file=([^,]+)/g)].map(([, path]) => relative(folder, path!)));
    expect(written.filter(({ path }) => !refused.has(path))).toEqual([]);
  });
});

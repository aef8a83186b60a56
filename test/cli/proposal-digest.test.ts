import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '../../cli/proposal-digest.ts';

const FILES: Readonly<Record<string, string>> = {
  'main.ts': `
    import { derive } from 'mprog-spec';
    import { A, type T } from './a';
    import data from './data.json';
    import { M } from './native.mjs';
    import old = require('./old.cjs');
    import { P } from 'installed';
    export * from '../beside/shared.ts';
    export const later = () => import('./later.ts');
    export default derive(A, data, M, old, P);`,
  'a.ts': "import './main.ts'; import './deep.js'; export const A: number = 1;",
  'deep.js': "export { a } from './a.ts';",
  'data.json': '{ "is": 1 }',
  'native.mjs': "import './deep.mjs'; export const M = 1;",
  'deep.mjs': 'export const M = 1;',
  'old.cjs': "require('./older.cjs');",
  'older.cjs': 'exports.is = 1;',
  'later.ts': 'export const L = 1;',
  '../beside/shared.ts': 'export const S = 1;',
};
const OTHERS: Readonly<Record<string, string>> = {
  'stranger.ts': 'export const X = 1;',
  'node_modules/installed/index.js': 'exports.P = 1;',
};

let folder: string;
const at = (name: string, of = 'own') => join(folder, of, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mprog-digest-'));
  for (const of of ['own/node_modules/installed', 'beside']) mkdirSync(join(folder, of), { recursive: true });
  for (const [name, text] of Object.entries({ ...FILES, ...OTHERS })) writeFileSync(at(name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Whether the digest of the main file is another while one file has something more in it. */
function follows(name: string): boolean {
  const before = digestOf([at('main.ts')]);
  const text = readFileSync(at(name), 'utf8');
  writeFileSync(at(name), `${text}\n`);
  const after = digestOf([at('main.ts')]);
  writeFileSync(at(name), text);
  return before !== after;
}

describe('the digest of a file', () => {
  test.each(Object.keys(FILES))('is of what it loads: %s', (name) => expect(follows(name)).toBe(true));
  test.each(Object.keys(OTHERS))('is not of %s', (name) => expect(follows(name)).toBe(false));

  test('is the same wherever the files are', () => {
    const elsewhere = join(folder, 'elsewhere');
    cpSync(join(folder, 'own'), join(elsewhere, 'copy'), { recursive: true });
    cpSync(join(folder, 'beside'), join(elsewhere, 'beside'), { recursive: true });
    expect(digestOf([join(elsewhere, 'copy', 'main.ts')])).toBe(digestOf([at('main.ts')]));
  });

  test('is of a file whose text cannot be parsed, and which names what is not there', () => {
    writeFileSync(at('broken.ts'), 'export const = ;');
    writeFileSync(at('lost.ts'), "import './nowhere.ts';");
    expect(digestOf([at('broken.ts')])).not.toBe(digestOf([at('lost.ts')]));
  });
});

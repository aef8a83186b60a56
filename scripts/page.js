// The page of mprog explore, one file that needs no other: npm run page
//
//   node scripts/page.js           writes dist/explorer/index.html, where something that it is made of is newer
//   node scripts/page.js FOLDER    copies it into a folder that opens from the file system or any web host: npm run site
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { build } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

const ROOT = new URL('..', import.meta.url).pathname;
const PAGE = join(ROOT, 'dist/explorer/index.html');

/** What the page is made of. */
const SOURCES = [
  'explorer',
  'browser.ts',
  'proposals.ts',
  'scenarios',
  'spec',
  'checker',
  'exporters',
  'observe',
  'traces',
  'library',
  'scripts/page.js',
  'package.json',
  'package-lock.json',
];
const CODE = /\.(tsx?|css|html|js)$|package(-lock)?\.json$|^.*\/scenarios\/[^/]+\.json$/;

/** When the code below a path was changed last, in ms since 1970. */
function changed(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return CODE.test(path) ? stats.mtimeMs : 0;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => changed(join(path, name))));
}

function isNew() {
  const page = statSync(PAGE, { throwIfNoEntry: false });
  return page !== undefined && SOURCES.every((each) => changed(join(ROOT, each)) < page.mtimeMs);
}

/** A module of Node has no place in a page: whatever imports one is to be divided. */
const withoutNode = {
  name: 'without-node',
  enforce: 'pre',
  resolveId(source, importer) {
    if (source.startsWith('node:')) this.error(`${importer} imports ${source}, which no browser has`);
  },
};

/** The compiler for proposals, as a module in one text. */
async function compiler() {
  const bundle = await rolldown({ input: join(ROOT, 'explorer/typescript.ts'), platform: 'browser' });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  return output[0].code;
}

/** It lies in the page as text: no browser reads it before a proposal is dropped. */
const withCompiler = {
  name: 'with-compiler',
  transformIndexHtml: async () => [
    {
      tag: 'script',
      attrs: { type: 'text/plain', id: 'typescript' },
      children: (await compiler()).replaceAll('</script', '<\\/script'),
      injectTo: 'body',
    },
  ],
};

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
if (!isNew())
  await build({
    configFile: false,
    root: join(ROOT, 'explorer'),
    logLevel: 'warn',
    define: { MPROG_VERSION: JSON.stringify(version) },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [withoutNode, withCompiler, viteSingleFile({ removeViteModuleLoader: true })],
    build: { outDir: join(ROOT, 'dist/explorer'), emptyOutDir: true, target: 'es2023', reportCompressedSize: false },
  });

const [, , folder] = process.argv;
if (folder !== undefined) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(PAGE, join(folder, 'index.html'));
  const kilobytes = Math.round(gzipSync(readFileSync(PAGE)).length / 1000);
  console.log(`${join(folder, 'index.html')}: ${kilobytes} kB when it is sent compressed`);
}

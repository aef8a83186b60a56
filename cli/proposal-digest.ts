import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';
import { isOwnPath } from './proposal-process.ts';

/** A node of Babel that can name a module: an import, an export from another, or a call. */
interface Node {
  readonly source?: Named | null;
  readonly callee?: { readonly type: string; readonly name?: string };
  readonly arguments?: readonly Named[];
  readonly moduleReference?: { readonly expression?: Named };
}
type Named = { readonly type: string; readonly value?: string };

const isLoading = ({ callee }: Node) => callee?.type === 'Import' || callee?.name === 'require';

/** What Babel calls for each node of a kind, with that node. */
type Visit = (path: { readonly node: Node }) => void;

/** A plugin of Babel that notes which modules the text of a file names, before anything of it is compiled. */
function noting(names: string[]) {
  const note = (named: Named | null | undefined) => {
    if (named?.type === 'StringLiteral') names.push(named.value!);
  };
  const fromSource: Visit = ({ node }) => note(node.source);
  const visits: Readonly<Record<string, Visit>> = {
    ImportDeclaration: fromSource,
    ExportNamedDeclaration: fromSource,
    ExportAllDeclaration: fromSource,
    ImportExpression: fromSource,
    CallExpression: ({ node }) => isLoading(node) && note(node.arguments?.[0]),
    TSImportEqualsDeclaration: ({ node }) => note(node.moduleReference?.expression),
  };
  return () => ({
    pre: ({ path }: { readonly path: { traverse(by: typeof visits): void } }) => path.traverse(visits),
    visitor: {},
  });
}

const jiti = createJiti(import.meta.url, { fsCache: false });

const CODE = /\.[cm]?[jt]sx?$/;

/** The modules that a file names, as it names them; none where it is no code, or cannot be parsed. */
function namedIn(path: string, text: string): readonly string[] {
  const names: string[] = [];
  if (CODE.test(path))
    jiti.transform({
      source: text,
      filename: path,
      ts: /\.[cm]?tsx?$/.test(path),
      async: true,
      babel: { plugins: [noting(names)] },
    });
  return names;
}

/** A name of a file; others are of packages, and of what comes with node. */
const OF_FILE = /^(?:\.\.?(?:\/|$)|\/|file:|#)/;

/** The file that a name in another one stands for; nothing for what is in a package, and for what is not there. */
function fileOf(name: string, from: string): string | undefined {
  if (!OF_FILE.test(name)) return undefined;
  const found = jiti.esmResolve(name, { parentURL: pathToFileURL(from), try: true });
  if (found === undefined || !found.startsWith('file:')) return undefined;
  const path = fileURLToPath(found);
  return isOwnPath(path) ? undefined : path;
}

/** The text of a file and of all files that it loads by name, each once, in the order of their imports. */
function textsOf(file: string, texts = new Map<string, string>()): ReadonlyMap<string, string> {
  if (texts.has(file)) return texts;
  const text = readFileSync(file, 'utf8');
  texts.set(file, text);
  for (const name of namedIn(file, text)) {
    const loaded = fileOf(name, file);
    if (loaded !== undefined) textsOf(loaded, texts);
  }
  return texts;
}

/**
 * A digest of files of code and of what they load. It has texts and no paths: the texts say under which names they load each other,
 * so that it is the same wherever the files are.
 */
export function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) for (const text of textsOf(resolve(file)).values()) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 16);
}

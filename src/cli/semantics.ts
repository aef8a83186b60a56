import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Profile } from '../spec/profile.ts';
import { PROFILES, profileNamed } from '../spec/profiles/index.ts';
import { UsageError } from './exit.ts';

/** Files that a proposal may be in. */
const MODULE = /\.[cm]?[jt]s$/;

/** What `import … from 'mprog-spec'` means in a proposal: this package, wherever the proposal is. */
const PACKAGE = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../index.ts' : '../index.js', import.meta.url),
);

function looksLikeProfile(value: unknown): value is Profile {
  return typeof value === 'object' && value !== null && 'tables' in value && 'uapi' in value && 'keeping' in value;
}

/** A proposal from a file of TypeScript or JavaScript, compiled as it is read. */
async function load(file: string): Promise<Profile> {
  if (!existsSync(file)) throw new UsageError(`${file}: there is no such file`);
  const { createJiti } = await import('jiti');
  const jiti = createJiti(import.meta.url, { alias: { 'mprog-spec': PACKAGE }, moduleCache: false, fsCache: false });
  let loaded: unknown;
  try {
    loaded = await jiti.import(resolve(file), { default: true });
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
  if (!looksLikeProfile(loaded))
    throw new UsageError(
      `${file}: expected "export default derive(base, { … })", found no semantics as default export`,
    );
  if (PROFILES.some(({ name }) => name === loaded.name))
    throw new UsageError(`${file}: the name "${loaded.name}" is taken by a profile of this package`);
  return loaded;
}

/** The semantics of a name, or of a file that derives one; a UsageError that says what is wrong. */
export async function semanticsArgument(name: string): Promise<Profile> {
  if (MODULE.test(name)) return load(name);
  try {
    return profileNamed(name);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; or give a file that ends in .ts, .js or .mjs`);
  }
}

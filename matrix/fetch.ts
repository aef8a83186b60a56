import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../vm/cache.ts';
import { VmInputError, VmUnavailable } from '../vm/errors.ts';
import { findTool } from '../vm/tools.ts';
import type { MatrixFile } from './file.ts';
import { notFetched, packagesFolder } from './locate.ts';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

export interface Fetching {
  readonly signal?: AbortSignal;
  /** What apt says, line by line. */
  readonly onLine?: (line: string) => void;
}

/** A program of apt; what it prints. A VmInputError with its errors where it fails. */
async function apt(
  command: string,
  args: readonly string[],
  cwd: string,
  { signal, onLine }: Fetching,
): Promise<string> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const stop = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', stop);
  let out = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => {
    out += data;
    const line = data.toString('utf8').trim().split('\n').at(-1);
    if (line !== undefined && line !== '') onLine?.(line);
  });
  child.stderr.on('data', (data: Buffer) => {
    errors += data;
  });
  const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? 1)));
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  if (code === 0) return out;
  const said = errors.split('\n').filter((line) => line.startsWith('E:'));
  throw new VmInputError(`${command} ${args.at(-1)}: ${said.join(' ').replaceAll('E: ', '') || errors.trim()}`);
}

/** The mirrors that this machine has of Debian: of releases, and of their security updates. */
export function mirrorsIn(targets: string): { readonly main?: string; readonly security?: string } {
  const rows = targets.split('\n').map((line) => line.split(' '));
  const found = (secure: boolean) =>
    rows.find(([, suite = '', origin]) => origin === 'Debian' && suite.includes('-security') === secure)?.[0];
  const [main, security] = [found(false), found(true)];
  return { ...(main === undefined ? {} : { main }), ...(security === undefined ? {} : { security }) };
}

/** Lines of sources for suites, from the mirrors of this machine. Throws VmUnavailable where it has none. */
export function sourcesFor(suites: readonly string[], targets: string): string {
  const { main, security } = mirrorsIn(targets);
  return suites
    .map((suite) => {
      const mirror = suite.includes('-security') ? security : main;
      if (mirror === undefined)
        throw new VmUnavailable(`${suite}: this machine has no mirror of Debian among its sources of apt`);
      return `deb [signed-by=${KEYRING}] ${mirror} ${suite} main\n`;
    })
    .join('');
}

/** Lists of their own for the suites of a matrix: those of the machine are left alone. Gives the options of apt. */
async function ownLists(suites: readonly string[], fetching: Fetching): Promise<readonly string[]> {
  if (!existsSync(KEYRING))
    throw new VmUnavailable(`${KEYRING}: not installed (Debian: apt install debian-archive-keyring)`);
  const folder = join(cacheFolder(), 'apt');
  for (const each of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, each), { recursive: true });
  const format = '$(REPO_URI) $(RELEASE) $(ORIGIN)';
  const targets = await apt('apt-get', ['indextargets', '--format', format], folder, fetching);
  writeFileSync(join(folder, 'sources.list'), sourcesFor(suites, targets));
  const own = {
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::Cache': join(folder, 'cache'),
    'APT::Sandbox::User': 'root',
  };
  const options = Object.entries(own).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await apt('apt-get', [...options, '-q', 'update'], folder, fetching);
  return options;
}

/** Downloads the packages of a matrix that are not in the cache, and installs none; gives their names. */
export async function fetchPackages(
  { suites = [], kernels }: MatrixFile,
  fetching: Fetching = {},
): Promise<readonly string[]> {
  const wanted = [...new Set(kernels.flatMap(notFetched))];
  if (wanted.length === 0) return [];
  if (findTool('apt-get') === undefined)
    throw new VmUnavailable('apt-get: not installed (packages of Debian are fetched with it)');
  const folder = packagesFolder();
  mkdirSync(folder, { recursive: true });
  const options = suites.length === 0 ? [] : await ownLists(suites, fetching);
  // apt writes under the name that a package has in the end: what is there is whole.
  const part = mkdtempSync(join(folder, '.part-'));
  try {
    for (const name of wanted) {
      await apt('apt-get', [...options, '-q', 'download', name], part, fetching);
      for (const file of readdirSync(part)) renameSync(join(part, file), join(folder, file));
    }
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  return wanted;
}

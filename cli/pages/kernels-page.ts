import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suitesDigest } from '../../matrix/key.ts';
import { matrixMarkdown } from '../../matrix/markdown.ts';
import { mergeResults } from '../../matrix/merge.ts';
import { readMatrixFile } from '../../matrix/read.ts';
import { PROFILES, profileNamed } from '../../spec/families/profiles.ts';
import { PACKAGE } from '../../traces/package-folder.ts';

const FILE = join(PACKAGE, 'docs', 'kernels.json');
const RESULTS = join(PACKAGE, 'docs', 'kernels');
const NAMES = PROFILES.map(({ name }) => name);

/** The kernels that were booted, against the profiles, as a page: by the results that are kept, without a boot. */
export function kernelsPage(): string {
  const file = readMatrixFile(FILE, NAMES);
  const profiles = file.profiles ?? NAMES;
  const { kernels, failed } = existsSync(RESULTS) ? mergeResults(file, [RESULTS]) : { kernels: [], failed: [] };
  const now = suitesDigest(profiles);
  const stale = kernels.filter(({ suites }) => suites !== now).map(({ name }) => name);
  const groupOf = (profile: string) => profileNamed(profile).uapi.hook;
  return [
    '# Kernels against profiles',
    '',
    'Which semantics has a kernel? Each was booted once in a virtual machine (*running*: the kernel of the machine that made the page), and the',
    'conformance suites and known anomalies of every profile were replayed on it: the kernels and what is known of their differences are in [kernels.json](kernels.json), the results in [kernels/](kernels).',
    '`mprog matrix fetch docs/kernels.json && mprog matrix docs/kernels.json` runs it again ([commands/matrix.md](commands/matrix.md)).',
    '',
    'The page is made of these results (`npm run docs`). **Bold** is what a kernel must fit, by its release or because the file says so. *Fits* covers',
    'the traces of the suite that were replayed, which kill the mutants of the profile in their scopes; it says nothing of requests that run at the',
    'same time, nor of what no query shows. *Cannot* and skipped traces have their reason below.',
    '',
    ...(stale.length === 0
      ? []
      : [
          `Made with an earlier version of the suites: ${stale.join(', ')}. Profiles that are newer are *not replayed*.`,
          '',
        ]),
    ...(failed.length === 0 ? [] : [`Without a result: ${failed.map(({ name }) => name).join(', ')}.`, '']),
    matrixMarkdown(kernels, profiles, file, {
      prefix: '../',
      groupOf,
      isThere: (trace) => existsSync(join(PACKAGE, trace)),
    }),
  ].join('\n');
}

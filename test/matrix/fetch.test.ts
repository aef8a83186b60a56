import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mirrorsIn, sourcesFor } from '../../matrix/fetch.ts';
import { shell } from '../support/command.ts';

const TARGETS = [
  'http://example.org/debian-security/ bookworm-security Debian',
  'http://example.org/debian/ bookworm Debian',
  'http://example.org/other nodistro . nodistro',
].join('\n');

describe('packages are fetched from the mirrors that this machine has', () => {
  test('of releases, and of security updates', () => {
    expect(mirrorsIn(TARGETS)).toEqual({
      main: 'http://example.org/debian/',
      security: 'http://example.org/debian-security/',
    });
  });
  test('by suites of their own', () => {
    expect(sourcesFor(['trixie-backports', 'trixie-security'], TARGETS).split('\n')).toEqual([
      'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://example.org/debian/ trixie-backports main',
      'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://example.org/debian-security/ trixie-security main',
      '',
    ]);
  });
  test('and where there is none it is said', () => {
    expect(() => sourcesFor(['trixie-security'], 'http://example.org/u noble Ubuntu')).toThrow(
      'trixie-security: this machine has no mirror of Debian among its sources of apt',
    );
  });
});

describe('mprog matrix fetch', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'mprog-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  const packages = () => join(directory, 'cache/mprog/packages');
  /** Runs it where `apt-get download` is a script. */
  const fetch = (script: string, names: readonly string[]) => {
    writeFileSync(join(directory, 'apt-get'), `#!/bin/sh\necho "$@" >> ${directory}/asked\n${script}\n`, {
      mode: 0o755,
    });
    const kernels = [{ name: 'a', packages: names }];
    writeFileSync(join(directory, 'f.json'), JSON.stringify({ format: 'mprog-matrix', version: 1, kernels }));
    return shell(`XDG_CACHE_HOME=${directory}/cache PATH=${directory}:$PATH mprog matrix fetch ${directory}/f.json`);
  };
  const SAVE = 'for last; do :; done; echo content > "$(echo $last | cut -d= -f1)_1.2%3a3_amd64.deb"';
  test('downloads what is not there, installs nothing, and asks for nothing twice', async () => {
    const first = await fetch(SAVE, ['linux-image-1', 'linux-base-1=1.2:3']);
    expect([first.code, first.stdout]).toEqual([0, 'fetched linux-image-1, linux-base-1=1.2:3\n']);
    expect(readdirSync(packages()).toSorted()).toEqual([
      'linux-base-1_1.2%3a3_amd64.deb',
      'linux-image-1_1.2%3a3_amd64.deb',
    ]);
    const again = await fetch(SAVE, ['linux-image-1', 'linux-base-1=1.2:3']);
    expect([again.code, again.stdout]).toEqual([0, 'all packages are there already\n']);
    expect(readFileSync(join(directory, 'asked'), 'utf8').trim().split('\n')).toEqual([
      '-q download linux-image-1',
      '-q download linux-base-1=1.2:3',
    ]);
  });
  test('says what apt says where a package is not to be had, and keeps nothing of it', async () => {
    const { code, stderr } = await fetch(
      `echo half > x_1_amd64.deb; echo 'E: Unable to locate package x' >&2; exit 100`,
      ['x'],
    );
    expect([code, stderr]).toEqual([2, 'apt-get x: Unable to locate package x\n']);
    expect(readdirSync(packages())).toEqual([]);
  });
});

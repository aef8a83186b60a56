import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../support/token-process.js', import.meta.url));

/** What comes of each command about one program. */
type Tried = Readonly<Record<'attach' | 'query' | 'detach' | 'link' | 'linkDetach', string>>;

interface Said {
  readonly skipped?: string;
  readonly loadsWithout: string;
  readonly cgroup: Readonly<Record<'outside' | 'token', Tried>>;
  readonly tcx: Readonly<Record<'outside' | 'token', Tried>>;
}

const { stdout, error } = spawnSync(process.execPath, [SCRIPT], { encoding: 'utf8', timeout: 60_000 });
const said: Said = JSON.parse(stdout || JSON.stringify({ skipped: error?.message ?? 'the process said nothing' }));
const title = `a caller in a user namespace, with a BPF token${said.skipped === undefined ? '' : ` (skipped: ${said.skipped})`}`;
if (said.skipped !== undefined) console.log(title);

const ALL = { attach: 'ok', query: 'ok', detach: 'ok', link: 'ok', linkDetach: 'ok' } as const;

describe.skipIf(said.skipped !== undefined)(title, () => {
  test('loads no program without it', () => {
    expect(said.loadsWithout).toBe('EPERM');
  });
  test('may attach to a cgroup what it loaded with the token, and take it back', () => {
    expect(said.cgroup.token).toEqual({ ...ALL, query: 'EPERM' });
  });
  test('is refused what was loaded outside, as everybody without CAP_NET_ADMIN', () => {
    expect(said.cgroup.outside).toEqual({
      attach: 'EINVAL',
      query: 'EPERM',
      detach: 'ENOENT',
      link: 'EPERM',
      linkDetach: 'EPERM',
    });
  });
  test('may query nothing, neither a cgroup nor tcx: a token says nothing of that', () => {
    expect([said.cgroup.token.query, said.tcx.token.query, said.tcx.outside.query]).toEqual([
      'EPERM',
      'EPERM',
      'EPERM',
    ]);
  });
  test('attaches to tcx what was loaded anywhere: an attach there asks for no capability', () => {
    expect([said.tcx.token, said.tcx.outside]).toEqual([
      { ...ALL, query: 'EPERM' },
      { ...ALL, query: 'EPERM' },
    ]);
  });
});

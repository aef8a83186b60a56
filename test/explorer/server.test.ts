import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExploreReport } from '../../cli/explore-report.ts';
import { MAIN, mprog, ROOT, shell } from '../support/command.ts';

const TRACE = 'traces/anomalies/tcx/relative-untouched.json';

let url: URL;
const child = spawn(process.execPath, [MAIN, 'explore', TRACE], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
const ended = new Promise((resolve) => child.once('close', resolve));
let stderr = '';
child.stderr.on('data', (data) => {
  stderr += data;
});

beforeAll(async () => {
  url = new URL(String(await new Promise((resolve) => child.stdout.once('data', resolve))).trim());
});
afterAll(() => void child.kill('SIGKILL'));

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks the server; fetch() would set the headers itself that are at stake. */
function ask({ path = url.pathname, method = 'GET', headers = {}, body = '' }: Asked) {
  return new Promise<{ status: number; text: string; headers: Readonly<Record<string, unknown>> }>(
    (resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: url.port, path, method, headers }, async (response) => {
        let text = '';
        for await (const chunk of response) text += chunk;
        resolve({ status: response.statusCode!, text, headers: response.headers });
      });
      asked.on('error', reject);
      asked.end(body);
    },
  );
}

test('the URL is on the loopback device, with a token in it and the file behind it', () => {
  expect([url.hostname, url.protocol, url.hash]).toEqual(['127.0.0.1', 'http:', '#file']);
  expect(url.pathname).toMatch(/^\/[\w-]{32}\/$/);
});

test('whoever has the URL gets the page, and the file', async () => {
  const page = await ask({});
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.headers).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': "frame-ancestors 'none'",
  });
  expect(page.text).toContain('name="mprog-server" content="local"');
  const file = await ask({ path: `${url.pathname}file` });
  expect(JSON.parse(file.text)).toMatchObject({ name: 'relative-untouched.json' });
});

test('the port may be given, and is not taken from another server', async () => {
  const { code, stdout, stderr: said } = await shell(`mprog explore --port ${url.port}`);
  expect([code, stdout, said]).toEqual([2, '', `--port: ${url.port} cannot be listened on (EADDRINUSE)\n`]);
});

describe('refused is', () => {
  const json = { 'content-type': 'application/json' };
  test.each<[string, () => Asked, number]>([
    ['no token', () => ({ path: '/' }), 404],
    ['another token', () => ({ path: `/${'A'.repeat(32)}/` }), 404],
    ['a token that is cut', () => ({ path: url.pathname.slice(0, -2) }), 404],
    ['another path', () => ({ path: `${url.pathname}package.json` }), 404],
    ['a path that leads out', () => ({ path: `${url.pathname}../../etc/passwd` }), 404],
    ['another method', () => ({ method: 'DELETE' }), 404],
    ['another name of this host', () => ({ headers: { host: `localhost:${url.port}` } }), 403],
    ['another origin', () => ({ headers: { origin: 'http://example.org' } }), 403],
    ['no origin of its own', () => ({ headers: { origin: 'null' } }), 403],
    ['a form', () => ({ path: `${url.pathname}kernel`, method: 'POST', body: 'trace=1' }), 415],
    ['what is no trace', () => ({ path: `${url.pathname}kernel`, method: 'POST', headers: json, body: '{}' }), 422],
  ])('%s', async (_what, asked, status) => {
    const answer = await ask(asked());
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text).message).toMatch(/./);
    expect(answer.text).not.toContain('    at ');
  });
});

test('it ends at a signal, with exit code 3 and one line', async () => {
  child.kill('SIGINT');
  expect(await ended).toBe(3);
  expect(stderr).toBe('interrupted: the page is served no longer\n');
});

test('a signal that comes at once ends it too', async () => {
  expect((await mprog(['explore', 'tcx'], { name: 'SIGTERM', at: 0 })).code).toBe(3);
});

test.each([
  ['nothing', /^expected a file \(.json, .ts, .js, .mjs\) or a profile \(tcx, .*\), found "nothing"\n$/],
  ['--port 65536', /^--port: expected at most 65535, found 65536\n$/],
  ['--port 1.5', /^error: option '--port <n>' argument '1\.5' is invalid/],
  ['nowhere.json', /^nowhere\.json: there is no such file\n$/],
  ['scenarios/two-first.json', /^scenarios\/two-first\.json: format: expected "mprog-trace", found "mprog-race"/],
])('mprog explore %s is refused', async (what, message) => {
  const { code, stdout, stderr: said } = await shell(`mprog explore ${what}`);
  expect([code, stdout]).toEqual([2, '']);
  expect(said).toMatch(message);
});

test('--json prints one object when it serves, and nothing more when it ends', async () => {
  const server = spawn(process.execPath, [MAIN, 'explore', TRACE, '--json'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  const printed = new Promise<void>((resolve) =>
    server.stdout.on('data', (data) => {
      stdout += data;
      if (stdout.endsWith('}\n')) resolve();
    }),
  );
  const gone = new Promise((resolve) => server.once('close', resolve));
  await printed;
  server.kill('SIGTERM');
  expect(await gone).toBe(3);
  const report = JSON.parse(stdout);
  const { port, hash } = new URL(report.url);
  expect(ExploreReport.parse(report)).toMatchObject({ profile: 'tcx', file: TRACE, port: Number(port) });
  expect(hash).toBe('#file');
  const refused = await mprog(['explore', 'nothing', '--json']);
  expect([refused.code, JSON.parse(refused.stdout)]).toMatchObject([2, { format: 'mprog-error', kind: 'input' }]);
});

describe('a file that is no trace', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mprog-explore-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  /** What the server says first, and the file that it serves. */
  async function served(file: string) {
    const server = spawn(process.execPath, [MAIN, 'explore', file, '--json'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const report = ExploreReport.parse(JSON.parse(String(await once(server.stdout, 'data'))));
      const at = new URL('file', report.url.replace('#file', ''));
      return { report, file: await (await fetch(at)).json() };
    } finally {
      server.kill('SIGKILL');
    }
  }

  test('may be what mprog find prints, or a proposal: the page gets it as it lies there', async () => {
    const way = join(directory, 'way.json');
    writeFileSync(way, (await mprog(['find', 'cgroup', 'A B', '--json'])).stdout);
    for (const [path, profile] of [
      [way, 'cgroup'],
      [join(ROOT, 'examples/keep-the-relative.ts'), 'keep-the-relative'],
    ] as const) {
      const { report, file } = await served(path);
      expect([report.profile, report.file]).toEqual([profile, path]);
      expect(file).toEqual({ name: basename(path), text: readFileSync(path, 'utf8') });
    }
  });

  test.each([
    ['way.json', '{"format": "mprog-find", "version": 1}', 'tool: expected a text, found nothing'],
    ['other.json', '{"format": "mprog-diff"}', 'format: expected "mprog-trace", found "mprog-diff"'],
    ['mine.ts', 'export default 1', 'expected "export default derive(base, { … })", found '],
  ])('is refused with what is wrong with it: %s', async (name, text, message) => {
    const path = join(directory, name);
    writeFileSync(path, text);
    const { code, stderr } = await mprog(['explore', path]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${path}: ${message}`)]);
  });
});

import { spawn } from 'node:child_process';
import { request } from 'node:http';
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
  ['nothing', /^expected a trace file \(\.json\) or a profile \(tcx, .*\), found "nothing"\n$/],
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

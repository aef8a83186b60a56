import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MAIN, ROOT } from '../support/command.ts';
import { dropOn, FILE, isThere, PAGE, pageWith, seriousIn } from '../support/explorer-page.ts';

const TRACE = join(ROOT, 'traces/anomalies/tcx/relative-untouched.json');

let browser: Browser;
let page: Page;
/** What the console said, and which requests left the page. */
const noise: string[] = [];
/** Where the page came from. */
let origin = 'file:';

/** Whether a request stays where the page came from. */
const isInside = (url: string) => url.startsWith(origin) || /^(data|blob):/.test(url);

async function open(url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector('.request');
}

/** Begins a new session in the same page: to load it takes longer than a test. */
async function begin(): Promise<void> {
  await page.evaluate(`location.hash = '#v=1&semantics=tcx&scope=default'`);
  await page.waitForFunction(`document.querySelectorAll('.trace tbody tr, .message').length === 0`);
}

const slots = () => page.locator('.slot .prog').allTextContents();
const steps = () => page.locator('.trace tbody td.said').allTextContents();
const message = () => page.locator('.message').innerText();

/** Takes the first request that a filter lists. */
async function take(text: string): Promise<void> {
  await page.fill('#filter', text);
  await page.locator('.request').first().click();
  await page.fill('#filter', '');
}

const drop = (name: string, text: string) => dropOn(page, [name, text]);
const serious = (within = 'html') => seriousIn(page, within);

describe.skipIf(!isThere)('the page', () => {
  beforeAll(async () => {
    ({ browser, page } = await pageWith(noise, isInside));
    await open(FILE);
  });
  afterAll(() => browser?.close());
  beforeEach(() => begin());
  afterEach(() => expect(noise).toEqual([]));

  test('opens from the file system with its first state, and is small', async () => {
    expect(await page.evaluate("performance.getEntriesByName('mprog-shown').length")).toBe(1);
    expect(gzipSync(readFileSync(PAGE)).length).toBeLessThan(500_000);
    expect(await page.title()).toBe('mprog explorer');
    expect(await slots()).toEqual([]);
  });

  test('takes requests, says which rule decides before and after, and goes back and forward', async () => {
    await take('attach A');
    await take('attach B BEFORE A');
    expect(await slots()).toEqual(['B', 'A']);
    expect(await page.locator('.rule-pane').innerText()).toMatch(/^Rule that decided[\s\S]*attach\/insert-before/);
    await page.locator('.request', { hasText: 'EEXIST' }).first().hover();
    expect(await page.locator('.rule-pane').innerText()).toMatch(
      /^Rule that would decide[\s\S]*attach\/already-attached/,
    );
    await page.getByRole('button', { name: /^Undo/ }).click();
    expect([await slots(), (await steps()).length]).toEqual([['A'], 2]);
    await page.getByRole('button', { name: 'go to the state after step 2' }).click();
    expect(await slots()).toEqual(['B', 'A']);
    await page.getByRole('button', { name: 'go to step 0, the first state' }).click();
    expect(await slots()).toEqual([]);
  });

  test('is in its URL: a reload and another tab show the same, and the history goes back', async () => {
    await take('create link L1 of A');
    await take('attach B AFTER A');
    await page.getByLabel('only what changes something').check();
    const [url, shown] = [page.url(), await page.locator('main').innerText()];
    await page.reload();
    await page.waitForSelector('.request');
    expect(await page.locator('main').innerText()).toBe(shown);
    expect([page.url(), await slots()]).toEqual([url, ['A', 'B']]);
    await page.goBack();
    expect(await slots()).toEqual(['A']);
    // A link of another version says so, and what was there stays.
    const before = await page.locator('main').innerText();
    await page.evaluate(`location.hash = '#v=9&semantics=tcx'`);
    await page.waitForSelector('.message.wrong');
    expect(await message()).toContain('this link is of version 9 of the explorer; expected version 1');
    expect(await page.locator('main').innerText()).toBe(before);
  });

  test('can be used by keyboard alone', async () => {
    for (const key of ['/', ...'attach', 'Enter', 'Enter', 'j', 'j', 'k', 'Enter']) await page.keyboard.press(key);
    expect((await steps()).length).toBe(2);
    await page.keyboard.press('u');
    await page.keyboard.press('u');
    expect([await slots(), (await steps()).length]).toEqual([[], 2]);
    await page.keyboard.press('r');
    expect((await slots()).length).toBe(1);
    // Letters that are typed into the filter are no commands.
    await page.keyboard.press('/');
    await page.keyboard.type('ujkr');
    expect([await page.inputValue('#filter'), (await slots()).length]).toEqual(['attachujkr', 1]);
  });

  test('opens a trace that is dropped; of another file it says what was expected, and keeps what was there', async () => {
    await drop('relative-untouched.json', readFileSync(TRACE, 'utf8'));
    await page.waitForSelector('.message.done');
    const { steps: expected } = JSON.parse(readFileSync(TRACE, 'utf8'));
    expect((await steps()).length).toBe(expected.length);
    const before = await page.locator('main').innerText();
    await drop('notes.txt', 'attach A');
    await page.waitForSelector('.message.wrong');
    expect(await message()).toContain(
      'notes.txt: expected a trace (JSON with "format": "mprog-trace"), what mprog race or mprog find print under --json, a log of strace',
    );
    expect(await page.locator('main').innerText()).toBe(before);
  });

  test('copies the trace in the form that is chosen', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await take('attach A');
    const copied = async () => {
      await page.getByRole('button', { name: 'Copy', exact: true }).click();
      await page.waitForSelector('.message.done');
      return String(await page.evaluate('navigator.clipboard.readText()'));
    };
    expect(JSON.parse(await copied())).toMatchObject({ format: 'mprog-trace', profile: 'tcx', steps: [{}] });
    await page.getByLabel('copy as').selectOption('c-raw');
    expect(await copied()).toMatch(/^\/\/ SPDX[\s\S]*mprog-spec \d/);
  });

  test('compares two semantics: one request goes to both, and differences are marked', async () => {
    await page.getByLabel('beside').selectOption('mprog-first-merge');
    expect(await page.locator('.verdict').innerText()).toBe('No query tells the two states apart.');
    await page.getByLabel('only differences').check();
    const [row] = await page.locator('.request').allInnerTexts();
    expect(row).toContain('≠');
    await page.locator('.request').first().click();
    const outcomes = await page.locator('.trace tbody .outcome').allTextContents();
    expect(outcomes.length).toBe(2);
    expect(outcomes[0]).not.toBe(outcomes[1]);
    expect(await serious()).toEqual([]);
  });

  test('draws the states around the present one, and steps to the one that is chosen', async () => {
    await take('attach A');
    await page.getByRole('button', { name: 'State graph' }).click();
    await page.waitForSelector('.graph .node >> nth=29');
    await page.locator('.graph .count', { hasText: 'The 30 states that are nearest' }).waitFor();
    await page.locator('.graph .node', { hasText: 'A B/L1 rev 3' }).first().press('Enter');
    expect([await slots(), await page.locator('dialog').count()]).toEqual([['A', 'B'], 0]);
    expect((await steps()).length).toBe(2);
  });

  test('has no serious finding of axe, in the light or in the dark, and is readable at 200 %', async () => {
    await take('create link L1 of A');
    await take('attach A');
    // Some rows of each kind: the check of contrasts takes a while.
    await page.fill('#filter', 'link L1');
    expect(await page.locator('.request.refused').count()).toBeGreaterThan(0);
    expect(await page.locator('.request:not(.refused)').count()).toBeGreaterThan(0);
    expect(await serious()).toEqual([]);
    await page.getByRole('button', { name: 'State graph' }).click();
    await page.waitForSelector('.graph .node');
    expect(await serious('.graph')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 720, height: 450 });
    expect(await serious()).toEqual([]);
    // Nothing is cut off at the side.
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(720);
  });

  test('asks the kernel where it comes from mprog explore, and nobody else', async (context) => {
    const child = spawn(process.execPath, [MAIN, 'explore', TRACE], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const url = new URL(String(await new Promise((resolve) => child.stdout.once('data', resolve))).trim());
      origin = url.origin;
      await open(url.href);
      await page.waitForSelector('.message.done');
      const { length } = await steps();
      await page.getByRole('button', { name: 'Ask the kernel' }).click();
      await page.waitForSelector('td.kernel, .message.wrong');
      const said = await message();
      if (said.startsWith('The kernel was not asked')) context.skip(said);
      expect(said).toMatch(new RegExp(`^kernel .* agrees with tcx in ${length} of ${length} steps\\.`));
      expect(await page.locator('td.kernel.agrees').count()).toBe(length);
    } finally {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      expect(await ended).toBe(3);
    }
  });
});

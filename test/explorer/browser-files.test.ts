import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from '../support/command.ts';
import { dropOn, FILE, isThere, pageWith, seriousIn } from '../support/explorer-page.ts';
import { ran } from '../support/room.ts';

const SUITE = join(ROOT, 'traces/conformance/freplace');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

let browser: Browser;
let page: Page;
/** What the console said, and which requests left the page. */
const noise: string[] = [];

const steps = () => page.locator('.trace tbody td.said').allTextContents();
const message = async (kind: 'done' | 'wrong') => {
  await page.waitForSelector(`.message.${kind}`);
  return page.locator('.message').innerText();
};
const main = () => page.locator('main').innerText();

const drop = (...files: readonly (readonly [name: string, text: string])[]) => dropOn(page, ...files);
const serious = (within: string) => seriousIn(page, within);

describe.skipIf(!isThere)('what is dropped on the page', () => {
  let race: string;
  let find: string;
  beforeAll(async () => {
    race = (await ran(ROOT, 'race', 'ancestor-changes', '--json')).stdout;
    find = (await ran(ROOT, 'find', 'tcx', 'C A/L1 B', '--json')).stdout;
    ({ browser, page } = await pageWith(noise, (url) => /^(file|data|blob):/.test(url)));
    await page.goto(FILE);
    await page.waitForSelector('.request');
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    await page.evaluate(`location.hash = '#v=1&semantics=tcx&scope=default'`);
    await page.locator('.trace .count', { hasText: /^0 steps$/ }).waitFor();
    const close = page.getByRole('button', { name: 'close the message' });
    if ((await close.count()) > 0) await close.click();
    await page.locator('.message').waitFor({ state: 'detached' });
  });
  afterEach(() => expect(noise.splice(0)).toEqual([]));

  test('a race is a sequence diagram whose steps are walked, by keyboard too, and which is in the URL', async () => {
    await drop(['race.json', race]);
    expect(await message('done')).toContain('ancestor-changes breaks acts-on-what-ran');
    const lines = page.locator('.sequence .line.step');
    expect(await lines.count()).toBe(4);
    expect(await page.locator('.sequence .life').allTextContents()).toEqual([
      'child-daemon',
      'parent-daemon',
      'parent, child',
    ]);
    await lines.nth(2).click();
    await page.locator('.trace .count', { hasText: 'step 3 of 4' }).waitFor();
    expect(await page.locator('.slot .prog').allTextContents()).toEqual(['B']);
    await lines.nth(3).focus();
    await page.keyboard.press('Enter');
    await page.locator('.trace .count', { hasText: '4 steps' }).waitFor();
    expect(await page.locator('.slot .prog').allTextContents()).toEqual(['B', 'A']);
    expect(await lines.nth(3).getAttribute('aria-current')).toBe('step');
    expect(await lines.nth(2).getAttribute('aria-label')).toMatch(/^parent-daemon, step 3 attach B .* ok parent: B /);
    expect(await serious('.trace')).toEqual([]);
    await page.getByRole('button', { name: 'As table' }).click();
    expect((await steps()).length).toBe(4);
    await page.reload();
    await page.waitForSelector('.sequence .line.step');
    expect(await lines.count()).toBe(4);
    expect(await page.locator('.sequence .line.now').count()).toBe(1);
  });

  test('what is drawn is reached by the keyboard: a state of the graph too', async () => {
    await page.getByRole('button', { name: 'State graph' }).click();
    await page.waitForSelector('.graph .node >> nth=29');
    await page.locator('.graph .count', { hasText: 'The 30 states' }).waitFor();
    await page.locator('.graph .node').nth(1).focus();
    await page.keyboard.press('Enter');
    await page.locator('.trace .count', { hasText: '1 step' }).waitFor();
    expect(await page.locator('dialog').count()).toBe(0);
  });

  test('a race is copied as a Mermaid diagram with its agents', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await drop(['race.json', race]);
    await page.locator('.sequence .line.step').nth(3).click();
    await page.getByLabel('copy as').selectOption('mermaid');
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.locator('.message', { hasText: 'copied' }).waitFor();
    const text = String(await page.evaluate('navigator.clipboard.readText()'));
    expect(text).toMatch(/sequenceDiagram\n {2}participant a1 as child-daemon\n {2}participant a2 as parent-daemon\n/);
  });

  test('a way that was found is walked from where the search began', async () => {
    await drop(['find.json', find]);
    expect(await message('done')).toContain('3 steps to "C A/L1 B" at ingress');
    expect(await page.locator('.trace .count').innerText()).toBe('step 0 of 3');
    for (const count of ['step 1 of 3', 'step 2 of 3', '3 steps']) {
      await page.keyboard.press('r');
      await page.locator('.trace .count', { hasText: count }).waitFor();
    }
    expect(await page.locator('.slot .prog').allTextContents()).toEqual(['C', 'A', 'B']);
  });

  test('a folder is a list to choose from; what cannot be opened is named, and the others can be gone through', async () => {
    const folder = readdirSync(SUITE).filter((name) => name.endsWith('.json'));
    await page.locator('input[type=file]').nth(1).setInputFiles(SUITE);
    await page.waitForSelector('dialog.collection');
    const entries = page.locator('.collection .entry');
    expect(await entries.count()).toBe(folder.length);
    await page.getByLabel('filter what to open').fill('array-put ext');
    expect(await entries.count()).toBeLessThan(folder.length);
    expect(await serious('.collection')).toEqual([]);
    const name = await entries.first().locator('.entry-name').innerText();
    await entries.first().focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.collection-bar');
    expect([await page.locator('dialog').count(), (await steps()).length > 0]).toEqual([0, true]);
    const bar = page.locator('.collection-bar');
    expect(await bar.innerText()).toContain(name);
    expect(await serious('.collection-bar')).toEqual([]);
    await bar.getByRole('button', { name: 'Next' }).click();
    expect(await bar.innerText()).not.toContain(`: ${name}\n`);
    await bar.getByRole('button', { name: 'forget the list' }).click();
    expect(await bar.count()).toBe(0);
    await drop(
      ['a.json', read('traces/anomalies/tcx/relative-untouched.json')],
      ['b.txt', 'nothing'],
      ['c.json', find],
    );
    await page.waitForSelector('dialog.collection');
    expect(await entries.count()).toBe(2);
    expect(await page.locator('.collection .refused li').allTextContents()).toEqual([
      expect.stringMatching(/^b\.txt: expected a trace/),
    ]);
    await page.keyboard.press('Escape');
    await bar.getByRole('button', { name: 'forget the list' }).click();
  });

  test('a proposal stands beside its base, from the file system too, and its differences are marked', async () => {
    await drop(['keep-the-relative.ts', read('examples/keep-the-relative.ts')]);
    expect(await message('done')).toContain('keep-the-relative: ');
    const [semantics, beside] = [page.getByLabel('semantics'), page.getByLabel('beside')];
    expect([await semantics.inputValue(), await beside.inputValue()]).toEqual(['tcx', 'keep-the-relative']);
    await page.fill('#filter', 'attach A');
    await page.locator('.request').first().click();
    await page.fill('#filter', '');
    await page.getByLabel('only differences').check();
    expect(await page.locator('.request').first().innerText()).toContain('≠');
    await page.locator('.request').first().click();
    await page.locator('.trace .count', { hasText: '2 steps' }).waitFor();
    const outcomes = await page.locator('.trace tbody tr').nth(1).locator('.outcome').allTextContents();
    expect(new Set(outcomes).size).toBe(2);
    await page.getByLabel('only differences').uncheck();
    // An edited file takes the place of the one before.
    const edited = read('examples/keep-the-relative.ts').replace("title: '", "title: 'edited: ");
    await drop(['keep-the-relative.ts', edited]);
    await page.locator('.message', { hasText: 'keep-the-relative: edited: ' }).waitFor();
    expect(await steps()).toEqual([]);
    // It is gone with the page; its link asks for the file.
    await page.reload();
    expect(await message('wrong')).toContain(
      'or one whose file was dropped on this page before, found "keep-the-relative"',
    );
  });

  test('a proposal that throws says where and why, and what was there stays', async () => {
    await page.fill('#filter', 'attach A');
    await page.locator('.request').first().click();
    await page.fill('#filter', '');
    const before = await main();
    for (const [text, said] of [
      ['let a: string;\n\nthrow new TypeError("oops")', 'mine.ts:3: throws TypeError: oops'],
      ['export default {', 'mine.ts: Unexpected token'],
      ['import "node:fs"', 'mine.ts:1: imports "node:fs": on this page a proposal imports "mprog-spec" alone'],
    ] as const) {
      await drop(['mine.ts', text]);
      await page.locator('.message.wrong', { hasText: said }).waitFor();
      expect(await main()).toBe(before);
    }
    // One that throws later, in a state that was not looked at when it was loaded.
    const later = read('examples/head-and-tail.ts').replace(
      'const last = slotsOf(state, hook).length - 1;',
      'const last = slotsOf(state, hook).length - 1; if (last > 1) throw new Error("three are too many");',
    );
    await drop(['later.ts', later]);
    expect(await message('done')).toContain('head-and-tail: ');
    for (const name of ['A', 'B', 'C']) {
      await page.fill('#filter', `attach ${name}`);
      await page.locator('.request').first().click();
    }
    expect(await message('wrong')).toContain('three are too many');
    expect((await steps()).length).toBe(2);
    await page.fill('#filter', '');
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ROOT } from './command.ts';

const CHROMIUM = process.env.MPROG_CHROMIUM ?? '/usr/bin/chromium';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The page of the explorer as it is shipped, and where it is in the file system. */
export const PAGE = join(ROOT, 'dist/explorer/index.html');
export const FILE = `file://${PAGE}`;

/** Whether there is a browser to test with; says so where there is none. */
export const isThere = existsSync(CHROMIUM);
if (!isThere) console.log(`skipped: no Chromium at ${CHROMIUM} (apt-get install chromium, or MPROG_CHROMIUM=FILE)`);

/** A page in a browser of its own. What the console says, and which requests are not `isInside`, is added to `noise`. */
export async function pageWith(
  noise: string[],
  isInside: (url: string) => boolean,
): Promise<{ readonly browser: Browser; readonly page: Page }> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('console', (said) => {
    if (said.type() === 'error' || said.type() === 'warning') noise.push(`console: ${said.text()}`);
  });
  page.on('pageerror', (error) => noise.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!isInside(request.url())) noise.push(`request: ${request.url()}`);
  });
  return { browser, page };
}

/** Drops files on a page. */
export async function dropOn(page: Page, ...files: readonly (readonly [name: string, text: string])[]): Promise<void> {
  const given = await page.evaluateHandle(
    `{ const files = new DataTransfer(); for (const [name, text] of ${JSON.stringify(files)}) files.items.add(new File([text], name)); files }`,
  );
  await page.dispatchEvent('main', 'drop', { dataTransfer: given });
}

/** The findings of axe within a part of a page that are serious or worse. */
export async function seriousIn(page: Page, within: string): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate(`axe.run('${within}')`)) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`);
}

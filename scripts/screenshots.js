// Pictures of the explorer for its page in docs/: npm run screenshots. Needs Chromium (apt-get install chromium, or MPROG_CHROMIUM=FILE).
import { existsSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const ROOT = new URL('..', import.meta.url).pathname;
const executablePath = process.env.MPROG_CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(executablePath)) {
  console.error(`no Chromium at ${executablePath}: apt-get install chromium, or MPROG_CHROMIUM=FILE`);
  process.exit(4);
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1360, height: 850 } });

/** Opens a session and takes the first request that each text leaves. */
async function step(session, texts, colorScheme = 'light') {
  await page.emulateMedia({ colorScheme });
  await page.goto('about:blank');
  await page.goto(`file://${ROOT}dist/explorer/index.html#v=1&${session}`);
  await page.waitForSelector('.request');
  for (const text of texts) {
    await page.fill('#filter', text);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
  }
  await page.fill('#filter', '');
}

const shoot = (name) => page.screenshot({ path: `${ROOT}docs/${name}.png` });

await step('semantics=tcx', ['attach A', 'create link L1 of B', 'attach C BEFORE B', 'EEXIST']);
await page.locator('.request', { hasText: 'REPLACE' }).first().focus();
await shoot('explorer');

await step('semantics=rfc-v2,tcx', ['attach A', 'attach B FIRST'], 'dark');
await page.getByLabel('only differences').check();
await shoot('explorer-beside');

await step('semantics=tcx', ['attach A']);
await page.getByRole('button', { name: 'State graph' }).click();
await page.locator('.graph .count', { hasText: 'nearest' }).waitFor();
await shoot('explorer-graph');

// A race on record, whose steps are drawn as a sequence diagram.
await step('semantics=tcx', []);
const race = readFileSync(`${ROOT}traces/races/cgroup/ancestor-changes--acts-on-what-ran.json`, 'utf8');
const files = await page.evaluateHandle(
  `{ const files = new DataTransfer(); files.items.add(new File([${JSON.stringify(race)}], 'race.json')); files }`,
);
await page.dispatchEvent('main', 'drop', { dataTransfer: files });
await page.locator('.sequence .line.step').nth(2).click();
await shoot('explorer-race');

await browser.close();

// The time from the load of the explorer to its first state, in ms: node bench/first-state.js (after npm run page)
//
// Five times, the median last. It needs Chromium: CHROMIUM=/path/to/it, or chromium in the PATH.
import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';

const PAGE = new URL('../dist/explorer/index.html', import.meta.url).href;
const executablePath = process.env.CHROMIUM ?? execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const times = [];
for (let run = 0; run < 5; run++) {
  const page = await browser.newPage();
  await page.goto(PAGE);
  await page.waitForFunction("performance.getEntriesByName('mprog-shown').length > 0");
  const ms = await page.evaluate(
    "performance.getEntriesByName('mprog-shown')[0].startTime - performance.getEntriesByType('navigation')[0].loadEventEnd",
  );
  times.push(Math.round(ms));
  await page.close();
}
await browser.close();
console.log(`${times.join(', ')}; median ${times.toSorted((a, b) => a - b)[2]} ms`);

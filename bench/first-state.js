// From the beginning of the navigation to the first state of the explorer, in ms: node bench/first-state.js (after npm run page)
//
// Five times, the median last; beside each how much of it comes after the load event. Needs Chromium, as scripts/screenshots.js.
import { chromium } from 'playwright-core';

const PAGE = new URL('../dist/explorer/index.html', import.meta.url).href;
const executablePath = process.env.MPROG_CHROMIUM ?? '/usr/bin/chromium';

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const times = [];
for (let run = 0; run < 5; run++) {
  const page = await browser.newPage();
  await page.goto(PAGE);
  await page.waitForFunction("performance.getEntriesByName('mprog-shown').length > 0");
  const [shown, loaded] = await page.evaluate(
    "[performance.getEntriesByName('mprog-shown')[0].startTime, performance.getEntriesByType('navigation')[0].loadEventEnd]",
  );
  times.push(Math.round(shown));
  console.log(`${Math.round(shown)} ms, ${Math.max(0, Math.round(shown - loaded))} ms after the load event`);
  await page.close();
}
await browser.close();
console.log(`median ${times.toSorted((a, b) => a - b)[2]} ms`);

// What the tool takes for its jobs, beside a loop in plain JavaScript that is timed in turn with them: npm run bench
//
//   npm run bench                         a table
//   npm run bench -- --out FILE           the same, kept as JSON (an existing file is not replaced)
//   npm run bench -- --compare FILE       beside a former run
//   npm run bench -- --only NAME --runs N  one job, so many times (default: all, 5 times)
//
// Seconds depend on the machine and on what else it does; the ratio to the loop much less. Compare ratios.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { calibration } from './calibration.js';
import { JOBS } from './jobs.js';

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const Report = z.strictObject({
  format: z.literal('mprog-bench'),
  version: z.literal(1),
  jobs: z.record(z.string(), z.strictObject({ seconds: z.number().positive(), ratio: z.number().positive() })),
});

function fail(message) {
  console.error(message);
  process.exit(2);
}

function optionsOf() {
  try {
    const { values } = parseArgs({
      options: {
        out: { type: 'string' },
        compare: { type: 'string' },
        only: { type: 'string' },
        runs: { type: 'string', default: '5' },
      },
    });
    if (!/^[1-9]\d*$/.test(values.runs)) fail(`--runs: expected a number from 1 on, found "${values.runs}"`);
    if (values.only !== undefined && !Object.hasOwn(JOBS, values.only))
      fail(`--only: expected one of ${Object.keys(JOBS).join(', ')}, found "${values.only}"`);
    return values;
  } catch (error) {
    return fail(error.message);
  }
}

/** A former run, from its file. */
function formerRun(path) {
  try {
    const { success, data, error } = Report.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (success) return data.jobs;
    const [{ path: at, message }] = error.issues;
    return fail(`${path}: ${at.join('.') || 'the report'}: no report of a former run: ${message}`);
  } catch (error) {
    return fail(`${path}: no report of a former run: ${error.message}`);
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

function timed(run) {
  const before = performance.now();
  run();
  return (performance.now() - before) / 1000;
}

/** Seconds of a whole process. */
function secondsOf(name, args) {
  return timed(() => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status !== 0) fail(`${name}: mprog ${args.join(' ')} ended with ${status}\n${stderr}`);
  });
}

const options = optionsOf();
if (options.out !== undefined) {
  if (existsSync(options.out)) fail(`${options.out}: exists; it is not replaced`);
  if (!existsSync(dirname(options.out))) fail(`${options.out}: there is no directory ${dirname(options.out)}`);
}
const former = options.compare === undefined ? undefined : formerRun(options.compare);
const jobs = {};
for (const [name, args] of Object.entries(JOBS)) {
  if (options.only !== undefined && options.only !== name) continue;
  const runs = Array.from({ length: Number(options.runs) }, () => {
    const loop = timed(calibration);
    const seconds = secondsOf(name, args);
    return { seconds, ratio: seconds / ((loop + timed(calibration)) / 2) };
  });
  jobs[name] = { seconds: median(runs.map((run) => run.seconds)), ratio: median(runs.map((run) => run.ratio)) };
  process.stderr.write(`${name}: ${jobs[name].seconds.toFixed(2)} s\n`);
}

console.table(
  Object.entries(jobs).map(([job, { seconds, ratio }]) => ({
    job,
    seconds: +seconds.toFixed(2),
    'to the loop': +ratio.toFixed(2),
    ...(former === undefined
      ? {}
      : { 'to the former run': former[job] === undefined ? 'not in it' : +(ratio / former[job].ratio).toFixed(2) }),
  })),
);
if (options.out !== undefined) {
  const report = { format: 'mprog-bench', version: 1, jobs };
  writeFileSync(options.out, `${JSON.stringify(report, null, 2)}\n`, { flag: 'wx' });
}

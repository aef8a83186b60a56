// Compared transitions per second, and what one decision costs: npm run bench
//
// Figures are only comparable within one run: the machine may be busy with other things.
import { Bench } from 'tinybench';
import { checkAll } from '../dist/checker/check/check.js';
import { knownAnomalies } from '../dist/cli/anomalies.js';
import { TcxModel } from '../dist/model/mprog/tcx-model.js';
import { Decisions } from '../dist/spec/decide/decisions.js';
import { tcx } from '../dist/spec/families/lists/tcx/index.js';
import { SCOPES } from '../dist/spec/families/slots/scopes/scopes.js';
import { decide, UndecidedError } from '../dist/spec/rule.js';

const known = knownAnomalies(tcx).map(({ property }) => property);
const scopes = [
  ...Object.entries(SCOPES),
  ...[3, 4, 5, 6].map((programs) => [
    `${programs} programs, ${Math.min(programs, 4)} links, capacity ${programs}`,
    { ...SCOPES.default, programs, links: Math.min(programs, 4), capacity: programs },
  ]),
];

const exploring = new Bench({ time: 1000, iterations: 2, warmupTime: 200, warmupIterations: 1, throws: true });
const verdicts = new Map();
for (const [name, scope] of scopes)
  exploring.add(name, () => {
    const { verdict } = checkAll(tcx, new TcxModel(), scope, { known });
    if (verdict.result !== 'held') throw new Error(`${name}: ${verdict.result}`);
    verdicts.set(name, verdict);
  });
await exploring.run();
console.log('Exploration: spec, model and all properties');
console.table(
  exploring.tasks.map(({ name, result }) => {
    const { states, transitions } = verdicts.get(name);
    const seconds = result.latency.mean / 1000;
    const rate = transitions / seconds / 1e6;
    return { scope: name, states, transitions, seconds: +seconds.toFixed(3), 'M transitions/s': +rate.toFixed(2) };
  }),
);

const [table] = tcx.tables;
const decisions = new Decisions(table);
/** Situations that can be decided, of all that there are. */
const codes = Array.from({ length: 2000 }, (_, index) => index * 89).filter((code) => {
  try {
    return decisions.of(code) !== undefined;
  } catch (error) {
    if (error instanceof UndecidedError) return false;
    throw error;
  }
});
const situations = codes.map((code) => table.space.decode(code));
const deciding = new Bench({ time: 500, throws: true });
deciding.add(`${codes.length} decisions, patterns matched each time`, () => {
  for (const situation of situations) decide(table, situation);
});
deciding.add(`${codes.length} decisions, looked up`, () => {
  for (const code of codes) decisions.of(code);
});
await deciding.run();
console.log('Deciding an attach');
console.table(deciding.table());

import type { FuzzReport } from '../../checker/fuzz/report.ts';
import type { Profile } from '../../spec/profile.ts';
import { colours, count, plural, say } from './output.ts';
import { decidedBy } from './render-failure.ts';
import { describeScope } from './render-verdict.ts';

const MOST = 12;

/** Prints what a random run found, for a person to read. */
export function renderFuzz(semantics: Profile, report: FuzzReport): void {
  const { profile, targets, seed, scopes, sequences, steps, changes, seconds, situations, rules, notReached } = report;
  const { result, difference, fault, leftOut } = report;
  say(`${colours.bold(profile)} · ${targets.join(' and ')} against the spec · seed ${seed}`);
  if (fault !== undefined) say(`fault planted in the model: ${fault}`);
  for (const scope of scopes) say(`${describeScope(semantics.family, scope)}`);
  const rate = count(Math.round(steps / Math.max(seconds, 0.001)));
  say(
    `${plural(steps, 'step')} in ${plural(sequences, 'sequence')}, ${count(changes)} of them changes · ${count(situations)} situations · ${seconds.toFixed(1)} s (${rate}/s)`,
  );
  if (result === 'held') say(`${colours.green('✓')} no difference in these sequences; others were not tried`);
  if (result === 'inconclusive') say(`${colours.yellow('?')} interrupted: no difference so far. This is not a pass.`);
  for (const line of leftOut) say(`${colours.yellow('–')} ${line}`);
  const all = rules.length + notReached.length;
  say(`${notReached.length === 0 ? colours.green('✓') : colours.yellow('–')} ${rules.length} of ${all} rules reached`);
  for (const rule of notReached.slice(0, MOST)) say(`${colours.yellow('–')} not reached: ${rule}`);
  if (notReached.length > MOST) say(`${colours.yellow('–')} and ${notReached.length - MOST} more; --json lists them`);
  if (difference !== undefined) renderDifference(semantics, difference, seed);
}

function renderDifference(
  semantics: Profile,
  { target, scope, found, reproduced, rule, is, said, steps, file }: NonNullable<FuzzReport['difference']>,
  seed: number,
): void {
  say(`${colours.red('✗')} the ${target} ${is === 'alarm' ? 'warned' : 'differs'}: ${said}`);
  if (reproduced) {
    say(`  found after ${plural(found, 'step')} of a sequence in scope ${scope}, shrunk to ${steps.length}:`);
    for (const [index, request] of steps.entries())
      say(`    ${index + 1}  ${semantics.family.words.request(request, 'several')}`);
  } else say(`  found after ${plural(found, 'step')} of a sequence in scope ${scope}; not shrunk`);
  if (is !== 'alarm') for (const line of decidedBy(semantics, rule)) say(line);
  if (file !== undefined) say(`  written to  ${file}`);
  say(`  again       mprog fuzz ${semantics.name} --seed ${seed}, with the same target and as many steps`);
}

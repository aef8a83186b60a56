import type { KernelDifference, KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { notForKernel } from '../../spec/families/kernels.ts';
import type { Profile } from '../../spec/profile.ts';
import { colours, count, plural, say } from './output.ts';
import { decidedBy } from './render-failure.ts';
import { describeScope } from './render-verdict.ts';

const MOST = 8;

/** Prints the verdict of a cross-check for a person to read. */
export function renderKernelVerdict(semantics: Profile, verdict: KernelVerdict): void {
  const { kernel, scope, states, transitions, successes, seconds, workers, result, confirmed, notExercised } = verdict;
  say(`${colours.bold(verdict.profile)} on kernel ${kernel.release} · ${describeScope(semantics.family, scope)}`);
  if (!kernel.intended) say(`${colours.yellow('–')} ${notForKernel(verdict.profile, kernel.release)}`);
  say(`objects ${objectsText(verdict.objects)}`);
  if (verdict.changed !== undefined) say(`rule changed deliberately: ${verdict.changed}`);
  const settings = Object.entries(kernel.configuration).map(([name, value]) => `${name.split('/').at(-1)}=${value}`);
  say(`configuration ${settings.join(' ')}${kernel.log ? '' : ' · the kernel log may not be read'}`);
  const rate = count(Math.round(transitions / Math.max(seconds, 0.001)));
  say(
    `visited ${states.visited} of ${plural(states.planned, 'state')} · ${plural(transitions, 'transition')} compared, ${count(successes)} of them changes · ${plural(workers, 'worker')} · ${seconds.toFixed(1)} s (${rate}/s)`,
  );
  if (verdict.leftOut > 0)
    say(
      `${colours.yellow('–')} skipped: ${plural(verdict.leftOut, 'request')} with the same effect as one made (they differ only in a current revision or an unused replace_bpf_fd)`,
    );
  const rules = confirmed.length + notExercised.length;
  if (result === 'held')
    say(`${colours.green('✓')} the kernel does what the spec says, on every transition of this scope`);
  if (result === 'inconclusive') say(`${colours.yellow('?')} inconclusive. This is not a pass.`);
  for (const reason of verdict.reasons) say(`${colours.yellow('–')} ${reason}`);
  say(
    `${result === 'held' && notExercised.length === 0 ? colours.green('✓') : colours.yellow('–')} ${confirmed.length} of ${rules} rules confirmed`,
  );
  for (const { rule, reason } of notExercised.slice(0, MOST))
    say(`${colours.yellow('–')} not exercised: ${rule} (${reason})`);
  if (notExercised.length > MOST)
    say(`${colours.yellow('–')} and ${notExercised.length - MOST} more; --json lists them`);
  for (const difference of verdict.differences) renderDifference(semantics, difference);
  say();
}

/** `2 links, 1 program, 1 cgroup`, and what follows for a scope with one link. */
function objectsText(objects: KernelVerdict['objects']): string {
  const parts = Object.entries(objects)
    .filter(([, many]) => many > 0)
    .map(([kind, many]) => `${many} ${many === 1 ? kind.replace(/s( |$)/, '$1') : kind}`);
  return `${parts.join(', ')}${(objects.links ?? 0) < 2 ? '; not exercised: a link beside a link' : ''}`;
}

function renderDifference(
  semantics: Profile,
  { rule, sentence, expected, found, cases, steps, reproduced, file }: KernelDifference,
): void {
  const many = cases > 1 ? ` (${plural(cases, 'case')})` : '';
  say(`${colours.red('✗')} ${sentence}${many}`);
  for (const [hook, seen] of Object.entries(expected.hooks)) {
    const { observation } = semantics.family.words;
    const [said, shown] = [observation(seen), observation(found.hooks[hook]!)];
    if (said !== shown) say(`  ${hook} by the spec ${said}, on the kernel ${shown}`);
  }
  for (const line of decidedBy(semantics, rule)) say(line);
  const sure = reproduced ? '' : ', and it did not happen again on a fresh hook';
  if (file !== undefined) say(`  written to  ${file} (${plural(steps.length, 'step')}${sure})`);
}

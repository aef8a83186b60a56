import type { FamilyFit, FitReport, ProfileFit } from '../../checker/live/fit-report.ts';
import { isForKernel } from '../../spec/families/kernels.ts';
import { familyNamed } from '../../spec/families/register.ts';
import { colours, plural, say } from './output.ts';

const skippedText = (skipped: number) => (skipped === 0 ? '' : `, ${skipped} skipped`);

function renderProfile({ profile, result, traces, deciding }: ProfileFit, width: number, release: string): void {
  const { asked, failed, skipped } = traces;
  const name = colours.bold(profile.padEnd(width));
  if (result === 'not-asked') {
    say(`${colours.yellow('–')} ${name}  not asked: none of its ${plural(skipped, 'trace')} can be replayed here`);
    return;
  }
  if (result === 'fits') {
    const odd = isForKernel(profile, release) ? '' : '; this release is not on record for it';
    say(`${colours.green('✓')} ${name}  fits: ${plural(asked, 'trace')} as expected${skippedText(skipped)}${odd}`);
    return;
  }
  say(`${colours.red('✗')} ${name}  differs in ${failed} of ${plural(asked, 'trace')}${skippedText(skipped)}`);
  if (deciding === undefined) return;
  say(`    ${deciding.file}, step ${deciding.step}: ${deciding.request}`);
  for (const difference of deciding.differences) say(`      ${difference}`);
}

function renderNearest({ family, nearest, profiles }: FamilyFit): void {
  if (nearest === undefined) return;
  const { rules } = profiles.find(({ profile }) => profile === nearest.profile)!;
  say(`${colours.red('✗')} none: nearest is ${nearest.profile}, differs in ${rules.join(', ')}`);
  const { difference } = nearest;
  if (difference === undefined) {
    say(`${colours.yellow('?')} the difference did not occur again on a fresh hook`);
    return;
  }
  const { words } = familyNamed(family);
  say(`  minimised on this kernel, decided by ${difference.rule}:`);
  for (const [index, request] of difference.steps.entries())
    say(`    ${index + 1}  ${words.request(request, 'several')}`);
  const { expected, found } = difference;
  say(`    outcome: expected ${expected.outcome}, found ${found.outcome}`);
  const [view, other] = [words.observation(expected.view), words.observation(found.view)];
  if (view !== other) say(`    the query shows: expected ${view}, found ${other}`);
  for (const [hook, seen] of Object.entries(expected.hooks)) {
    const [said, shown] = [words.observation(seen), words.observation(found.hooks[hook]!)];
    if (said !== shown) say(`    ${hook} afterwards: expected ${said}, found ${shown}`);
  }
  if (difference.file !== undefined) say(`  written to  ${difference.file}`);
}

function renderFamily(fit: FamilyFit, release: string): void {
  say(`${fit.family} (hooks of kind ${fit.hook})`);
  if (fit.reason !== undefined)
    say(`${colours.yellow(fit.result === 'inconclusive' ? '?' : '–')} ${fit.result}: ${fit.reason}`);
  const width = Math.max(0, ...fit.profiles.map(({ profile }) => profile.length));
  for (const profile of fit.profiles) renderProfile(profile, width, release);
  renderNearest(fit);
}

/** Prints which profiles a kernel fits, for a person to read. */
export function renderFit({ kernel, families, result, seconds }: FitReport): void {
  const settings = Object.entries(kernel.configuration).map(([name, value]) => `${name.split('/').at(-1)}=${value}`);
  say(`${colours.bold(`kernel ${kernel.release}`)} · ${seconds.toFixed(1)} s`);
  say(`configuration (${kernel.configurationFrom}) ${settings.join(' ')}`);
  for (const fit of families) renderFamily(fit, kernel.release);
  const fits = families.flatMap(({ fits }) => fits);
  const sign = { fits: colours.green('✓'), none: colours.red('✗'), inconclusive: colours.yellow('?') };
  if (result === 'not-asked') say(`${colours.yellow('–')} skipped: the kernel could not be asked`);
  else say(`${sign[result]} ${kernel.release}: ${fits.length > 0 ? fits.join(', ') : 'no profile'}`);
}

import type { FuzzReport } from '../../checker/fuzz/report.ts';
import { notForKernel } from '../../spec/families/kernels.ts';
import { isProposal } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import { unansweredText } from '../../traces/results.ts';
import {
  type Block,
  bold,
  close,
  code,
  type Document,
  document,
  fields,
  indented,
  lines,
  mark,
  numbered,
  paragraph,
  signed,
} from '../document/document.ts';
import { count, plural } from './output.ts';
import { decidedBy } from './render-failure.ts';
import { describeScope } from './render-verdict.ts';

const MOST = 12;

/** What a random run found, as a document. */
export function fuzzDocument(semantics: Profile, report: FuzzReport): Document {
  const { profile, targets, seed, scopes, sequences, steps, changes, seconds, situations, rules, notReached } = report;
  const { result, difference, fault, leftOut, untested = [], kernel, driver } = report;
  const untried = scopes.filter((each) => each.steps === 0).map(({ scope }) => scope.name);
  const rate = count(Math.round(steps / Math.max(seconds, 0.001)));
  const all = rules.length + notReached.length;
  return document(
    paragraph(
      bold(profile),
      ` · ${driver?.command ?? targets.map((target) => (target === 'kernel' && kernel !== undefined ? `kernel ${kernel.release}` : target)).join(' and ')} against the spec · seed ${seed}`,
    ),
    close(
      lines(
        kernel?.intended === false && signed('–', notForKernel(profile, kernel.release)),
        kernel?.log === false && signed('–', 'the kernel log could not be read whole: not every warning is seen'),
        fault !== undefined && `fault planted in the model: ${fault}`,
        ...scopes.map(({ scope }) => describeScope(semantics.family, scope)),
        `${plural(steps, 'step')} in ${plural(sequences, 'sequence')}, ${count(changes)} of them changes · ${count(situations)} situations · ${seconds.toFixed(1)} s (${rate}/s)`,
        result === 'held' && signed('✓', 'no difference in these sequences; others were not tried'),
        result === 'inconclusive' &&
          signed(
            '?',
            difference === undefined
              ? `${openness(report)}. This is not a pass.`
              : 'inconclusive: what was found did not happen again. This is not a pass.',
          ),
        untried.length > 0 &&
          signed('–', `no request was made in ${plural(untried.length, 'scope')}: ${untried.join(', ')}`),
        ...[...untested, ...leftOut].map((line) => signed('–', line)),
        ...driverLines(driver),
        signed(notReached.length === 0 ? '✓' : '–', `${rules.length} of ${all} rules reached`),
        ...notReached.slice(0, MOST).map((rule) => signed('–', `not reached: ${rule}`)),
        notReached.length > MOST && signed('–', `and ${notReached.length - MOST} more; --json lists them`),
      ),
    ),
    ...(difference === undefined ? [] : differenceBlocks(semantics, difference, report)),
  );
}

/** Why a run without a difference is none that held. */
function openness({ untested = [], driver, steps }: FuzzReport): string {
  if (driver !== undefined && steps === 0) return 'inconclusive: the driver did nothing of what was asked of it';
  return `${untested.length === 0 ? 'interrupted' : 'inconclusive'}: no difference so far`;
}

/** What a driver did not do, and what it did not tell. */
function driverLines(driver: FuzzReport['driver']): readonly ReturnType<typeof signed>[] {
  if (driver === undefined) return [];
  const { skipped, unanswered } = driver;
  const more = skipped.length - MOST;
  const untold = unansweredText(unanswered.map(({ field, steps }) => [field, steps]));
  return [
    ...skipped
      .slice(0, MOST)
      .map(({ reason, requests }) => signed('–', `not made, ${plural(requests, 'request')}: ${reason}`)),
    ...(more > 0 ? [signed('–', `and ${plural(more, 'reason')} more; --json lists them`)] : []),
    ...(untold === undefined ? [] : [signed('–', untold)]),
  ];
}

function differenceBlocks(
  semantics: Profile,
  { target, scope, found, reproduced, rule, is, said, steps, file }: NonNullable<FuzzReport['difference']>,
  { seed, targets, fault, driver }: FuzzReport,
): readonly Block[] {
  const where = `found after ${plural(found, 'step')} of a sequence in scope ${scope}`;
  const again = is === 'alarm' ? '; not shrunk' : '; it did not happen again';
  const sure = reproduced ? `, shrunk to ${steps.length}:` : again;
  const asked = driver === undefined ? targets.join(',') : JSON.stringify(`exec:${driver.command}`);
  const options = [
    `--seed ${seed}`,
    ...(asked === 'model' ? [] : [`--target ${asked}`]),
    ...(fault === undefined ? [] : [`--fault ${fault}`]),
  ];
  const requests = steps.map((request) => semantics.family.words.request(request, 'several'));
  return [
    close(
      paragraph(
        mark(reproduced || is === 'alarm' ? '✗' : '?'),
        ` the ${driver === undefined ? target : 'driver'} ${is === 'alarm' ? 'warned' : 'differs'}: ${said}`,
      ),
    ),
    ...indented(
      2,
      close(paragraph(`${where}${sure}`)),
      reproduced ? close(numbered(...requests)) : undefined,
      close(
        fields([
          ...(is === 'alarm' ? [] : [decidedBy(semantics, rule)]),
          ...(file === undefined ? [] : [['written to', file]]),
          [
            'again',
            [
              code(`mprog fuzz ${isProposal(semantics) ? 'FILE' : semantics.name} ${options.join(' ')}`),
              ', with as many steps',
            ],
          ],
        ]),
      ),
    ),
  ];
}

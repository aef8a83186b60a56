import type { FamilyFit, FitReport, ProfileFit } from '../../checker/live/fit-report.ts';
import { isForKernel } from '../../spec/families/kernels.ts';
import { familyNamed } from '../../spec/families/register.ts';
import {
  type Block,
  bold,
  close,
  type Document,
  document,
  indented,
  lines,
  numbered,
  paragraph,
  signed,
} from '../document/document.ts';
import { plural } from './output.ts';

const skippedText = (skipped: number) => (skipped === 0 ? '' : `, ${skipped} skipped`);

/** Whether a kernel fits a profile, and the trace that decides where it does not. */
function profileBlocks({ profile, result, traces, deciding }: ProfileFit, release: string): readonly Block[] {
  const { asked, failed, skipped } = traces;
  if (result === 'skipped')
    return [
      line(signed('–', bold(profile), `: not asked: none of its ${plural(skipped, 'trace')} can be replayed here`)),
    ];
  if (result === 'held') {
    const odd = isForKernel(profile, release) ? '' : '; this release is not on record for it';
    return [
      line(signed('✓', bold(profile), `: fits: ${plural(asked, 'trace')} as expected${skippedText(skipped)}${odd}`)),
    ];
  }
  const differs = `: differs in ${failed} of ${plural(asked, 'trace')}${skippedText(skipped)}`;
  return [
    line(signed('✗', bold(profile), differs)),
    ...(deciding === undefined
      ? []
      : indented(
          4,
          line(`${deciding.file}, step ${deciding.step}: ${deciding.request}`),
          ...indented(2, close(lines(...deciding.differences))),
        )),
  ];
}

const line = (...of: Parameters<typeof paragraph>): Block => close(paragraph(...of));

/** The nearest profile where there is none that fits, and one difference from it. */
function nearestBlocks({ family, nearest, profiles }: FamilyFit): readonly Block[] {
  if (nearest === undefined) return [];
  const { rules } = profiles.find(({ profile }) => profile === nearest.profile)!;
  const head = line(signed('✗', `none: nearest is ${nearest.profile}, differs in ${rules.join(', ')}`));
  const { difference } = nearest;
  if (difference === undefined) return [head, line(signed('?', 'the difference did not occur again on a fresh hook'))];
  const { words } = familyNamed(family);
  const { expected, found } = difference;
  const seen = (what: string, a: string, b: string) => a !== b && `${what}: expected ${a}, found ${b}`;
  return [
    head,
    ...indented(
      2,
      line(`minimised on this kernel, decided by ${difference.rule}:`),
      close(numbered(...difference.steps.map((request) => words.request(request, 'several')))),
      close(
        lines(
          `outcome: expected ${expected.outcome}, found ${found.outcome}`,
          seen('the query shows', words.observation(expected.view), words.observation(found.view)),
          ...Object.entries(expected.hooks).map(([hook, said]) =>
            seen(`${hook} afterwards`, words.observation(said), words.observation(found.hooks[hook]!)),
          ),
          difference.file !== undefined && `written to ${difference.file}`,
        ),
      ),
    ),
  ];
}

function familyBlocks(fit: FamilyFit, release: string): readonly Block[] {
  return [
    line(`${fit.family} (hooks of kind ${fit.hook})`),
    ...(fit.reason === undefined
      ? []
      : [line(signed(fit.result === 'inconclusive' ? '?' : '–', `${fit.result}: ${fit.reason}`))]),
    ...fit.profiles.flatMap((profile) => profileBlocks(profile, release)),
    ...nearestBlocks(fit),
  ];
}

const SIGNS = { held: '✓', violated: '✗', inconclusive: '?', skipped: '–' } as const;

/** Which profiles a kernel fits, as a document. */
export function fitDocument({ kernel, families, result, seconds }: FitReport): Document {
  const settings = Object.entries(kernel.configuration).map(([name, value]) => `${name.split('/').at(-1)}=${value}`);
  const fits = families.flatMap((family) => family.fits);
  const said = `${kernel.release}: ${fits.length > 0 ? fits.join(', ') : 'no profile'}`;
  return document(
    line(bold(`kernel ${kernel.release}`), ` · ${seconds.toFixed(1)} s`),
    line(`configuration (${kernel.configurationFrom}) ${settings.join(' ')}`),
    ...families.flatMap((fit) => familyBlocks(fit, kernel.release)),
    line(signed(SIGNS[result], result === 'skipped' ? 'skipped: the kernel could not be asked' : said)),
  );
}

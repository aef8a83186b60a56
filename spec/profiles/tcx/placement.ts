import { P } from 'ts-pattern';
import { fail, type Rule, rulesOver } from '../../rule.ts';
import { DEVICE_DOMAIN, FLAG_DOMAIN, RELATIVE_DOMAIN, REVISION_DOMAIN } from './aspects.ts';
import { DIRECTIVES_DOMAIN } from './directives.ts';

/** The fields of a situation that every request about a place in the list has. */
export const PLACEMENT_DOMAIN = {
  ...FLAG_DOMAIN,
  ...DEVICE_DOMAIN,
  ...REVISION_DOMAIN,
  ...RELATIVE_DOMAIN,
  ...DIRECTIVES_DOMAIN,
} as const;

const rule = rulesOver<typeof PLACEMENT_DOMAIN>();

/** No such device. */
export const deviceRule = (command: string): Rule =>
  rule(`${command}/no-device`, 'The device of the hook must exist.', { device: 'gone' }, fail('ENODEV'), 'tcx');

/** A stale expected revision. */
export const revisionRule = (command: string, cite: 'mprog-attach' | 'mprog-detach'): Rule =>
  rule(
    `${command}/stale-revision`,
    'An expected revision must be the current revision.',
    { revision: 'stale' },
    fail('ESTALE'),
    cite,
  );

/** Resolving the relative, which is done whether or not a directive uses it. The type is compared by the command's own rule. */
export const relativeRules = (command: string): readonly Rule[] => [
  rule(
    `${command}/relative-zero-link`,
    'LINK without ID needs a value: 0 is never taken for the fd of a link.',
    { relative: 'zero-link' },
    fail('EINVAL'),
    'mprog-relative',
  ),
  rule(
    `${command}/relative-fd-not-open`,
    'A relative named by fd must be an open fd, even where no directive uses it.',
    { relative: 'not-open' },
    fail('EBADF'),
    'mprog-relative',
  ),
  rule(
    `${command}/relative-fd-of-wrong-kind`,
    'A relative named by fd must be a link where LINK is set and a program where it is not.',
    { relative: 'wrong-kind' },
    fail('EINVAL'),
    'mprog-relative',
  ),
  rule(
    `${command}/relative-id-unknown`,
    'A relative named by id must exist; nothing has id 0.',
    { relative: 'unknown-id' },
    fail('ENOENT'),
    'mprog-relative',
  ),
];

/** A directive with a relative that is not in the list. */
export const relativeUnlistedRules = (
  command: string,
  unlisted: readonly ['unlisted'] | readonly ['unlisted', 'other-type'],
  cite: 'mprog-attach' | 'mprog-detach',
): readonly Rule[] => [
  rule(
    `${command}/before-unlisted`,
    'BEFORE needs a relative that is in the list; a link counts only in its own slot.',
    { BEFORE: true, relative: P.union(...unlisted) },
    fail('ENOENT'),
    cite,
  ),
  rule(
    `${command}/after-unlisted`,
    'AFTER needs a relative that is in the list; a link counts only in its own slot.',
    { AFTER: true, relative: P.union(...unlisted) },
    fail('ENOENT'),
    cite,
  ),
];

/** Directives that designate different indexes. */
export const disagreementRule = (command: string, sentence: string, cite: 'mprog-attach' | 'mprog-detach'): Rule =>
  rule(`${command}/directives-disagree`, sentence, { directives: 'disagree' }, fail('ERANGE'), cite);

import { isProposal } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import { type Block, close, lines, signed } from '../document/document.ts';

/**
 * That a command does not ask for what a proposal brings, and says nothing of whether it was met: requests and scenarios are those of the
 * semantics that it is made from. Nothing for a semantics that comes with the package.
 */
export function proposalNote(semantics: Profile | undefined, ...more: readonly string[]): readonly Block[] {
  if (semantics === undefined || !isProposal(semantics)) return [];
  const note = `this does not say whether the changes of ${semantics.name} were exercised; mprog check does`;
  return [close(lines(...[...more, note].map((line) => signed('–', line))))];
}

import { isProposal } from '../../checker/check/summary.ts';
import type { Profile } from '../../spec/profile.ts';
import { type Block, close, lines, signed } from '../document/document.ts';

/**
 * That a command does not ask for what a proposal brings, and says nothing of whether it was met: requests and scenarios are those of the
 * semantics that it is made from. Nothing for a semantics that comes with the package.
 */
export const proposalNote = (semantics: Profile | undefined): readonly Block[] =>
  semantics === undefined || !isProposal(semantics)
    ? []
    : [
        close(
          lines(
            signed('–', `this does not say whether the changes of ${semantics.name} were exercised; mprog check does`),
          ),
        ),
      ];

import { rulesOver, succeed } from '../../rule.ts';

/** The one rule in which Linux 6.17 differs. */
export const recount = rulesOver()(
  'link-update/swap-by-count',
  'The slot gets the new program, but the update overwrites the effective entry at the index counted without PREORDER.',
  {},
  succeed('update-link-by-count'),
  'cgroup-replace-fix',
);

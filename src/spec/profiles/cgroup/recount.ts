import { rulesOver, succeed } from '../../rule.ts';

/** The one rule in which Linux 6.17 differs. */
export const recount = rulesOver()(
  'link-update/swap-by-count',
  'The slot gets the new program, but what runs is overwritten where the slot would be if none were PREORDER.',
  {},
  succeed('update-link-by-count'),
  'cgroup-replace-fix',
);

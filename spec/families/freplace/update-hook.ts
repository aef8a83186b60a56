import { type Profile, profile } from '../../profile.ts';
import { linkFd } from './freplace/facts.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from './rules.ts';
import { UAPI_WITH_UPDATE_HOOK } from './uapi.ts';
import type { RequestOf } from './vocabulary/index.ts';

type Hook = RequestOf<'link_update_hook'>;

const from = fact({
  field: 'from',
  values: ['closed', 'wrong-kind', 'link'],
  reads: ['from'],
  tell: ({ links }, request: Hook) =>
    request.from === 'wrong-kind-fd' ? 'wrong-kind' : links[request.from]?.fd ? 'link' : 'closed',
});

const pair = fact({
  field: 'pair',
  values: ['same', 'other-program', 'fit'],
  reads: ['link', 'from'],
  tell: ({ links }, { link, from: other }: Hook) => {
    if (link === other) return 'same';
    return links[link]?.prog === links[other]?.prog ? 'fit' : 'other-program';
  },
});

const taken = fact({
  field: 'taken',
  values: [false, true],
  reads: ['from'],
  tell: ({ links }, request: Hook) => links[request.from]?.target === 'none',
});

const FACTS = [linkFd, from, pair, taken] as const;

const rule = rulesOver<typeof FACTS>();

/**
 * bpf_link_update_hook(link, from) of the mails of April and July 2020. What they leave open is decided here: one link is no pair
 * (EINVAL), programs that differ are refused (EINVAL), a link without a function is ENOLINK as a defunct link is at other hooks, pins
 * do not matter, and whoever holds both fds may do it. Other holders of `from` keep a link without a function.
 */
const RULES = [
  rule('update-hook/link-not-open', { link: 'closed' }, fail('EBADF'), 'update-hook')`
    The fd of the link must be open.`,
  rule('update-hook/not-a-link', { link: 'wrong-kind' }, fail('EINVAL'), 'update-hook')`
    The fd of the link must be that of a link.`,
  rule('update-hook/from-not-open', { from: 'closed' }, fail('EBADF'), 'update-hook')`
    The fd of the other link must be open.`,
  rule('update-hook/from-not-a-link', { from: 'wrong-kind' }, fail('EINVAL'), 'update-hook')`
    The fd of the other link must be that of a link.`,
  rule('update-hook/one-link', { pair: 'same' }, fail('EINVAL'), 'update-hook')`
    A link takes nothing from itself.`,
  rule('update-hook/other-program', { pair: 'other-program' }, fail('EINVAL'), 'update-hook')`
    Both links are of one program.`,
  rule('update-hook/nothing-to-take', { taken: true }, fail('ENOLINK'), 'update-hook')`
    The other link has no function any more.`,
  rule('update-hook/taken', {}, succeed('take-over'), 'update-hook')`
    The link takes the function of the other one, and lets go of its own; nothing is detached in between.`,
];

const linkUpdateHook = ruleTable<Hook>({
  op: 'link_update_hook',
  title: 'bpf_link_update_hook',
  facts: FACTS,
  rules: RULES,
});

/** A design with bpf_link_update_hook. */
export function withUpdateHook(design: Profile): Profile {
  return profile({
    ...design,
    name: `${design.name}-update-hook`,
    title: `${design.title}, with bpf_link_update_hook`,
    uapi: UAPI_WITH_UPDATE_HOOK,
    tables: [...design.tables, linkUpdateHook],
    base: design,
    model: design.model === undefined ? undefined : `${design.model}-update-hook`,
  });
}

import type { CitationLabel } from '../../citations.ts';
import type { Rule, RuleTable } from '../../rule.ts';
import * as tcx from '../tcx/link.ts';

/** What cgroups have in common with tcx about links is said by the same rules, each with the source that says it here. */
const SOURCES: Partial<Record<CitationLabel, CitationLabel>> = {
  'tcx-link': 'cgroup-link',
  'mprog-relative': 'cgroup-link',
};

const SENTENCES: Readonly<Record<string, string>> = {
  'link-update/defunct': 'A detached link cannot be updated.',
  'link-update/swap':
    'The slot keeps its place and its link and gets the new program, even if it is the old one or attached elsewhere.',
};

const here = (rule: Rule): Rule => ({
  ...rule,
  sentence: SENTENCES[rule.id] ?? rule.sentence,
  cite: typeof rule.cite === 'string' ? (SOURCES[rule.cite] ?? rule.cite) : rule.cite,
});

const of = <T extends RuleTable<never>>(table: T, ...left: readonly string[]): T => ({
  ...table,
  rules: table.rules.filter(({ id }) => !left.includes(id)).map(here),
});

/** BPF_LINK_UPDATE: neither the program it has nor one that is attached elsewhere is refused or passed over. */
export const linkUpdate = of(tcx.linkUpdate, 'link-update/same', 'link-update/already-attached');
/** BPF_LINK_DETACH. */
export const linkDetach = of(tcx.linkDetach);
/** close(2) of the last fd of a link. */
export const linkClose = of(tcx.linkClose);

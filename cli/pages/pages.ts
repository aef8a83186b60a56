import { checkAll } from '../../checker/check/check.ts';
import { diffScopes } from '../../checker/diff/comparing.ts';
import { diff } from '../../checker/diff/diff.ts';
import { type DiffReport, reportOf } from '../../checker/diff/diff-report.ts';
import { atOnce } from '../../checker/search/run.ts';
import { citationOf } from '../../spec/citation.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import { knownAnomalies } from '../anomalies.ts';
import { commuted } from '../commands/commute.ts';
import { count, plural } from '../text/output.ts';
import { commuteMarkdown } from '../text/render-commute.ts';
import { diffMarkdown } from '../text/render-diff-markdown.ts';
import { ruleSections } from '../text/rules-text.ts';

const GENERATED = 'This page is made by the tool (`npm run docs`).';

/** A comparison to its end. */
function compared(a: Profile, b: Profile): DiffReport {
  const command = `mprog diff ${a.name} ${b.name}`;
  return reportOf(a, b, atOnce(diff(a, b, diffScopes(a, b))), { command, seconds: 0 });
}

/** What changes between two profiles, as a page. */
export function diffPage(a: string, b: string): string {
  const report = compared(profileNamed(a), profileNamed(b));
  return `# From \`${a}\` to \`${b}\`\n\n${GENERATED} The same as text: \`mprog diff ${a} ${b}\`.\n\n${diffMarkdown(report)}`;
}

/** Who must coordinate with whom under a profile, as a page. */
export function commutePage(name: string): string {
  const text = commuteMarkdown(profileNamed(name), commuted(profileNamed(name)));
  return `# Two requests in both orders: \`${name}\`\n\n${GENERATED} The same as text: \`mprog commute ${name}\`.\n\n${text}`;
}

/** The rules that one semantics has and another has not, as rows of a table. */
function rulesOnly(own: Profile, other: Profile): readonly string[] {
  const known = new Set(rulesOf(other));
  const rows = new Map(
    ruleSections(own).flatMap(({ rows: all, title }) => all.map((row) => [row.id, { ...row, title }])),
  );
  return rulesOf(own)
    .filter((rule) => !known.has(rule))
    .map((rule) => {
      const { id, title, sentence, when, outcome } = rows.get(rule.id)!;
      return `| \`${id}\` | ${title} | ${sentence} | ${when} | ${outcome} | ${citationOf(own.family.citations, rule.cite).source} |`;
    });
}

const HEAD = ['| rule | in | in words | condition | outcome | source |', '|---|---|---|---|---|---|'];

function checked(semantics: Profile): readonly string[] {
  const known = knownAnomalies(semantics).map(({ property }) => property);
  return Object.values(semantics.family.scopes(semantics))
    .filter(({ name }) => name === 'default' || name === 'clsact')
    .map((scope) => {
      const { verdict } = checkAll(semantics, undefined, scope, { known });
      const { properties, vacuous, anomalies, result, states, transitions, rules } = verdict;
      const held = properties.length - vacuous.length - anomalies.length;
      const fired = rules.filter(({ fired: times }) => times > 0).length;
      return `- scope ${scope.name}: **${result}**; ${plural(states, 'state')}, ${plural(transitions, 'transition')}, ${plural(held, 'property', 'properties')} exercised, ${count(fired)} of ${count(rules.length)} rules fired`;
    });
}

/** What the tool says about a proposal, as a page; `file` is where it is, as seen from the package. */
export function proposalPage(file: string, proposal: Profile): string {
  const { base } = proposal;
  if (base === undefined) throw new Error(`${file}: expected a proposal that derives from a profile`);
  const added = rulesOnly(proposal, base);
  const gone = rulesOnly(base, proposal);
  return [
    `# Proposal \`${proposal.name}\``,
    '',
    `${proposal.title}. Written down in [${file}](../../${file}). ${GENERATED}`,
    '',
    `## New rules (${added.length})`,
    '',
    ...(added.length === 0 ? ['None.'] : [...HEAD, ...added]),
    '',
    `## Rules of \`${base.name}\` that are removed (${gone.length})`,
    '',
    ...(gone.length === 0 ? ['None.'] : [...HEAD, ...gone]),
    '',
    `## Result of \`mprog check ${file}\``,
    '',
    'No model: only the rules and properties are checked.',
    '',
    ...checked(proposal),
    '',
    diffMarkdown(compared(base, proposal)),
  ].join('\n');
}

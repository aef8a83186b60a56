import { checkAll } from '../../checker/check/check.ts';
import { diffScopes } from '../../checker/diff/comparing.ts';
import { diff } from '../../checker/diff/diff.ts';
import { type DiffReport, reportOf } from '../../checker/diff/diff-report.ts';
import { atOnce } from '../../checker/search/run.ts';
import { citationOf } from '../../spec/citation.ts';
import { FIXES } from '../../spec/families/before-fixes/fixes.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import { PROTOCOLS } from '../../spec/protocols/index.ts';
import { knownOf } from '../anomalies.ts';
import { commuted } from '../commands/commute.ts';
import { searched } from '../commands/protocol.ts';
import { rediscovered } from '../commands/rediscover.ts';
import {
  type Block,
  bold,
  code,
  type Document,
  document,
  heading,
  type Inline,
  list,
  paragraph,
  table,
} from '../document/document.ts';
import { markdownText } from '../document/markdown.ts';
import { prose, sentence } from '../document/prose.ts';
import { count, plural } from '../text/output.ts';
import { commuteDocument } from '../text/render-commute.ts';
import { diffDocument } from '../text/render-diff.ts';
import { protocolDocument } from '../text/render-protocol.ts';
import { rediscoveryDocument } from '../text/render-rediscovery.ts';
import { ruleSections } from '../text/rules-text.ts';
import { GENERATED } from './generated.ts';

/** A comparison to its end. */
function compared(a: Profile, b: Profile): DiffReport {
  const command = `mprog diff ${a.name} ${b.name}`;
  return reportOf(a, b, atOnce(diff(a, b, diffScopes(a, b))), { command, seconds: 0 });
}

/** A document as a page, below its title and the command that prints the same. */
const page = (title: string, command: string, { children }: Document) =>
  markdownText(
    document(...prose(`# ${title}\n\n${GENERATED} The same as text: \`${command}\`.`), ...(children as Block[])),
  );

/** What changes between two profiles, as a page. */
export const diffPage = (a: string, b: string) =>
  page(`From \`${a}\` to \`${b}\``, `mprog diff ${a} ${b}`, diffDocument(compared(profileNamed(a), profileNamed(b))));

/** Who must coordinate with whom under a profile, as a page. */
export function commutePage(name: string): string {
  const report = commuteDocument(profileNamed(name), commuted(profileNamed(name)), true);
  return page(`Two requests in both orders: \`${name}\``, `mprog commute ${name}`, report);
}

/** Which defects of upstream fixes are found again, as a page. */
export const rediscoveredPage = () =>
  page(
    'Upstream fixes, rediscovered',
    'mprog rediscover',
    rediscoveryDocument(rediscovered(), FIXES, { timed: false, traces: true }),
  );

/** What may come about where agents follow a protocol, as a page. */
export function protocolPage(id: string): string {
  const protocol = PROTOCOLS.find((each) => each.id === id)!;
  const { title, text, designs } = protocol;
  const report = protocolDocument(searched(protocol), designs, { timed: false, ways: true });
  return page(`${title}\n\n${text}`, `mprog protocol ${id} --ways`, report);
}

/** The rules that one semantics has and another has not, as a table. */
function rulesOnly(own: Profile, other: Profile): readonly (readonly Inline[])[] {
  const known = new Set(rulesOf(other));
  const rows = new Map(
    ruleSections(own).flatMap(({ rows: all, title }) => all.map((row) => [row.id, { ...row, title }])),
  );
  return rulesOf(own)
    .filter((rule) => !known.has(rule))
    .map((rule) => {
      const { id, title, sentence, when, outcome } = rows.get(rule.id)!;
      return [code(id), title, sentence, when, outcome, citationOf(own.family.citations, rule.cite).source];
    });
}

const rulesTable = (rows: readonly (readonly Inline[])[]): Block =>
  rows.length === 0 ? paragraph('None.') : table(['rule', 'in', 'in words', 'condition', 'outcome', 'source'], rows);

function checked(semantics: Profile): readonly Inline[] {
  const known = knownOf(semantics);
  return Object.values(semantics.family.scopes(semantics))
    .filter(({ name }) => name === 'default' || name === 'clsact')
    .map((scope) => {
      const { verdict } = checkAll(semantics, undefined, scope, { known });
      const { properties, vacuous, anomalies, result, states, transitions, rules } = verdict;
      const held = properties.length - vacuous.length - anomalies.length;
      const fired = rules.filter(({ fired: times }) => times > 0).length;
      return [
        `scope ${scope.name}: `,
        bold(result),
        `; ${plural(states, 'state')}, ${plural(transitions, 'transition')}, ${plural(held, 'property', 'properties')} exercised, `,
        `${count(fired)} of ${count(rules.length)} rules fired`,
      ];
    });
}

/** What the tool says about a proposal, as a page; `file` is where it is, as seen from the package. */
export function proposalPage(file: string, proposal: Profile): string {
  const { base } = proposal;
  if (base === undefined) throw new Error(`${file}: expected a proposal that derives from a profile`);
  const added = rulesOnly(proposal, base);
  const gone = rulesOnly(base, proposal);
  const { children } = diffDocument(compared(base, proposal));
  return markdownText(
    document(
      heading(1, 'Proposal ', code(proposal.name)),
      paragraph(`${proposal.title}. `, sentence(`Written down in [${file}](../../${file}). ${GENERATED}`)),
      heading(2, `New rules (${added.length})`),
      rulesTable(added),
      heading(2, 'Rules of ', code(base.name), ` that are removed (${gone.length})`),
      rulesTable(gone),
      heading(2, 'Result of ', code(`mprog check ${file}`)),
      paragraph('No model: only the rules and properties are checked.'),
      list(...checked(proposal)),
      ...(children as Block[]),
    ),
  );
}

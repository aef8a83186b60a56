import { type Finding, searchProperties } from '../../checker/promises/property-search.ts';
import { propertyScopes } from '../../checker/requests/scopes.ts';
import { atOnce } from '../../checker/search/run.ts';
import { QUESTIONS } from '../../spec/families/questions.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Question, Questions } from '../../spec/questions.ts';
import {
  type Block,
  code,
  document,
  heading,
  type Inline,
  joined,
  list,
  paragraph,
  table,
} from '../document/document.ts';
import { markdownText } from '../document/markdown.ts';
import { prose, sentence } from '../document/prose.ts';
import { plural } from '../text/output.ts';
import { GENERATED } from './generated.ts';

/** One question asked of one semantics. */
interface Answer {
  readonly design: Profile;
  readonly question: Question;
  readonly finding: Finding;
}

/** Every question asked of one semantics, in one search. */
function answersOf(design: Profile, { asked, scopes }: Questions): readonly Answer[] {
  const properties = asked.map(({ property }) => design.properties.find(({ id }) => id === property)!);
  const all = propertyScopes(design);
  const states = all.states.filter(({ scope }) => scopes.includes(scope.name));
  const { findings, complete } = atOnce(searchProperties({ ...design, properties }, { ...all, states }));
  if (!complete) throw new Error(`${design.name}: the search ended before it was complete`);
  return asked.map((question) => ({
    design,
    question,
    finding: findings.find(({ property }) => property.id === question.property)!,
  }));
}

function inWords({ question, finding: { violation, tested } }: Answer): Inline {
  if (violation !== undefined) return `${question.violated} (${plural(violation.path.length, 'step')})`;
  return tested > 0 ? question.held : 'not exercised';
}

/** The shortest trace of an answer that is shown by one, in words. */
const traceOf = ({ design, finding: { violation } }: Answer): string =>
  violation!.path.map((request) => design.family.words.request(request, 'several')).join('; ');

/** What is shown for a question: each trace once, with the designs that it is of. */
function shown(question: Question, answers: readonly Answer[]): readonly Block[] {
  const own = answers.filter((answer) => answer.question === question);
  const violating = own.filter(({ finding }) => finding.violation !== undefined);
  const traces = [...new Set(violating.map(traceOf))];
  const property = own[0]!.finding.property;
  return [
    heading(2, question.question),
    paragraph(code(property.id), ': ', sentence(property.sentence)),
    traces.length === 0
      ? paragraph('No design violates it.')
      : list(
          ...traces.map((trace): Inline => {
            const names = violating
              .filter((answer) => traceOf(answer) === trace)
              .map(({ design }) => code(design.name));
            return [`${question.violated}: `, joined(names), ` (${trace})`];
          }),
        ),
  ];
}

/** Questions answered for several semantics, side by side, as a page. */
export function questionsPage(name: string): string {
  const questions = QUESTIONS.find(({ page }) => page === name)!;
  const { title, text, designs, asked } = questions;
  const answers = designs.flatMap((design) => answersOf(design, questions));
  const rows = designs.map((design): readonly Inline[] => [
    code(design.name),
    ...answers.filter((answer) => answer.design === design).map(inWords),
  ]);
  const [first] = designs;
  return markdownText(
    document(
      ...prose(
        `# ${title}\n\n${text}\n\n${GENERATED} Of a design that is a profile: \`mprog check ${first!.name} --properties all\`.`,
      ),
      table(['design', ...asked.map(({ question }) => question)], rows),
      ...asked.flatMap((question) => shown(question, answers)),
    ),
  );
}

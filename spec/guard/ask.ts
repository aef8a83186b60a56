import type { Family, Renaming } from '../family.ts';
import { ProposalError } from '../proposal-error.ts';
import type { Universe } from '../semantics.ts';
import { cut, shown } from '../shown.ts';
import { called, type Place } from './calls.ts';

/** A function of a proposal that is called with a request or a state, and what may come of that. */
export interface Question<A> {
  readonly place: Place;
  readonly family: Family;
  readonly universe: Universe;
  /** Calls it; `noted` is told each field of the request that it looks at. */
  ask(noted: (field: string) => void, renaming?: Renaming): A;
  /** False where it cannot be asked with one name changed alone. */
  readonly single?: false;
  /** Whether it may look at a field of the request. */
  allows(field: string): boolean;
  /** What is wrong with looking at other fields. */
  refusal(fields: readonly string[]): string;
  /** What an answer should have been, where it is wrong. */
  wrong(answer: A): string | undefined;
  /** What an error shows of an answer; all of it unless something else is said. */
  say?(answer: A): unknown;
}

/** An error of a proposal at a place in it. */
export function problem({ file, what, call }: Place, text: string, cause?: unknown): ProposalError {
  const error = new ProposalError(`${what} ${text}`, { cause });
  return Object.assign(error, { file, about: call });
}

/** What somebody threw, in a line. */
export function thrown(error: unknown): string {
  return error instanceof Error ? cut(`${error.name}: ${error.message}`) : shown(error);
}

/** Calls a function of a proposal; whatever it throws becomes an error of the proposal at its place. */
export function attempt<A>(place: Place, call: () => A): A {
  try {
    return called(place, call);
  } catch (error) {
    if (!(error instanceof ProposalError)) throw problem(place, `throws ${thrown(error)}`, error);
    throw error.file === undefined ? problem(place, error.message, error) : error;
  }
}

/**
 * Asks a function of a proposal, and throws a ProposalError where it fails, looks at what it must not look at, answers
 * something else than it may, or answers differently when programs and links have other names.
 */
export function asked<A>(question: Question<A>): A {
  const { place } = question;
  const others = new Set<string>();
  const note = (field: string) => {
    if (!question.allows(field)) others.add(field);
  };
  const look = () => (others.size === 0 ? [] : [question.refusal([...others])]);
  let answer: A;
  try {
    answer = attempt(place, () => question.ask(note));
  } catch (error) {
    const [unseen] = look();
    throw unseen === undefined ? error : problem(place, unseen, error);
  }
  const wrong = others.size === 0 ? question.wrong(answer) : undefined;
  if (wrong !== undefined) throw problem(place, wrong);
  const problems = [...look(), ...dependence(question, answer)];
  if (problems.length > 0) throw problem(place, problems.join('; and it '));
  return answer;
}

const silent = () => {};

/** An answer as text, to be compared. */
function textOf<A>({ say }: Question<A>, answer: A): string {
  const said = say === undefined ? answer : say(answer);
  return JSON.stringify(said) ?? shown(said);
}

/** What it answers under other names, as text. */
function under<A>(question: Question<A>, renaming?: Renaming): string {
  try {
    return textOf(
      question,
      called(question.place, () => question.ask(silent, renaming)),
    );
  } catch (error) {
    return `throws ${thrown(error)}`;
  }
}

/** How often a question is asked again, before the difference is put down to names. */
const AGAIN = 16;

/** In what way the answer depends on names, if it does. */
function dependence<A>(question: Question<A>, answer: A): readonly string[] {
  const own = textOf(question, answer);
  const other = (question.family.guard?.renamings(question.universe) ?? [])
    .map((renaming) => under(question, renaming))
    .find((text) => text !== own);
  if (other === undefined) return [];
  const again = Array.from({ length: AGAIN }, () => under(question)).find((text) => text !== own);
  if (again !== undefined)
    return [`answers ${cut(own)} when it is asked once, and ${cut(again)} when it is asked again`];
  for (const { of, name, renaming } of question.single === false
    ? []
    : question.family.guard!.single(question.universe)) {
    const text = under(question, renaming);
    if (text !== own)
      return [
        `depends on the name of ${of} "${name}": it answers ${cut(own)}, and ${cut(text)} where that ${of} has another name`,
      ];
  }
  return [
    `depends on the names of programs and links: it answers ${cut(own)}, and ${cut(other)} where they have other names`,
  ];
}

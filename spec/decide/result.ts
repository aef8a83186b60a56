import type { Profile } from '../profile.ts';
import type { Rule } from '../rule.ts';
import type { Request, State } from '../semantics.ts';
import { readCode, resultText } from '../step.ts';
import { rulingsOf } from './rulings.ts';

/** What a semantics does about a request. */
export interface RequestResult {
  /** The rule that decides it. */
  readonly rule: Rule;
  /** Its outcome and its effect: the same text for the same of both, whatever the semantics. */
  readonly text: string;
}

/** What a semantics would do about a request in a state, which may be one of another semantics of the family; `undefined` where no rule decides, or there is no such operation. */
export function resultOf(semantics: Profile, state: State, request: Request): RequestResult | undefined {
  const table = semantics.tables.find(({ op }) => op === request.op);
  if (table === undefined) return undefined;
  const { code, at } = readCode(table, state, request);
  const rule = rulingsOf(semantics.family)(table).find(code)?.rule;
  if (rule === undefined) return undefined;
  return { rule, text: resultText(semantics, rule.then, request, at) };
}

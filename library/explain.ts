import { type Explanation, explain as explaining } from '../checker/decide/explanation.ts';
import type { Profile } from '../spec/profile.ts';
import type { Trace } from '../traces/format.ts';
import { parseTrace } from '../traces/parse.ts';
import { requireFit, requireRules } from './fit.ts';
import { semanticsOf } from './prepare.ts';

export type { Explanation } from '../checker/decide/explanation.ts';

/**
 * Tells for each step of a trace which rule of a semantics decides, and why: the situation, the part of it that the rule asks for, and the
 * rules further down whose condition holds too. The semantics is that of the trace unless another is given. The steps are those that
 * `mprog explain --json` prints (docs/explanation.schema.json). Throws an ArgumentError on a semantics that there is not, and a TraceError
 * on what is no trace, asks for what the semantics does not have, expects a rule that its own profile does not have, or has a step that makes
 * no sense under it.
 */
export function explain(trace: Trace, profile?: string | Profile): readonly Explanation[] {
  const parsed = parseTrace('trace', trace);
  const semantics = semanticsOf(profile ?? parsed.profile);
  requireFit(semantics, parsed.title, parsed);
  requireRules(semantics, parsed.title, parsed);
  return explaining(semantics, parsed, parsed.title);
}

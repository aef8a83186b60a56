import { isMatching } from 'ts-pattern';
import type { Profile } from '../../spec/profile.ts';
import { tableFor } from '../../spec/profile.ts';
import { acts, type Rule, type RuleTable } from '../../spec/rule.ts';
import type { Exploration, Scope, State } from '../../spec/semantics.ts';
import type { Value } from '../../spec/situation.ts';
import { type Bounds, boundsOf } from './bounds.ts';
import { EFFECTS, EFFECTS_TEXT } from './effects.ts';
import { situationOf } from './facts.ts';
import { bufferChoices, type Choice, choiceOf } from './requests.ts';
import { VOCABULARY } from './vocabulary.ts';

/** A model in Promela, and its rules in the order in which they are numbered from 1. */
export interface PromelaModel {
  readonly text: string;
  readonly rules: readonly string[];
}

/** A name as Promela takes it. */
const named = (text: string) => text.replace(/[^A-Za-z0-9]/g, '_');
const valueName = (value: Value) => (typeof value === 'boolean' ? String(value) : `v_${named(value)}`);
const ruleName = ({ id }: Rule) => named(id);

/** The condition of a rule: for each field of its pattern the values, of all that the field may have, which match. */
function conditionOf({ space: { domain } }: RuleTable, { when, id }: Rule): string {
  const terms = Object.entries(when).map(([field, pattern]) => {
    const values = domain[field];
    if (values === undefined) throw new RangeError(`${id}: there is no fact ${field}`);
    const matches = isMatching(pattern as never) as (value: unknown) => boolean;
    const matching = values.filter((value) => matches(value));
    if (matching.length === 0) return 'false';
    const others = values.filter((value) => !matching.includes(value));
    const [list, is, joint] = others.length < matching.length ? [others, '!=', ' && '] : [matching, '==', ' || '];
    if (list.length === 0) return 'true';
    const text = list.map((value) => `s_${field} ${is} ${valueName(value)}`).join(joint);
    return list.length === 1 ? text : `(${text})`;
  });
  return terms.length === 0 ? 'true' : terms.join(' && ');
}

/** The rule table as one expression: the first rule whose condition holds decides, and 0 where none does. */
function decision(table: RuleTable): string {
  const lines = table.rules.map(
    (rule) =>
      `\t\t\t\t/* ${rule.sentence.replaceAll('*/', '* /')} */\n\t\t\t\t(${conditionOf(table, rule)} -> ${ruleName(rule)} :`,
  );
  return [`\t\t\tw_rule = (`, ...lines, `\t\t\t\t0${')'.repeat(table.rules.length)});`].join('\n');
}

function effects({ name }: Profile, table: RuleTable): string {
  const acting = table.rules.filter(({ then }) => acts(then));
  const branches = acting.map((rule) => {
    const effect = EFFECTS[rule.then.effect];
    if (effect === undefined || rule.then.tampered !== undefined)
      throw new RangeError(`${name}: the effect ${rule.then.effect} of ${rule.id} is not translated to Promela`);
    return `\t\t\t:: (w_rule == ${ruleName(rule)}) -> printf("${rule.id}\\n"); ${effect}`;
  });
  return branches.length === 0 ? '' : ['\t\t\tif', ...branches, '\t\t\t:: else -> skip', '\t\t\tfi;'].join('\n');
}

function chosen(choices: readonly Choice[]): string {
  const options = choices.map(({ guard, sets }) => `:: ${guard === undefined ? '' : `(${guard}) -> `}${sets}`);
  return [`\t\tif`, ...options.map((option) => `\t\t${option}`), `\t\tfi;`].join('\n');
}

/** The fields of a request, each with the values it may have; those that are not there in every state first, so that nothing waits halfway. */
function fieldsOf(op: string, { requests }: Exploration, state: State, bounds: Bounds): readonly (readonly Choice[])[] {
  const [hook] = requests.hooks(op);
  const fields = requests.fields(op).map((field): readonly Choice[] => {
    if (field === 'buffer') return bufferChoices(bounds.most);
    const options = requests.options(op, field, state, hook!, false);
    return options.flatMap((option) => choiceOf(op, field, option, bounds.numbers, bounds.absentToo) ?? []);
  });
  const told = requests.fields(op).map((field, index) => ({ field, choices: fields[index]! }));
  const left = told.filter(({ field, choices }) => choices.length > 0 || field === 'link' || field === 'prog');
  const waits = ({ choices }: (typeof left)[number]) => (choices.every(({ guard }) => guard !== undefined) ? 0 : 1);
  return left.toSorted((a, b) => waits(a) - waits(b)).map(({ choices }) => choices);
}

/** The requests of an operation; nothing where the scope has none. */
function requestsOf(semantics: Profile, op: string, exploration: Exploration, state: State, bounds: Bounds): string {
  const table = tableFor(semantics, op);
  const { requests } = exploration;
  const fields = fieldsOf(op, exploration, state, bounds);
  if (fields.some((choices) => choices.length === 0)) return `\t/* ${table.title}: no request in this scope */`;
  const hooks = requests.hooks(op).map((_, index) => ({ sets: `q_hook = ${index}` }));
  // The size of a buffer depends on the hook; nothing else does that comes first.
  const all = [...fields.slice(0, 1), ...(hooks.length > 1 ? [hooks] : []), ...fields.slice(1)];
  const ordered = op === 'prog_query' && hooks.length > 1 ? [hooks, ...fields] : all;
  return [
    `\t/* ${table.title} */`,
    `\t:: atomic {`,
    ...ordered.map(chosen),
    `\t\td_step {`,
    ...situationOf(semantics, table).map((statement) => `\t\t\t${statement};`),
    decision(table),
    `\t\t\tassert(w_rule != 0);`,
    `\t\t\tCOUNT_RULE;`,
    ...[effects(semantics, table)].filter((text) => text !== ''),
    `\t\t\tcheck();`,
    `\t\t\tforget()`,
    `\t\t}`,
    `\t}`,
  ].join('\n');
}

/** How often each rule decides, where the model is made with -DFIRED. */
function counting(rules: readonly string[]): string {
  const names = rules.map((id) => `\t\t"${id}"`).join(',\n');
  return [
    '#ifdef FIRED',
    'c_decl {',
    '\tstatic unsigned long fired[RULES + 1];',
    `\tstatic const char *const rule_names[RULES + 1] = {\n\t\t"",\n${names}\n\t};`,
    '\tstatic void print_fired(void)',
    '\t{',
    '\t\tfor (int i = 1; i <= RULES; i++)',
    '\t\t\tprintf("fired %lu %s\\n", fired[i], rule_names[i]);',
    '\t}',
    '}',
    '#define COUNT_RULE c_code { if (!fired[0]++) atexit(print_fired); fired[now.w_rule]++; }',
    '#else',
    '#define COUNT_RULE skip',
    '#endif',
  ].join('\n');
}

/** The rules of a semantics within a scope as a model for SPIN. Throws a RangeError that says what cannot be translated. */
export function promelaOf(semantics: Profile, scope: Scope): PromelaModel {
  const bounds = boundsOf(semantics, scope);
  const exploration = semantics.family.explore(bounds.everything, semantics);
  const { universe, requests } = exploration;
  const state = semantics.family.initial(universe, semantics.keeping);
  const tables = requests.ops.map((op) => tableFor(semantics, op));
  const rules = tables.flatMap((table) => table.rules);
  const fields = [...new Set(tables.flatMap(({ space }) => Object.keys(space.domain)))];
  const values = [...new Set(tables.flatMap(({ space }) => Object.values(space.domain).flat()))].filter(
    (value) => typeof value !== 'boolean',
  );
  const told = [...new Set([...values, 'current', 'stale', 'none'])];
  const properties = ['no_program_twice', 'within_capacity', 'attached_link_in_one_slot', 'other_link_in_no_slot'];
  const text = [
    `/*
 * ${semantics.title.replaceAll('*/', '* /')} (${semantics.name}) in the scope ${scope.name}, as a model for SPIN.
 *
 * Translated from the specification, by mprog export: the rules (conditions, order, effects by name), the values of the fields of
 * requests, the bounds of the scope. Written by hand in Promela: the state, the facts that conditions ask for, the place that a
 * request designates, what each effect does, and the four properties that are asserted.
 *
 * A step is one request, chosen and carried out at once: states stored are those of \`mprog check --no-symmetry\`, and states
 * stored and matched, less the first, are its transitions with --every-request.
 */`,
    bounds.text,
    rules.map((rule, index) => `#define ${ruleName(rule)} ${index + 1}`).join('\n'),
    `#define RULES ${rules.length}`,
    told.map((value, index) => `#define v_${named(String(value))} ${index + 1}`).join('\n'),
    `byte ${fields.map((field) => `s_${field}`).join(', ')};`,
    `inline forget_situation() { ${fields.map((field) => `s_${field} = 0`).join('; ')} }`,
    `byte ${properties.map((property) => `${property} = 1`).join(', ')};`,
    counting(rules.map(({ id }) => id)),
    ...VOCABULARY,
    EFFECTS_TEXT,
    'active proctype requests()\n{\nend:\n\tdo',
    ...requests.ops.map((op) => requestsOf(semantics, op, exploration, state, bounds)),
    '\tod\n}\n',
  ].join('\n\n');
  return { text, rules: rules.map(({ id }) => id) };
}

import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import type { Limits } from '../../checker/search/discovery.ts';
import { TcxModel } from '../../model/mprog/tcx-model.ts';
import { Decisions } from '../../spec/decide/decisions.ts';
import { FIXES } from '../../spec/families/before-fixes/fixes.ts';
import { tcx } from '../../spec/families/lists/tcx/index.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import { QUESTIONS } from '../../spec/families/questions.ts';
import type { Scope } from '../../spec/families/slots/scopes/scope.ts';
import { SCOPES } from '../../spec/families/slots/scopes/scopes.ts';
import { profile, rulesOf, withoutRule } from '../../spec/profile.ts';
import { decide, toldBy, UndecidedError } from '../../spec/rule.ts';
import { everFurther } from '../support/ever-further.ts';
import { bare } from '../support/known.ts';

const rules = rulesOf(tcx);

describe('the rules of tcx', () => {
  test('have ids of their own', () => {
    expect(() => profile({ ...tcx, name: 'twice', tables: [...tcx.tables, tcx.tables[0]!] })).toThrow(
      'two rules are called',
    );
  });
  test('cite known sources, and every source is cited by some profile, design, or before or with a fix', () => {
    const fixes = FIXES.flatMap(({ reach }) => (reach.is === 'expected' ? [reach.before, reach.fixed] : []));
    const cited = new Map<object, Set<unknown>>();
    const designs = QUESTIONS.flatMap((questions) => questions.designs);
    for (const semantics of [...PROFILES, ...fixes, ...designs]) {
      const { citations } = semantics.family;
      const known = cited.get(citations) ?? new Set();
      cited.set(citations, known);
      for (const { cite } of rulesOf(semantics)) known.add(cite);
    }
    expect(cited.size).toBe(3);
    for (const [citations, labels] of cited) expect(labels).toEqual(new Set(Object.keys(citations)));
  });
  test('are each written as a sentence, or a few', () => {
    for (const semantics of PROFILES)
      for (const { sentence } of rulesOf(semantics)) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
  test('speak of fields and values that their table has', () => {
    for (const table of tcx.tables)
      for (const rule of table.rules)
        for (const field of Object.keys(rule.when)) expect(Object.keys(table.space.domain)).toContain(field);
  });
  test('describe every field of a situation once', () => {
    for (const table of PROFILES.flatMap(({ tables }) => tables)) {
      const told = toldBy(table).map(({ field }) => field);
      expect(told.toSorted()).toEqual(Object.keys(table.space.domain).toSorted());
    }
  });

  const small = { ...SCOPES.default, programs: 2, links: 1 };
  const three = SCOPES.default;
  // In this order: "outgoing" shows what others stop at, and "running" has the most states.
  const sending = [SCOPES.outgoing, SCOPES.filtered, SCOPES.redirected, SCOPES.running];
  const find = everFurther([
    SCOPES.callers,
    SCOPES.attributes,
    SCOPES.failures,
    SCOPES.holders,
    small,
    three,
    SCOPES.clsact,
    SCOPES.boundary,
  ]);
  test.each(rules.map((rule) => rule.id))('would be missed, each of them: %s', (id) => {
    const without = bare(withoutRule(tcx, id));
    const shows = (scope: Scope, limits: Limits = {}) =>
      checkAll(without, new TcxModel(), scope, { limits }).verdict.result === 'violated';
    expect(id.startsWith('run/') ? sending.find((scope) => shows(scope)) : find(shows)).toBeDefined();
  });

  test('leave no reachable situation undecided, and say so where they do', () => {
    const query = tcx.tables.find((table) => table.op === 'prog_query')!;
    const holed = { ...query, rules: query.rules.slice(0, -1) };
    const situation = { device: 'present', queryFlags: 'none', attachFlags: false, buffer: 'enough' };
    expect(() => decide(holed, situation)).toThrow(UndecidedError);
    expect(decide(query, situation).id).toBe('query/slots');
  });
});

describe('deciding once for each situation', () => {
  test.each(tcx.tables.map((table) => [table.title, table] as const))('is deciding by the rules: %s', (_, table) => {
    const decisions = new Decisions(tcx.family, table);
    // Every situation of the small tables, every 37th of the large ones.
    const stride = table.space.size > 5000 ? 37 : 1;
    for (let code = 0; code < table.space.size; code += stride) {
      const situation = table.space.decode(code);
      expect(table.space.encode(situation)).toBe(code);
      expect(outcome(() => decisions.of(code).rule.id)).toBe(outcome(() => decide(table, situation).id));
    }
  });
});

function outcome(decided: () => string): string {
  try {
    return decided();
  } catch (error) {
    if (error instanceof UndecidedError) return 'undecided';
    throw error;
  }
}

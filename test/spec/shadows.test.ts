import { P } from 'ts-pattern';
import { describe, expect, test } from 'vitest';
import { sameRule, shadowsOf } from '../../spec/cover.ts';
import { fail, type Rule, type RuleTable, rulesOver } from '../../spec/rule.ts';
import { space } from '../../spec/situation.ts';

/** A field of more values than a number has bits. */
const VALUES = Array.from({ length: 40 }, (_, index) => `v${index}`);
const SPACE = space({ many: VALUES, flag: [true, false] });

const ruleOf = rulesOver();
const rule = (id: string, when: object) => ruleOf(id, when, fail('EINVAL'), 'mprog-attach')`A rule.`;
/** Any of some values. */
const among = ([first, ...more]: readonly string[]) => P.union(first, ...more);
const shadows = (...rules: readonly Rule[]) =>
  shadowsOf({ space: SPACE, rules } as unknown as RuleTable, rules.length - 1)?.map(({ id }) => id);

describe('a field with more than 32 values', () => {
  test.each([0, 7, 31, 32, 39])('has values that are all told apart: v%i', (index) => {
    const own = rule('own', { many: `v${index}` });
    for (const other of [0, 7, 31, 32, 39].filter((each) => each !== index)) {
      const another = rule('other', { many: `v${other}` });
      expect(shadows(another, own)).toBeUndefined();
      expect(sameRule(SPACE.domain, another, own)).toBe(false);
    }
    expect(shadows(rule('first', { many: `v${index}` }), own)).toEqual(['first']);
  });
  test('is free where a rule does not speak of it', () => {
    expect(shadows(rule('some', { many: among(VALUES.slice(0, 39)) }), rule('rest', {}))).toBeUndefined();
    expect(shadows(rule('all', { many: among(VALUES) }), rule('rest', {}))).toEqual(['all']);
    expect(sameRule(SPACE.domain, rule('all', { many: among(VALUES) }), rule('free', {}))).toBe(true);
  });
  test('is covered by rules that speak of its halves', () => {
    const [low, high] = [
      rule('low', { many: among(VALUES.slice(0, 20)) }),
      rule('high', { many: among(VALUES.slice(20)) }),
    ];
    expect(shadows(low, high, rule('rest', { flag: true }))).toEqual(['low', 'high']);
    expect(
      shadows(low, rule('flagged', { many: among(VALUES.slice(20)), flag: true }), rule('rest', {})),
    ).toBeUndefined();
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { type Derivation, derive, fail, rule, tcx } from '../../index.ts';
import { initialState } from '../../spec/families/slots/initial-state.ts';
import { SlotRequests } from '../../spec/families/slots/scopes/requests.ts';
import type { Scope } from '../../spec/families/slots/scopes/scope.ts';
import { SCOPES, scopesOf } from '../../spec/families/slots/scopes/scopes.ts';
import { flagsAtOnce } from '../../spec/families/slots/scopes/usual.ts';
import type { Keeping } from '../../spec/families/slots/state.ts';
import type { Flags } from '../../spec/families/slots/vocabulary/index.ts';
import { space } from '../../spec/situation.ts';
import { refuseIdleFlags } from '../../spec/validate.ts';
import { CASES, withCount } from '../support/cases.ts';
import { ROOT } from '../support/command.ts';
import { ran } from '../support/room.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-'));
afterAll(() => rmSync(directory, { recursive: true }));
const check = (file: string, ...args: string[]) => ran(ROOT, 'check', file, ...args);
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `F${index + 1}`);

describe('the numbering of situations', () => {
  const domainOf = (fields: number) =>
    Object.fromEntries(Array.from({ length: fields }, (_, index) => [`f${index}`, ['a', 'b', 'c'] as const]));
  test.each([3, 33, 34, 100])('is exact for %i fields of three values', (fields) => {
    const { encode, decode } = space(domainOf(fields));
    const last = Object.fromEntries(Object.keys(domainOf(fields)).map((field) => [field, 'c']));
    for (const field of Object.keys(last)) {
      const near = { ...last, [field]: 'b' };
      expect(decode(encode(near))).toEqual(near);
      expect(encode(near)).not.toBe(encode(last));
    }
    expect(decode(encode(last))).toEqual(last);
  });
  test('is one of numbers up to 2^53 situations', () => {
    expect(typeof space(domainOf(33)).encode({})).toBe('number');
    expect(typeof space(domainOf(34)).encode({})).toBe('bigint');
  });
});

describe('flags that a proposal adds', () => {
  const made = (derivation: Partial<Derivation>) => derive(tcx, { name: 'mine', title: 'a test', ...derivation });
  const flags = { LOUD: ['prog_attach'], SOFT: ['prog_attach'] } as const;
  const loud = rule('attach/loud', 'No shouting.', { LOUD: true }, fail('ECANCELED'));
  const noisy = rule('attach/noisy', 'No noise.', { noise: true }, fail('ECANCELED'));
  const noise = {
    of: ['prog_attach'],
    field: 'noise',
    values: [false, true],
    reads: ['flags'],
    tell: (_: unknown, request: { flags: Flags }) => request.flags.includes('LOUD') !== request.flags.includes('SOFT'),
  } as const;
  const inserted = (...rules: (typeof loud)[]) => [{ after: 'attach/unknown-flag', rules }];
  test.each<[string, Partial<Derivation>, string | undefined]>([
    ['are refused where nothing asks for them', { flags }, 'flags LOUD, SOFT'],
    ['are refused where rules ask for others alone', { flags, insert: inserted(loud) }, 'flags SOFT'],
    [
      'are refused where a fact looks at flags that no rule asks for',
      { flags, facts: [noise], insert: inserted(loud) },
      'flags SOFT',
    ],
    ['are taken where slots keep them', { flags, slotFlags: ['LOUD', 'SOFT'] }, undefined],
    [
      'are taken where a rule asks for a fact that looks at flags',
      { flags, facts: [noise], insert: inserted(noisy) },
      undefined,
    ],
    ['are none: nothing is refused', { remove: ['attach/insert-after'] }, undefined],
  ])('%s', (_, derivation, named) => {
    const asked = () => refuseIdleFlags(made(derivation));
    if (named === undefined) expect(asked).not.toThrow();
    else expect(asked).toThrow(`mine: ${named}: expected each new flag in a rule`);
  });

  test('are named with the file, and nothing is checked, where they can make no difference', async () => {
    const file = join(CASES, 'proposals/many-flags.mjs');
    const { status, stdout, stderr } = await check(file);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      `${file}: seven-flags: flags F1, F2, F3, F4, F5, F6, F7: expected each new flag in a rule`,
    );
    expect(stderr).not.toContain('    at ');
  });
});

describe('a proposal of many flags', () => {
  const SMALL = ['--programs', '1', '--links', '0', '--foreign', '0', '--retired', '0', '--no-write'];
  // With 30 flags there are more situations than numbers are exact for.
  test.each([
    [7, 3, 62],
    [24, 1, 54],
    [30, 1, 66],
  ])('is checked, with %i flags: %i at once', async (N, most, states) => {
    const file = withCount(directory, 'many-flags-asked.mjs', N);
    const run = (...args: string[]) => check(file, ...SMALL, ...args);
    const verdict = JSON.parse((await run('--json')).stdout);
    expect(verdict.scope.flagsAtOnce).toBe(most);
    expect(verdict.states).toBe(states);
    expect(verdict.counterexample).toBeUndefined();
    const own = verdict.rules.filter(({ id }: { id: string }) => id.startsWith('attach/no-f'));
    expect(own.length).toBe(Math.floor(N / 2));
    expect(own.every(({ fired }: { fired: number }) => fired > 0)).toBe(true);
    if (N === 7) expect((await run('--states', '1')).stdout).toContain('at most 3 of the 7 new flags at once');
  });
  test('may set more at once where the command line says so', async () => {
    const { stdout } = await check(
      withCount(directory, 'many-flags-asked.mjs', 7),
      ...SMALL,
      '--states',
      '1',
      '--flags-at-once',
      '4',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ scope: { flagsAtOnce: 4 } });
  });
});

describe('the sets of flags of a scope', () => {
  const setsIn = (count: number, scope: Partial<Scope>) => {
    const flags = Object.fromEntries(numbered(count).map((flag) => [flag, ['prog_attach'] as const]));
    const semantics = count === 0 ? tcx : derive(tcx, { name: 'mine', title: 'a test', flags });
    const full: Scope = { ...scopesOf(semantics).default, badInput: [], ...scope };
    const universe = new SlotRequests(full, semantics.uapi);
    const state = initialState(
      {
        programs: {},
        links: [],
        foreignLinks: {},
        hooks: {},
        prefill: {},
        capacity: 1,
        revision: 1,
        flags: [],
        verdicts: {},
        filters: {},
        traits: {},
        sockets: [],
        redirects: {},
      },
      tcx.keeping as Keeping,
    );
    return universe.options('prog_attach', 'flags', state, 'ingress', true).map(({ value }) => value as Flags);
  };
  test('are all there are, for up to six new flags', () => {
    for (const count of [0, 1, 3, 6]) expect(new Set(setsIn(count, {}).map(String)).size).toBe(2 ** (3 + count));
  });
  test('have as many new flags as the scope says, beside every set of the others', () => {
    const sets = setsIn(7, { flagsAtOnce: 2 });
    expect(sets.length).toBe(8 * (1 + 7 + 21));
    expect(Math.max(...sets.map((set) => set.filter((flag) => flag.startsWith('F')).length))).toBe(2);
  });
  test('are few enough for a scope, and never without a new flag', () => {
    expect([0, 1, 6, 7, 8, 10, 11, 24, 1000].map(flagsAtOnce)).toEqual([6, 6, 6, 3, 2, 2, 1, 1, 1]);
  });
  test('are those of before, for a profile that adds none', () => {
    const scope: Scope = { ...SCOPES.default, flagsAtOnce: 1 };
    expect(checkAll({ ...tcx, properties: [] }, undefined, scope).explored.states).toBe(104);
  });
});

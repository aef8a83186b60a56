import { describe, expect, test } from 'vitest';
import {
  type Finding,
  type PropertyResults,
  searchProperties,
  type Violation,
} from '../../checker/promises/property-search.ts';
import { propertyScopes } from '../../checker/requests/scopes.ts';
import { derive } from '../../spec/derive.ts';
import { cgroup, tcx } from '../../spec/families/profiles.ts';
import { type Invariant, slotsSeen, type World } from '../../spec/families/slots/properties/property.ts';
import { type Profile, withOutcome, withoutRule } from '../../spec/profile.ts';
import { rule } from '../../spec/proposal-rule.ts';
import { fail, succeed } from '../../spec/rule.ts';

/** A search to its end, for some properties alone. */
function searched(semantics: Profile, ...ids: readonly string[]): PropertyResults {
  const properties = semantics.properties.filter(({ id }) => ids.length === 0 || ids.includes(id));
  const run = searchProperties({ ...semantics, properties }, propertyScopes(semantics));
  for (;;) {
    const next = run.next();
    if (next.done) return next.value;
  }
}

/** What a search of all properties of tcx finds, for those that look at one of them: it takes no longer than three searches for one. */
const ofTcx = searched(tcx);
/** The same of those of cgroup that are looked at below. */
const ofCgroup = searched(cgroup, 'set-revision-counts', 'set-prog-counts');

function found(semantics: Profile, id: string): Finding {
  const { findings } = semantics === tcx ? ofTcx : semantics === cgroup ? ofCgroup : searched(semantics, id);
  return findings.find(({ property }) => property.id === id)!;
}

/** tcx with a rule in front of another one, for a program called A. */
const favouring = derive(tcx, {
  name: 'favouring',
  title: 'tcx, where the program called A is not to be detached',
  facts: [
    {
      of: ['prog_detach'],
      field: 'isA',
      values: [false, true],
      reads: ['prog'],
      tell: (_state, { prog }) => prog.is === 'prog' && prog.name === 'A',
    },
  ],
  insert: [
    {
      before: 'detach/named',
      rules: [rule('detach/not-a', 'A stays.', { isA: true, subject: 'direct' }, fail('EBUSY'))],
    },
  ],
});

const byId = derive(tcx, {
  name: 'by-id',
  title: 'tcx, where a relative that is named by id is not found in the list',
  facts: [
    {
      of: ['prog_attach'],
      field: 'byId',
      values: [false, true],
      reads: ['relative'],
      tell: (_state, { relative }) => 'by' in relative && relative.by === 'id',
    },
  ],
  insert: [
    {
      before: 'attach/insert-before',
      rules: [rule('attach/by-id', 'By fd alone.', { byId: true, BEFORE: true }, fail('ENOENT'))],
    },
  ],
});

const forgetful = derive(tcx, {
  name: 'forgetful',
  title: 'tcx, where a full list takes no change in place',
  insert: [
    {
      before: 'attach/replace',
      rules: [rule('attach/full-replace', 'Full is full.', { room: 'full', REPLACE: true }, fail('ERANGE'))],
    },
  ],
});

describe('a promise of tcx can be broken', () => {
  test.each<[string, Profile]>([
    ['names-do-not-matter', favouring],
    ['attach-then-detach-restores', withOutcome(tcx, 'detach/named', 'EBUSY')],
    ['fd-or-id', byId],
    ['mirrored', withOutcome(tcx, 'attach/insert-before', 'EBUSY')],
    ['true-neighbour-accepted', withOutcome(tcx, 'attach/replace', 'EBUSY')],
    ['queried-revision-holds-next', withOutcome(tcx, 'attach/append', 'ESTALE')],
    ['query-tells-the-truth', withOutcome(tcx, 'query/count', 'ENOENT')],
    ['full-list-changes-in-place', forgetful],
    ['set-revision-counts', withoutRule(tcx, 'attach/stale-revision')],
    ['set-old-counts', withoutRule(withoutRule(tcx, 'link-update/old-unused'), 'link-update/old-mismatch')],
    ['link-slot-through-its-link', withRemoval()],
  ])('%s', (id, semantics) => {
    expect([found(tcx, id).broken, found(semantics, id).broken > 0]).toEqual([0, true]);
  });
  test.each<[string, string, Profile]>([
    ['list-becomes-empty', 'detach and close refused', closedShop()],
    ['revision-decides', 'no revision refused', withoutRevisions()],
    ['directives-combine', 'no replace', withOutcome(tcx, 'attach/replace', 'EBUSY')],
  ])('%s is not seen with %s', (id, _what, semantics) => {
    expect([found(tcx, id).tested > 0, found(semantics, id).tested]).toEqual([true, 0]);
  });
});

/** tcx where a detach that names the first program removes the last slot, whoever it belongs to. */
function withRemoval(): Profile {
  return derive(tcx, {
    name: 'removal',
    title: 'tcx, where any detach of a program removes the slot in front of the relative',
    replace: {
      'detach/directives-disagree': rule(
        'detach/directives-disagree',
        'Directives decide over the subject.',
        { directives: 'disagree', BEFORE: true },
        succeed('remove'),
      ),
    },
  });
}

function closedShop(): Profile {
  const ids = [
    'detach/last',
    'detach/named',
    'detach/before',
    'detach/after',
    'link-detach/detach',
    'link-close/attached',
    'link-unpin/last',
  ];
  return ids.reduce((semantics, id) => withOutcome(semantics, id, 'EBUSY'), tcx as Profile);
}

function withoutRevisions(): Profile {
  const ids = ['attach/stale-revision', 'detach/stale-revision', 'link-create/stale-revision'];
  return ids.reduce((semantics, id) => withoutRule(semantics, id), tcx as Profile);
}

describe('a promise of cgroups can be broken', () => {
  test.each([['set-revision-counts', withoutRule(cgroup, 'attach/stale-revision')]])('%s', (id, semantics) => {
    expect([found(cgroup, id).broken, found(semantics, id).broken > 0]).toEqual([0, true]);
  });
});

describe('a field of a detach that nobody looks at', () => {
  const heeded = derive(tcx, {
    name: 'heeded',
    title: 'tcx, where a detach takes no program to replace',
    facts: [
      {
        of: ['prog_detach'],
        field: 'replaceSet',
        values: [false, true],
        reads: ['replace'],
        tell: (_state, { replace }) => replace.is !== 'none',
      },
    ],
    insert: [
      {
        before: 'detach/unknown-flag',
        rules: [rule('detach/replace-set', 'Nothing is replaced.', { replaceSet: true }, fail('EINVAL'))],
      },
    ],
  });
  test('is the program to replace, until a rule looks at it', () => {
    const { broken, violation } = found(tcx, 'set-replace-counts-in-detach');
    expect([broken > 0, violation?.rule, violation?.path.length]).toEqual([true, 'detach/last', 2]);
    const mended = found(heeded, 'set-replace-counts-in-detach');
    expect([mended.tested > 0, mended.broken]).toEqual([true, 0]);
  });
  test('is the subject at a cgroup that is not in MULTI mode, until a rule looks at it', () => {
    const { violation } = found(cgroup, 'set-prog-counts');
    expect(violation?.path).toMatchObject([
      { op: 'prog_attach', prog: { name: 'A' } },
      { op: 'prog_detach', prog: { name: 'B' } },
    ]);
    const strict = derive(cgroup, {
      name: 'strict',
      title: 'cgroup, where no detach removes a program that it does not name',
      insert: [
        {
          before: 'detach/the-one',
          rules: [rule('detach/another', 'It is another one.', { list: 'one', subject: 'unlisted' }, fail('ENOENT'))],
        },
      ],
    });
    const mended = found(strict, 'set-prog-counts');
    expect([mended.tested > 0, mended.broken]).toEqual([true, 0]);
  });
});

/** What a search finds of one property that somebody made up. */
function foundOf(holds: (world: World) => boolean): Violation | undefined {
  const sentence = 'Made up.';
  const property: Invariant = { kind: 'always', id: 'made-up', sentence, why: sentence, sometimes: () => true, holds };
  return searched({ ...tcx, properties: [property] }).findings[0]!.violation;
}

describe('a violation', () => {
  const length = ({ hooks }: World, hook: string) => slotsSeen(hooks[hook]).length;
  test('is a shortest one of all scopes', () => {
    const shown = foundOf((world) => length(world, 'ingress') < 3 && length(world, 'egress') < 1);
    expect([shown?.scope, shown?.path.length]).toEqual(['directions', 1]);
  });
  test('is none that is short only because a list was filled beforehand', () => {
    const shown = foundOf((world) => length(world, 'ingress') < 3);
    expect([shown?.scope, shown?.path.length]).toEqual(['good', 3]);
  });
  test('is a shortest one', () => {
    const { violation } = found(tcx, 'accepted-revision-nothing-changed');
    expect(violation?.path.map(({ op }) => op)).toEqual(['prog_attach', 'prog_detach', 'link_create', 'prog_attach']);
  });
  test('names the rule that let it happen', () => {
    expect(found(tcx, 'full-list-shrinks').violation?.rule).toBe('detach/index-beyond-capacity');
    expect(found(tcx, 'relative-untouched').violation?.rule).toBe('detach/before');
  });
  test('is found the same way again', () => {
    expect(searched(tcx)).toEqual(ofTcx);
  });
  test('of paths is not there on a clsact device, where the revision counts on', () => {
    const scopes = propertyScopes(tcx);
    const clsact = {
      ...scopes,
      states: [],
      paths: { ...scopes.paths, scope: { ...scopes.paths.scope, clsact: true } },
    };
    const run = searchProperties(tcx, clsact);
    let next = run.next();
    while (!next.done) next = run.next();
    const histories = next.value.findings.filter(({ property }) => property.kind === 'history');
    expect(histories.map(({ broken, tested }) => [broken, tested > 0])).toEqual([
      [0, true],
      [0, true],
    ]);
  });
});

describe('every property', () => {
  const all = [tcx, cgroup].flatMap(({ properties }) => properties);
  test.each(all)('$id has a sentence and a basis', ({ sentence, source, why }) => {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(source ?? why).toMatch(/.{20,}/);
    expect([source, why].filter((each) => each !== undefined)).toHaveLength(1);
  });
});

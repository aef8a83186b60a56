import { expect, test } from 'vitest';
import { searchProperties } from '../../checker/promises/property-search.ts';
import { propertyScopes } from '../../checker/requests/scopes.ts';
import { atOnce } from '../../checker/search/run.ts';
import { derive } from '../../spec/derive.ts';
import { tcx } from '../../spec/families/profiles.ts';
import type { Request } from '../../spec/families/slots/vocabulary/index.ts';
import type { StepFacts, Property as UnknownProperty } from '../../spec/properties/property.ts';

/** No rule reads replace_bpf_fd in a detach: requests that differ in it alone are one to the rules, and not to these properties. */
const succeeds = ({ request, outcome }: StepFacts) => {
  const asked = request as unknown as Request;
  return asked.op === 'prog_detach' && asked.replace.is !== 'none' && outcome === 'ok';
};
const isDetach = ({ request: { op } }: StepFacts) => op === 'prog_detach';
const about = { sentence: 'It is read by no rule.', why: 'a test' };

const PROPERTIES: readonly UnknownProperty[] = [
  { ...about, kind: 'step', of: 'request', id: 'a-law', sometimes: isDetach, holds: (facts) => !succeeds(facts) },
  { ...about, kind: 'sometimes', id: 'a-sighting', seen: succeeds },
  {
    ...about,
    kind: 'history',
    id: 'a-history',
    begin: () => 0,
    remember: (memory) => memory,
    sometimes: (_, facts) => isDetach(facts),
    holds: (_, facts) => !succeeds(facts),
  },
];

test('properties are asked of requests that differ only in what they read, and no rule does', () => {
  const asking = derive(tcx, { name: 'asking', title: 'a test', properties: PROPERTIES as never });
  const { states, paths } = propertyScopes(tcx);
  const { findings } = atOnce(
    searchProperties({ ...asking, properties: PROPERTIES }, { states: states.slice(0, 1), paths }),
  );
  expect(findings.map(({ property, broken, tested }) => [property.id, broken > 0, tested > 0])).toEqual([
    ['a-law', true, true],
    ['a-sighting', false, true],
    ['a-history', true, true],
  ]);
  const ways = findings.flatMap(({ violation }) => (violation === undefined ? [] : [violation.path]));
  for (const path of ways)
    expect(path).toMatchObject([{ op: 'prog_attach' }, { op: 'prog_detach', replace: { is: 'prog' } }]);
});

test('properties see the fields that a request has, and none of another operation', () => {
  const { fieldsOf } = tcx.family.vocabulary;
  const isWhole = ({ request }: StepFacts) =>
    'revision' in request === fieldsOf[request.op]!.includes('revision') &&
    Object.keys(request).toSorted().join() === fieldsOf[request.op]!.toSorted().join();
  const properties: readonly UnknownProperty[] = [
    { ...about, kind: 'step', of: 'request', id: 'a-law', sometimes: () => true, holds: isWhole },
    {
      ...about,
      kind: 'history',
      id: 'a-history',
      begin: () => 0,
      remember: (memory) => memory,
      sometimes: () => true,
      holds: (_, facts) => isWhole(facts),
    },
  ];
  const { states, paths } = propertyScopes(tcx);
  const scopes = { states: [{ ...states[0]!, limits: { depth: 1 } }], paths: { ...paths, limits: { depth: 2 } } };
  const { findings } = atOnce(searchProperties({ ...tcx, properties }, scopes));
  expect(findings.map(({ broken, tested }) => [broken, tested > 100])).toEqual([
    [0, true],
    [0, true],
  ]);
});

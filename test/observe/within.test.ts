import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shownOf } from '../../observe/bpftool/host.ts';
import { within } from '../../observe/bpftool/within.ts';
import { usualProfile } from '../../observe/host-traces.ts';
import { tcx } from '../../spec/families/profiles.ts';
import type { Universe } from '../../spec/semantics.ts';

const sample = (name: string) => readFileSync(new URL(`samples/bpftool/${name}.json`, import.meta.url), 'utf8');
const traceOf = (text: string) => shownOf('host', text, { empty: false, profileFor: usualProfile }).traces[0]!;
const universe = (fields: object) =>
  tcx.family.schemas.universe.parse({
    programs: { A: 'sched_cls', B: 'sched_cls', c: 'sched_cls', X: 'sk_lookup' },
    links: ['L1', 'L2'],
    hooks: {
      ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' },
      egress: { kind: 'tcx', device: 'dev', direction: 'egress' },
    },
    ...fields,
  }) as Universe;

describe('the lists of a host within a scope', () => {
  test('have the names of the scope, their own where the scope has it', () => {
    const { requests, names } = within('host', traceOf(sample('net-7.5')), universe({}));
    expect(Object.fromEntries(names)).toEqual({
      c: 'c',
      from_netdev: 'A',
      'from_netdev-2': 'B',
      L557487: 'L1',
      L557488: 'L2',
      'lo-ingress': 'ingress',
      'lo-egress': 'egress',
    });
    expect(requests.map(({ op, ...fields }) => [op, fields])).toMatchObject([
      ['prog_attach', { hook: 'ingress', prog: { is: 'prog', name: 'c' } }],
      ['link_create', { hook: 'ingress', link: 'L1', prog: { is: 'prog', name: 'A' } }],
      ['link_create', { hook: 'ingress', link: 'L2', prog: { is: 'prog', name: 'B' } }],
      ['prog_attach', { hook: 'egress', prog: { is: 'prog', name: 'c' } }],
    ]);
  });
  test.each([
    [
      { programs: { A: 'sched_cls', B: 'sched_cls', X: 'sk_lookup' } },
      'programs, which the scope has, found 3; --programs 3 makes room',
    ],
    [{ links: ['L1'] }, 'links, which the scope has, found 2; --links 2 makes room'],
    [
      { hooks: { ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' } } },
      'expected lists at ingress, which the scope has, found lo-egress; --hooks 2 makes room',
    ],
  ])('need room there: %j', (fields, message) => {
    expect(() => within('host', traceOf(sample('net-7.5')), universe(fields))).toThrow(message);
  });
  test('need a device for each of theirs', () => {
    const text = sample('net-7.5').replace(/"lo"(?=[^}]*"tcx\/egress")/, '"eth0"');
    expect(() => within('host', traceOf(text), universe({}))).toThrow(
      'host: expected at most 1 devices, which the scope has, found 2; --hooks 4 makes room for them',
    );
  });
});

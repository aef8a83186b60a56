// Writes traces/lists: what can be asked of a list of five slots, wherever in it, in each way to say it (docs/commands/traces.md).
// Then, in folders `ways`, what else shows a semantics that is wrong for some requests alone which come to the same by the rules. This
// takes minutes for each profile.
// npm run lists
import { writeWays } from '../dist/cli/suites.js';
import { record, SpecMachine, writeTrace } from '../dist/index.js';

const OUT = new URL('../traces/lists', import.meta.url).pathname;

/** The slots of the list, in order: programs, and the links that hold two of them. F and L3 come and are removed. */
const SLOTS = [['A'], ['B', 'L1'], ['C'], ['D', 'L2'], ['E']];

/** A program of a type that none of these hooks takes. */
const OTHER = { X: 'sk_lookup' };

/** The programs of a long list, of which the last four come later. */
const LONG = Array.from({ length: 26 }, (_, index) => `P${index + 1}`);

const KINDS = {
  tcx: {
    type: 'sched_cls',
    hooks: {
      ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' },
      egress: { kind: 'tcx', device: 'dev', direction: 'egress' },
    },
    attach: [],
    unnamed: true,
    capacity: 63,
    apart: {
      ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' },
      far: { kind: 'tcx', device: 'dev2', direction: 'ingress' },
    },
  },
  netkit: {
    type: 'sched_cls',
    hooks: {
      primary: { kind: 'netkit', device: 'dev', end: 'primary', by: 'primary' },
      peer: { kind: 'netkit', device: 'dev', end: 'peer', by: 'primary' },
    },
    attach: [],
    unnamed: true,
    capacity: 63,
    apart: {
      primary: { kind: 'netkit', device: 'dev', end: 'primary', by: 'primary' },
      far: { kind: 'netkit', device: 'dev2', end: 'primary', by: 'primary' },
    },
  },
  cgroup: {
    type: 'cgroup_skb',
    hooks: { parent: { kind: 'cgroup', parent: 'none' }, child: { kind: 'cgroup', parent: 'parent' } },
    attach: ['ALLOW_MULTI'],
    unnamed: false,
    capacity: 64,
    apart: { parent: { kind: 'cgroup', parent: 'none' }, far: { kind: 'cgroup', parent: 'none' } },
  },
};

const prog = (name) => ({ is: 'prog', name });
const slotAs = ([name, link], by) => (link === undefined ? { is: 'prog', name, by } : { is: 'link', name: link, by });

/** The requests of each trace, by its name. */
function requestsOf({ hooks, attach: mode, unnamed }) {
  const [first, second] = Object.keys(hooks);
  let asked = 0;
  // Every other request passes the revision that the list has.
  const revised = (request) => {
    asked += 1;
    return asked % 2 === 0 ? { ...request, revision: 'current' } : request;
  };
  const attach = (name, flags = [], more = {}, hook = first) =>
    revised({ op: 'prog_attach', hook, prog: prog(name), flags: [...mode, ...flags], ...more });
  const detach = (name, hook = first) => revised({ op: 'prog_detach', hook, prog: prog(name) });
  const create = (link, name, flags = [], more = {}, hook = first) =>
    revised({ op: 'link_create', hook, link, prog: prog(name), flags, ...more });
  const close = (link) => ({ op: 'link_close', link });
  const build = () => SLOTS.map(([name, link]) => (link === undefined ? attach(name) : create(link, name)));
  const places = SLOTS.flatMap((slot) =>
    ['BEFORE', 'AFTER'].flatMap((flag) => ['fd', 'id'].map((by) => [[flag], { relative: slotAs(slot, by) }])),
  );
  const beside = (index) =>
    index === 0
      ? [['BEFORE'], { relative: slotAs(SLOTS[1], 'fd') }]
      : [['AFTER'], { relative: slotAs(SLOTS[index - 1], 'id') }];
  const direct = SLOTS.filter(([, link]) => link === undefined);
  const swap = (name, other) => attach(other, ['REPLACE'], { replace: prog(name) });
  /** Requests that are refused for one thing alone, in each way to place the subject. */
  const ways = [
    [[], {}],
    [['BEFORE'], { relative: slotAs(SLOTS[2], 'fd') }],
    [['AFTER'], { relative: slotAs(SLOTS[1], 'id') }],
  ];
  const ends = [
    [['BEFORE'], {}],
    [['AFTER'], {}],
  ];
  const update = (link, name, old) => ({
    op: 'link_update',
    link: { is: 'link', name: link },
    prog: prog(name),
    ...(old === undefined ? {} : { flags: ['REPLACE'], old: prog(old) }),
  });
  return {
    'stale-in-each-way': [
      ...build(),
      ...ways.flatMap(([flags, more]) => [
        { ...attach('F', flags, more), revision: 'stale' },
        { ...create('L3', 'F', flags, more), revision: 'stale' },
      ]),
      { ...swap('A', 'F'), revision: 'stale' },
      { ...detach('C'), revision: 'stale' },
    ],
    'unknown-flag-in-each-way': [
      ...build(),
      ...ways.map(([flags, more]) => attach('F', [...flags, 'UNKNOWN'], more)),
      attach('F', ['REPLACE', 'UNKNOWN'], { replace: prog('A') }),
      { ...detach('C'), flags: ['UNKNOWN'] },
    ],
    'old-again': [
      create('L1', 'A'),
      update('L1', 'B'),
      attach('A'),
      attach('B'),
      swap('A', 'C'),
      attach('A', ['BEFORE'], { relative: slotAs(['C'], 'fd') }),
      detach('C'),
      attach('C', ['BEFORE'], { relative: slotAs(['A'], 'id') }),
    ],
    'relatives-without-an-fd': [
      ...build(),
      { op: 'prog_close', prog: 'C' },
      attach('F', ['BEFORE'], { relative: slotAs(['C'], 'id') }),
      detach('F'),
      { op: 'link_pin', link: 'L2' },
      close('L2'),
      attach('F', ['AFTER'], { relative: slotAs(SLOTS[3], 'id') }),
      detach('F'),
      { op: 'link_detach', link: { is: 'link', name: 'L1' } },
      { op: 'prog_close', prog: 'B' },
      attach('F', [], { relative: slotAs(['B'], 'id') }),
      { op: 'prog_open', prog: 'B' },
      attach('B'),
    ],
    'long-list': [
      ...LONG.slice(0, -4).map((name) => attach(name)),
      ...[2, 9, 17, LONG.length - 5].map((place, index) =>
        attach(LONG.at(index - 4), ['BEFORE'], {
          relative: slotAs([LONG[place - 1]], index % 2 === 0 ? 'fd' : 'id'),
        }),
      ),
      ...[3, 10, 18].map((place) => detach(LONG[place - 1])),
      swap(LONG[11], LONG[2]),
    ],
    'revisions-beyond-255': [
      attach('A'),
      ...Array.from({ length: 260 }, (_, index) => (index % 2 === 0 ? swap('A', 'B') : swap('B', 'A'))),
    ],
    apart: [
      attach('A'),
      attach('A', [], {}, 'far'),
      attach('A'),
      create('L1', 'B', ['BEFORE'], { relative: slotAs(['A'], 'fd') }, 'far'),
      attach('B'),
      attach('C', ['AFTER'], { relative: slotAs(['B', 'L1'], 'id') }),
      detach('A', 'far'),
      detach('A'),
    ],
    'attach-beside-each': [...build(), ...places.flatMap(([flags, more]) => [attach('F', flags, more), detach('F')])],
    'link-create-beside-each': [
      ...build(),
      ...places.flatMap(([flags, more]) => [create('L3', 'F', flags, more), close('L3')]),
    ],
    'detach-each': [
      ...build(),
      ...SLOTS.flatMap(([name, link], index) =>
        link === undefined
          ? [detach(name), attach(name, ...beside(index))]
          : [detach(name), close(link), create(link, name, ...beside(index))],
      ),
    ],
    'link-detach-each': [
      ...build(),
      { op: 'link_detach', link: { is: 'link', name: 'L1' } },
      create('L3', 'F', ...beside(1)),
      { op: 'link_detach', link: { is: 'link', name: 'L2' } },
    ],
    'update-each': [
      ...build(),
      ...SLOTS.filter(([, link]) => link !== undefined).flatMap(([name, link]) => [
        update(link, 'F'),
        update(link, name),
      ]),
    ],
    'replace-each': [
      ...build(),
      ...direct.flatMap(([name]) => [
        attach('F', ['REPLACE'], { replace: prog(name) }),
        attach(name, ['REPLACE'], { replace: prog('F') }),
      ]),
      attach('F', ['REPLACE'], { replace: prog('B') }),
    ],
    'query-with-each-buffer': [
      ...build(),
      ...[0, 1, 4, 5, 6, 16].map((buffer) => ({ op: 'prog_query', hook: first, buffer })),
    ],
    'both-hooks': [
      ...build(),
      ...['A', 'C', 'E'].map((name) => attach(name, ['BEFORE'], {}, second)),
      attach('F', ['AFTER'], { relative: slotAs(['C'], 'id') }, second),
      create('L3', 'D', ['BEFORE'], { relative: slotAs(['C'], 'fd') }, second),
      detach('C', second),
      detach('C'),
      update('L3', 'F'),
      update('L3', 'B'),
      update('L3', 'D', 'B'),
    ],
    ...(unnamed
      ? {
          'detach-beside-each': SLOTS.flatMap((slot) => ['BEFORE', 'AFTER'].map((flag) => [slot, flag])).flatMap(
            ([slot, flag], index) => {
              const without = [...'ABCDE'].map((name) => attach(name));
              const gone = [...'ABCDE'].map((name) => ({ op: 'prog_detach', hook: first, prog: prog(name) }));
              const relative = { is: 'prog', name: slot[0], by: index % 2 === 0 ? 'fd' : 'id' };
              return [...without, revised({ op: 'prog_detach', hook: first, flags: [flag], relative }), ...gone];
            },
          ),
        }
      : {}),
    'attached-in-each-way': [
      ...build(),
      ...[...ways, ...ends].flatMap(([flags, more]) => [
        attach('E', flags, more),
        attach('D', flags, more),
        create('L3', 'E', flags, more),
        close('L3'),
      ]),
      ...['A', 'B', 'C'].map((name) => swap('A', name)),
      swap('B', 'B'),
      update('L1', 'C'),
      update('L1', 'C', 'B'),
      update('L1', 'D', 'B'),
    ],
    'other-type-in-each-way': [
      ...build(),
      ...[...ways, ...ends].flatMap(([flags, more]) => [attach('X', flags, more), create('L3', 'X', flags, more)]),
      swap('A', 'X'),
      swap('X', 'F'),
      ...['BEFORE', 'AFTER'].flatMap((flag) =>
        ['fd', 'id'].flatMap((by) => {
          const relative = slotAs(['X'], by);
          return [attach('F', [flag], { relative }), create('L3', 'F', [flag], { relative })];
        }),
      ),
      update('L1', 'X'),
      update('L1', 'X', 'B'),
      update('L1', 'F', 'X'),
      detach('X'),
    ],
    'held-by-a-link-in-each-way': [
      ...build(),
      detach('B'),
      swap('B', 'F'),
      swap('D', 'F'),
      ...(unnamed
        ? [
            [['BEFORE'], ['C']],
            [['AFTER'], ['A']],
          ].flatMap(([flags, slot]) => {
            const more = { flags, relative: slotAs(slot, 'fd') };
            return [
              { ...detach('B'), ...more },
              { op: 'prog_detach', hook: first, ...more },
            ];
          })
        : []),
    ],
    'full-in-each-way': [
      create('L1', 'B'),
      attach('C'),
      ...[...ways, ...ends].flatMap(([flags, more]) => [attach('F', flags, more), create('L3', 'F', flags, more)]),
      swap('C', 'F'),
      swap('F', 'C'),
      update('L1', 'F'),
      update('L1', 'B', 'F'),
      detach('P9'),
      attach('F', ['BEFORE'], { relative: slotAs(['P10'], 'fd') }),
      attach('P9'),
    ],
  };
}

const TITLES = {
  'stale-in-each-way': 'an expected revision that is stale, in each way to place the subject',
  'unknown-flag-in-each-way': 'an unknown flag, in each way to place the subject',
  'attached-in-each-way': 'attach what is attached, in each way to place it, and replace it by itself',
  'other-type-in-each-way': 'a program of another type, in each way to name it',
  'held-by-a-link-in-each-way': 'detach or replace what a link holds, in each way to name it',
  'full-in-each-way': 'a full list, in each way to place the subject',
  'old-again': 'attach again what an update or a REPLACE has removed',
  'relatives-without-an-fd': 'a relative by id of which no fd is open',
  'long-list': 'insert, detach and replace in the middle of a long list',
  'revisions-beyond-255': 'more changes than a byte counts',
  apart: 'the same programs at two targets',
  'attach-beside-each': 'attach beside each slot of five, named by fd and by id',
  'link-create-beside-each': 'create a link beside each slot of five, named by fd and by id',
  'detach-each': 'detach each slot of five, and put it back',
  'link-detach-each': 'detach a link in the middle of five slots',
  'update-each': 'update each link among five slots',
  'replace-each': 'replace each program among five slots',
  'query-with-each-buffer': 'query five slots, with less room than they need, just enough, and more',
  'both-hooks': 'the same programs at two hooks',
  'detach-beside-each': 'detach what is beside each slot of five',
};

for (const [profile, kind] of Object.entries(KINDS)) {
  for (const [name, requests] of Object.entries(requestsOf(kind))) {
    // All but two slots of a list that gets full are filled beforehand.
    const filled =
      name === 'full-in-each-way' ? Array.from({ length: kind.capacity - 2 }, (_, at) => `P${at + 1}`) : [];
    const programs = name === 'long-list' ? LONG : [...'ABCDEF', ...filled];
    const universe = {
      programs: {
        ...Object.fromEntries(programs.map((each) => [each, kind.type])),
        ...(name === 'other-type-in-each-way' ? OTHER : {}),
      },
      links: ['L1', 'L2', 'L3'],
      hooks: name === 'apart' ? kind.apart : kind.hooks,
      ...(filled.length === 0 ? {} : { prefill: { [Object.keys(kind.hooks)[0]]: filled } }),
    };
    const about = { profile, title: TITLES[name], universe, requests, origin: { kind: 'conformance' } };
    const trace = await record(new SpecMachine(profile), about);
    writeTrace(`${OUT}/${profile}/${name}.json`, trace, { force: true });
  }
}

await writeWays(new URL('../traces', import.meta.url).pathname, Object.keys(KINDS));

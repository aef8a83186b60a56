// Writes traces/lists: what can be asked of a list of five slots, wherever in it, in each way to say it (docs/commands/traces.md).
// npm run lists
import { record, SpecMachine, writeTrace } from '../dist/index.js';

const OUT = new URL('../traces/lists', import.meta.url).pathname;

/** The slots of the list, in order: programs, and the links that hold two of them. F and L3 come and are removed. */
const SLOTS = [['A'], ['B', 'L1'], ['C'], ['D', 'L2'], ['E']];

const KINDS = {
  tcx: {
    type: 'sched_cls',
    hooks: {
      ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' },
      egress: { kind: 'tcx', device: 'dev', direction: 'egress' },
    },
    attach: [],
    unnamed: true,
  },
  netkit: {
    type: 'sched_cls',
    hooks: {
      primary: { kind: 'netkit', device: 'dev', end: 'primary', by: 'primary' },
      peer: { kind: 'netkit', device: 'dev', end: 'peer', by: 'primary' },
    },
    attach: [],
    unnamed: true,
  },
  cgroup: {
    type: 'cgroup_skb',
    hooks: { parent: { kind: 'cgroup', parent: 'none' }, child: { kind: 'cgroup', parent: 'parent' } },
    attach: ['ALLOW_MULTI'],
    unnamed: false,
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
  return {
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
      ...SLOTS.filter(([, link]) => link !== undefined).flatMap(([name, link]) =>
        ['F', name].map((each) => ({ op: 'link_update', link: { is: 'link', name: link }, prog: prog(each) })),
      ),
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
  };
}

const TITLES = {
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
  const universe = {
    programs: Object.fromEntries([...'ABCDEF'].map((name) => [name, kind.type])),
    links: ['L1', 'L2', 'L3'],
    hooks: kind.hooks,
  };
  for (const [name, requests] of Object.entries(requestsOf(kind))) {
    const about = { profile, title: TITLES[name], universe, requests, origin: { kind: 'conformance' } };
    const trace = await record(new SpecMachine(profile), about);
    writeTrace(`${OUT}/${profile}/${name}.json`, trace, { force: true });
  }
}

import { describe, expect, test } from 'vitest';
import { SpecMachine } from '../../library/typed.ts';
import { modelNamed } from '../../model/index.ts';
import { RESERVED_NAMES } from '../../spec/families/slots/vocabulary/names.ts';
import { parseTrace } from '../../traces/read.ts';
import { replayTrace } from '../../traces/replay.ts';

const tcx = (device = 'dev', direction = 'ingress', more: object = {}) => ({ kind: 'tcx', device, direction, ...more });
const A = { is: 'prog', name: 'A' };
const attach = { request: { op: 'prog_attach', hook: 'ingress', prog: A }, expect: { outcome: 'ok' } };
const create = (outcome = 'ok') => ({
  request: { op: 'link_create', hook: 'ingress', link: 'L1', prog: A },
  expect: { outcome },
});
const document = (universe: object, steps: readonly object[] = [attach]) => ({
  format: 'mprog-trace',
  version: 1,
  profile: 'tcx',
  title: 'a trace',
  universe: { programs: { A: 'sched_cls' }, links: ['L1'], hooks: { ingress: tcx() }, ...universe },
  steps,
});
const complaint = (universe: object, steps?: readonly object[]): string => {
  try {
    parseTrace('mine.json', document(universe, steps));
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('names', () => {
  test('the reserved ones are none and all that an object of JavaScript has and a name may be', () => {
    const inherited = Object.getOwnPropertyNames(Object.prototype).filter((name) => /^[A-Za-z]/.test(name));
    expect(RESERVED_NAMES.toSorted()).toEqual(['none', ...inherited].toSorted());
  });
  test.each(RESERVED_NAMES)('%s names no program, link, hook or device', (name) => {
    const reserved = (what: string) => `expected another name for a ${what}, found "${name}", which is reserved`;
    expect(complaint({ programs: { A: 'sched_cls', [name]: 'sched_cls' } })).toBe(
      `mine.json: universe.programs.${name}: ${reserved('program')}`,
    );
    expect(complaint({ links: ['L1', name] })).toBe(`mine.json: universe.links.1: ${reserved('link')}`);
    expect(complaint({ foreignLinks: { [name]: 'A' } })).toBe(
      `mine.json: universe.foreignLinks.${name}: ${reserved('link')}`,
    );
    expect(complaint({ hooks: { ingress: tcx(), [name]: tcx('other') } })).toBe(
      `mine.json: universe.hooks.${name}: ${reserved('hook')}`,
    );
    expect(complaint({ hooks: { ingress: tcx(name) } })).toBe(
      `mine.json: universe.hooks.ingress.device: ${reserved('device')}`,
    );
  });
  test('of links are given once, and to no program', () => {
    expect(complaint({ links: ['L1', 'L1'] })).toBe(
      'mine.json: universe.links.1: expected a name of its own, found "L1", which links.0 has',
    );
    expect(complaint({ links: ['L1', 'A'] })).toBe(
      'mine.json: universe.links.1: expected a name of its own, found "A", which a program has',
    );
    expect(complaint({ foreignLinks: { L1: 'A' } })).toBe(
      'mine.json: universe.foreignLinks.L1: expected a name of its own, found "L1", which links.0 has',
    );
    expect(complaint({ foreignLinks: { A: 'A' } })).toContain('found "A", which a program has');
    expect(complaint({ foreignLinks: { N: 'Q' } })).toContain('foreignLinks.N: program Q is not in the universe');
  });
  test('in what must come of a step are those of the universe, or ids', () => {
    const showing = (slot: object, more: object = {}) => ({
      ...attach,
      expect: { outcome: 'ok', hooks: { ingress: { is: 'list', revision: 2, count: 1, slots: [slot], ...more } } },
    });
    expect(complaint({}, [showing({ prog: 'B' })])).toBe(
      'mine.json: step 1, expect.hooks.ingress.slots.0.prog: expected a program of the universe (A), found "B"',
    );
    expect(complaint({}, [showing({ prog: 'A', link: 'L2' })])).toBe(
      'mine.json: step 1, expect.hooks.ingress.slots.0.link: expected a link of the universe (L1), found "L2"',
    );
    expect(complaint({}, [showing({ prog: 'A' }, { effective: ['B'] })])).toContain('effective.0: expected a program');
    expect(complaint({}, [showing({ prog: 'id:12', link: 'id:7' })])).toBe('none');
  });
});

describe('a link_create with the name of a link that exists', () => {
  const close = (outcome: string) => ({ request: { op: 'link_close', link: 'L1' }, expect: { outcome } });
  test('is a mistake of the trace, and the step that created it is named', () => {
    expect(complaint({}, [create('EEXIST'), create(), attach, create('EEXIST')])).toBe(
      'mine.json: step 4, request.link: expected the name of no link, found "L1", which step 2 creates and nothing closes',
    );
    expect(complaint({}, [create(), close('EBADF'), create()])).toContain('step 3, request.link');
  });
  test('is none after the link was closed, or was refused', () => {
    expect(complaint({}, [create('EEXIST'), create(), close('ok'), create()])).toBe('none');
  });
});

describe('hooks', () => {
  test.each([
    [{}, 'universe.hooks: expected 1 to 64 hooks, found 0'],
    [
      { ingress: tcx(), again: tcx() },
      'universe.hooks.again: expected a hook of its own, found the same one as ingress',
    ],
    [
      { ingress: { kind: 'xdp', device: 'dev' }, again: { kind: 'xdp', device: 'dev' } },
      'universe.hooks.again: expected a hook of its own, found the same one as ingress',
    ],
    [
      { ingress: tcx('dev', 'ingress', { clsact: true }), egress: tcx('dev', 'egress') },
      'universe.hooks.egress.clsact: expected true, as at hook ingress of the same device, found false',
    ],
    [
      { ingress: { kind: 'cgroup', parent: 'ingress' } },
      'hooks.ingress.parent: expected "none" or a hook that comes before',
    ],
  ])('%j', (hooks, said) => {
    expect(complaint({ hooks })).toContain(said);
  });
  test('are at most 64', () => {
    const hooks = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`h${index}`, tcx(`d${index}`)]));
    expect(complaint({ hooks })).toContain('mine.json: universe.hooks: expected 1 to 64 hooks, found 65');
  });
  test('of two devices, or two directions, are two', () => {
    expect(complaint({ hooks: { ingress: tcx(), egress: tcx('dev', 'egress'), other: tcx('other') } })).toBe('none');
  });
});

describe('other fields', () => {
  test.each([
    [{ capacity: '64' }, 'universe.capacity: expected a number, found "64"'],
    [{ capacity: 0 }, 'universe.capacity: expected at least 1, found 0'],
    [{ flags: ['LINK'] }, 'universe.flags.0: expected a flag of its own, found LINK, which a relative sets'],
    [{ prefill: { egress: ['A'] } }, 'universe.prefill.egress: hook egress is not in the universe'],
    [{ programs: { A: 'sk_lookup' }, prefill: { ingress: ['A'] } }, 'A is not a program of type sched_cls'],
    [{ prefill: { ingress: ['A', 'A'] } }, 'universe.prefill.ingress: a program may be attached only once'],
  ])('%j', (universe, said) => {
    expect(complaint(universe)).toContain(said);
  });
  test('there is at least one step: a trace without any asks nothing', () => {
    expect(complaint({}, [])).toBe('mine.json: steps: expected a list of at least 1, found a shorter one');
  });
});

test('names that differ in what is special elsewhere work as names on spec and model', () => {
  const names = ['prototype', 'length', 'name', 'get', 'undefined', 'null', 'NaN'];
  for (const name of names) {
    const trace = parseTrace(
      'test',
      document({ programs: { A: 'sched_cls', [name]: 'sched_cls' }, links: [`${name}-l`] }, [
        {
          request: { op: 'link_create', hook: 'ingress', link: `${name}-l`, prog: { is: 'prog', name } },
          expect: {
            outcome: 'ok',
            hooks: { ingress: { is: 'list', revision: 2, count: 1, slots: [{ prog: name, link: `${name}-l` }] } },
          },
        },
      ]),
    );
    for (const machine of [new SpecMachine('tcx'), modelNamed('tcx').create()])
      expect(replayTrace(trace, machine).steps[0]!.differences).toEqual([]);
  }
});

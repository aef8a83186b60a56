import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bySuite } from '../../checker/mutate/fates.ts';
import { MutantRecord } from '../../cli/suites.ts';
import { modelNamed } from '../../model/index.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import type { Request } from '../../spec/families/slots/vocabulary/index.ts';
import { wayMutantsOf } from '../../spec/mutants/index.ts';
import { readTraceFiles } from '../../traces/files.ts';
import { type Replayed, replayTrace } from '../../traces/replay.ts';
import { mprog, ROOT } from '../support/command.ts';
import { cgroupsMissing, kernelMissing } from '../support/machines.ts';

const { traces } = readTraceFiles([join(ROOT, 'traces/lists')]);
const held = (results: readonly Replayed[]) => results.filter(({ ok }) => ok).length;

/** Requests that are refused, which an implementation with a bug lets succeed. */
const ACCEPTED: Readonly<Record<string, (request: Request) => boolean>> = {
  'a stale revision with REPLACE': (request) =>
    request.op === 'prog_attach' && request.flags.includes('REPLACE') && request.revision === 'stale',
  'a stale revision with a relative': (request) =>
    request.op === 'prog_attach' && request.relative.is !== 'none' && request.revision === 'stale',
  'an unknown flag with REPLACE': (request) =>
    request.op === 'prog_attach' && request.flags.includes('REPLACE') && request.flags.includes('UNKNOWN'),
};

const isReplacing = (request: Request) => request.op === 'prog_attach' && request.flags.includes('REPLACE');
const isUpdate = (request: Request) => request.op === 'link_update';
/** Whether a field of a request names an object. */
const names = (request: Request, field: string, name: string) =>
  (request as never as Record<string, { name?: string } | undefined>)[field]?.name === name;
const isOfItself = (request: Request) =>
  'prog' in request && 'replace' in request && JSON.stringify(request.prog) === JSON.stringify(request.replace);

/** Requests to which an implementation with a bug answers otherwise, some of them in a full list alone. */
const OTHERWISE: Readonly<Record<string, (request: Request, isFull: boolean) => boolean>> = {
  'a program that replaces itself': (request) => isReplacing(request) && isOfItself(request),
  'what is attached, with an order': (request) =>
    request.op === 'prog_attach' && names(request, 'prog', 'E') && request.flags.includes('BEFORE'),
  'an update to what another hook has': (request) =>
    isUpdate(request) && names(request, 'link', 'L3') && names(request, 'prog', 'B'),
  'an update, with the old program, to what is attached': (request) =>
    isUpdate(request) && names(request, 'old', 'B') && names(request, 'prog', 'D'),
  'an update to a program of another type': (request) => isUpdate(request) && names(request, 'prog', 'X'),
  'a program of another type that replaces one': (request) => isReplacing(request) && names(request, 'prog', 'X'),
  'the replacement of what a second link holds': (request) => isReplacing(request) && names(request, 'replace', 'D'),
  'a relative program that a defunct link alone holds': (request) =>
    request.op === 'prog_attach' &&
    names(request, 'relative', 'B') &&
    request.flags.every((flag) => flag === 'ALLOW_MULTI'),
  'an update in a full list': (request, isFull) => isFull && isUpdate(request),
  'a replacement in a full list': (request, isFull) => isFull && isReplacing(request),
  'an order in a full list': (request, isFull) =>
    isFull && request.op === 'link_create' && request.flags.includes('BEFORE') && request.relative.is !== 'none',
};

/** Requests that succeed, which an implementation with a bug refuses. */
const REFUSED: Readonly<Record<string, (request: Request) => boolean>> = {
  'an expected revision': (request) => 'revision' in request && request.revision === 'current',
  'a relative link': (request) => 'relative' in request && request.relative.is === 'link',
  'a relative by id': (request) => 'relative' in request && 'by' in request.relative && request.relative.by === 'id',
  'the slot in the middle': (request) =>
    request.op === 'prog_detach' && request.prog?.is === 'prog' && request.prog.name === 'C',
  'another link than the first': (request) =>
    request.op === 'link_detach' && request.link.is === 'link' && request.link.name === 'L2',
  'another hook than the first': (request) => 'hook' in request && ['egress', 'peer', 'child'].includes(request.hook),
  'a second target': (request) => 'hook' in request && request.hook === 'far',
  'what is far into a long list': (request) =>
    request.op === 'prog_detach' && 'name' in request.prog && request.prog.name === 'P18',
  'more room than slots': (request) => request.op === 'prog_query' && request.buffer === 16,
};

describe.each(['tcx', 'netkit', 'cgroup'])('the traces of lists of %s', (profile) => {
  const own = traces.flatMap(({ trace }) => (trace.profile === profile ? [trace] : []));

  test('are held by its model', () => {
    expect(own.length).toBeGreaterThan(7);
    expect(held(own.map((trace) => replayTrace(trace, modelNamed(profile).create())))).toBe(own.length);
  });
  test.each(Object.keys(REFUSED))('are violated by one that refuses %s', (bug) => {
    const results = own.map((trace) => {
      const machine = modelNamed(profile).create();
      const apply = machine.apply.bind(machine);
      return replayTrace(
        trace,
        Object.assign(machine, {
          apply: (request: Request) =>
            REFUSED[bug]!(request) ? { outcome: 'EIO', view: { is: 'nothing' } } : apply(request),
        }),
      );
    });
    expect(held(results)).toBeLessThan(own.length);
  });
  test.each(Object.keys(ACCEPTED))('are violated by one that accepts %s', (bug) => {
    const results = own.map((trace) => {
      const machine = modelNamed(profile).create();
      const apply = machine.apply.bind(machine);
      const rid = (request: Request) => ({ ...request, revision: 'none', flags: [] }) as Request;
      const faulty = (request: Request) => apply(ACCEPTED[bug]!(request) ? rid(request) : request);
      return replayTrace(trace, Object.assign(machine, { apply: faulty }));
    });
    expect(held(results)).toBeLessThan(own.length);
  });
  test.each(Object.keys(OTHERWISE))('are violated by one that answers otherwise to %s', (bug) => {
    const results = own.map((trace) => {
      const machine = modelNamed(profile).create();
      const apply = machine.apply.bind(machine);
      const { hooks, capacity } = trace.universe as { readonly hooks: object; readonly capacity: number };
      const hook = Object.keys(hooks)[0]!;
      const faulty = (request: Request) => {
        const { count } = machine.observe(hook) as { readonly count?: number };
        const { outcome, view } = apply(request);
        const isOther = OTHERWISE[bug]!(request, count === capacity);
        return { outcome: !isOther ? outcome : outcome === 'ok' ? ('EIO' as const) : ('ok' as const), view };
      };
      return replayTrace(trace, Object.assign(machine, { apply: faulty }));
    });
    expect(held(results)).toBeLessThan(own.length);
  });
});

describe.each(['tcx', 'netkit', 'cgroup'].map((name) => [name, profileNamed(name)] as const))(
  'the traces of lists and the suite of %s',
  (name, semantics) => {
    const record = MutantRecord.parse(JSON.parse(readFileSync(join(ROOT, `docs/mutants/${name}-ways.json`), 'utf8')));
    const given = readTraceFiles(['lists', 'conformance'].map((folder) => join(ROOT, 'traces', folder, name)));
    const named = given.traces.map(({ path, trace }) => ({ file: path, trace }));

    test('kill every mutant that is wrong for some requests alone, but those on record (npm run lists)', () => {
      const mutants = wayMutantsOf(semantics);
      expect(record.mutants).toBe(mutants.length);
      const kill = bySuite(semantics, named);
      const survivors = mutants.filter((mutant) => kill(mutant).next().value === undefined).map(({ id }) => id);
      expect(survivors.toSorted()).toEqual([...record.equivalent, ...record.unclear].toSorted());
    });
  },
);

const missing = kernelMissing ?? cgroupsMissing;
test.skipIf(missing !== undefined)(
  `the traces of lists are held by this kernel${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  async () => {
    const { code, stdout } = await mprog(['replay', 'traces/lists', '--target', 'kernel', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ violated: 0, planned: traces.length });
    expect(JSON.parse(stdout).held).toBeGreaterThan(16);
  },
);

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MODELS, modelNamed } from '../../model/index.ts';
import type { BaseSystem, NamedHook } from '../../model/machine/base-system.ts';
import { type Part, Parts } from '../../model/machine/parts.ts';
import { Table } from '../../model/machine/table.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import type { Explorable } from '../../spec/vocabulary/machine.ts';
import { readTraceFiles } from '../../traces/files.ts';
import { ROOT } from '../support/command.ts';

describe('the parts of a system', () => {
  const two = () => {
    const parts = new Parts();
    return { parts, a: new Table<string>(parts, ['x', null]), b: new Table<string>(parts, [null]) };
  };

  test('are what was saved until one is written, and again when it is put back', () => {
    const { parts, a, b } = two();
    const saved = parts.save();
    expect(parts.areSame(saved)).toBe(true);
    a.set(1, 'y');
    expect(parts.areSame(saved)).toBe(false);
    b.set(0, 'z');
    parts.restore(saved);
    expect([parts.areSame(saved), a.at(1), b.at(0)]).toEqual([true, null, null]);
  });

  test('are the same where what was written is written back', () => {
    const { parts, a } = two();
    const saved = parts.save();
    parts.restore(saved);
    a.set(0, 'y');
    a.set(0, 'x');
    expect(parts.areSame(saved)).toBe(true);
    a.set(0, 'y');
    expect(parts.areSame(saved)).toBe(false);
  });

  test('go from one saved state to another, whichever was restored last', () => {
    const { parts, a, b } = two();
    const states = [parts.save()];
    a.set(0, 'y');
    states.push(parts.save());
    b.set(0, 'z');
    states.push(parts.save());
    const seen = [
      ['x', null],
      ['y', null],
      ['y', 'z'],
    ];
    for (const from of states.keys())
      for (const to of states.keys()) {
        parts.restore(states[from]!);
        a.set(1, 'w');
        parts.restore(states[to]!);
        expect([a.at(0), b.at(0), a.at(1)], `${from} to ${to}`).toEqual([...seen[to]!, null]);
        for (const [other, state] of states.entries()) expect(parts.areSame(state)).toBe(other === to);
      }
  });

  test('share the records of what was not written', () => {
    const { parts, a } = two();
    const first = parts.save();
    parts.restore(first);
    a.set(0, 'y');
    const second = parts.save();
    expect([second[0] === first[0], second[1] === first[1]]).toEqual([false, true]);
  });
});

/** What there is of a part, and of what it is made of; other objects are only pointed to. */
function picture(thing: object, numbers: Map<object, number>): unknown {
  const told = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(told);
    if ('progs' in value && 'links' in value) return picture(value, numbers); // an array of slots
    if (!numbers.has(value)) numbers.set(value, numbers.size);
    return { is: numbers.get(value) };
  };
  const own = Object.entries(thing).filter(([name]) => name !== 'isWritten' && name !== 'parts');
  return own.map(([name, value]) => [name, told(value)]);
}

/** The name of the class of a part, without what a bundler adds. */
const classOf = (part: Part<unknown>) => part.constructor.name.replace(/\$\d+$/, '');

/** All parts of a model, whatever its system. */
function partsOf(machine: Explorable): readonly Part<unknown>[] {
  const system = Reflect.get(machine, 'current') as BaseSystem<NamedHook>;
  return Reflect.get(system.parts, 'all') as readonly Part<unknown>[];
}

test('every setter of a part notes that it is written', () => {
  const machine = modelNamed('tcx').create() as unknown as Explorable;
  const { traces } = readTraceFiles([join(ROOT, 'traces/conformance/tcx')]);
  machine.reset(traces.find(({ trace }) => (trace.universe as { links: unknown[] }).links.length > 0)!.trace.universe);
  const start = machine.save();
  const set: string[] = [];
  for (const part of partsOf(machine)) {
    const setters = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(part))).filter(
      ([, { set: setter }]) => setter !== undefined,
    );
    for (const [name] of setters) {
      machine.restore(start);
      Reflect.set(part, name, Reflect.get(part, name));
      expect(part.isWritten, `${classOf(part)}.${name}`).toBe(true);
      set.push(`${classOf(part)}.${name}`);
    }
  }
  expect(set).toEqual(expect.arrayContaining(['Prog.refs', 'Link.prog', 'Device.present', 'Bundle.revision']));
});

/** The parts that a request changed and that did not note it. */
function unnoted(machine: Explorable, apply: () => void): readonly string[] {
  machine.restore(machine.save());
  const numbers = new Map<object, number>();
  const parts = partsOf(machine);
  const before = parts.map((part) => JSON.stringify(picture(part, numbers)));
  apply();
  return parts.flatMap((part, index) =>
    part.isWritten || JSON.stringify(picture(part, numbers)) === before[index] ? [] : [classOf(part)],
  );
}

const WITH_PARTS = PROFILES.filter(
  ({ model }) => model !== undefined && model !== 'xdp' && !model.startsWith('freplace') && model in MODELS,
);

test.each(WITH_PARTS.map((profile) => [profile.name, profile.model!] as const))(
  'the model of %s notes what the requests of its suite change',
  (name, model) => {
    const { traces } = readTraceFiles([join(ROOT, 'traces/conformance', name)]);
    const machine = modelNamed(model).create() as unknown as Explorable;
    for (const { trace } of traces) {
      machine.reset(trace.universe);
      for (const { request } of trace.steps) expect(unnoted(machine, () => void machine.apply(request))).toEqual([]);
    }
  },
);

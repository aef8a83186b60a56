import type { FunctionInfo, Target, Universe } from '../../spec/families/freplace/vocabulary/index.ts';
import { find } from '../handles.ts';
import { ATTACH_TYPES } from '../layout.ts';
import { type Body, type Code, calling, giving, type Pad, tracing } from './code.ts';
import { entryOf, type LoadedAs, MAIN, type TypeInformation, typeInformation } from './loading.ts';
import { signatureOf } from './signature.ts';

/** The context of each type, and an expected_attach_type that its programs may have and that can be run by hand. */
const TYPES = {
  xdp: { context: 'xdp_md', other: ATTACH_TYPES.XDP },
  sched_cls: { context: '__sk_buff', other: ATTACH_TYPES.TCX_INGRESS },
  socket_filter: { context: '__sk_buff', other: ATTACH_TYPES.TCX_INGRESS },
} as const;

/** Functions of a target are numbered from 0; the main program has this number where it is none of them. */
export const NO_FUNCTION = 31;
/** No function gives 0, and no two the same. */
const NUMBERS_OF_TARGET = 256;
const FIRST_OF_PROGS = 0x10000;

/** What is loaded, and what its functions are called. */
export interface Loadable {
  readonly code: Code;
  readonly as: LoadedAs;
  /** The BTF ids of functions, by name. */
  readonly ids: ReadonlyMap<string, number>;
}

/** A target: the functions that its main program calls, and whether it is one itself. */
interface Made extends Loadable {
  /** What each function gives, where nothing is in its place. */
  readonly own: ReadonlyMap<string, number>;
}

/** The programs of a universe as they are loaded, and what each of their functions gives. */
export class Programs {
  readonly #targets: ReadonlyMap<string, Made>;
  readonly #progs: ReadonlyMap<string, Loadable>;
  /** EXT programs by what they give. */
  readonly #givers = new Map<number, string>();
  readonly #masks: ReadonlyMap<string, number>;

  /** Throws NotForKernel where a program cannot be made. */
  constructor({ targets, exts, tracers }: Universe, pad: Pad, masks: ReadonlyMap<string, number>) {
    this.#masks = masks;
    this.#targets = new Map(Object.entries(targets).map(([name, target], index) => [name, made(target, index, pad)]));
    const extPrograms = Object.entries(exts).map(
      ([name, info], index) => [name, this.#ext(name, info, index)] as const,
    );
    const tracerPrograms = tracers.map((name) => [name, tracer(pad, masks.get(name)!)] as const);
    this.#progs = new Map<string, Loadable>([...extPrograms, ...tracerPrograms]);
  }

  target(name: string): Made {
    return find('target', this.#targets, name);
  }

  prog(name: string): Loadable {
    return find('program', this.#progs, name);
  }

  isTracer(name: string): boolean {
    return this.#masks.has(name);
  }

  /** Who answers for a function that gave a number: its target, an EXT program, or `number:N` where nobody is known to give that. */
  answering(target: string, name: string, number: number): string {
    if (this.target(target).own.get(name) === number) return target;
    return this.#givers.get(number) ?? `number:${number}`;
  }

  /** The name of a function of a target by its BTF id. */
  functionOf(target: string, id: number): string {
    const ids = this.#targets.get(target)?.ids ?? new Map<string, number>();
    return [...ids].find(([, each]) => each === id)?.[0] ?? `id:${id}`;
  }

  #ext(name: string, info: Info, index: number): Loadable {
    const body = bodyOf(info, FIRST_OF_PROGS + index);
    this.#givers.set(body.number, name);
    const btf = typeInformation([entryOf(body.signature, MAIN)]);
    return { code: { insns: giving(body), begins: [0] }, as: { type: 'ext', btf }, ids: idsOf([MAIN], btf) };
  }
}

type Info = Pick<FunctionInfo, 'signature' | 'packet'>;

const bodyOf = ({ signature, packet }: Info, number: number): Body => ({
  signature: signatureOf(signature),
  packet,
  number,
});

const idsOf = (names: readonly string[], { ids }: TypeInformation) =>
  new Map(names.map((name, index) => [name, ids[index]!]));

function tracer(pad: Pad, at: number): Loadable {
  const btf = typeInformation([entryOf(signatureOf('int(long)'), MAIN)]);
  return { code: { insns: tracing(pad, at), begins: [0] }, as: { type: 'tracing', btf }, ids: idsOf([MAIN], btf) };
}

function made(target: Target, index: number, pad: Pad): Made {
  const { context, other } = TYPES[target.type];
  const first = (index + 1) * NUMBERS_OF_TARGET;
  const bodies = new Map(Object.entries(target.functions).map(([each, info], at) => [each, bodyOf(info, first + at)]));
  const called = [...bodies]
    .map(([each, body], at) => ({ name: each, index: at, body }))
    .filter((each) => each.name !== MAIN);
  const main = bodies.get(MAIN) ?? bodyOf({ signature: `int(${context})`, packet: false }, first + NO_FUNCTION);
  const btf = typeInformation([
    entryOf(main.signature, bodies.has(MAIN) ? MAIN : undefined),
    ...called.map((each) => ({
      name: each.name,
      signature: each.body.signature,
      linkage: target.functions[each.name]!.linkage,
    })),
  ]);
  const names = [...(bodies.has(MAIN) ? [MAIN] : ['']), ...called.map((each) => each.name)];
  return {
    code: calling(called, main, pad),
    as: { type: target.type, expected: target.expected === 'none' ? 0 : other, ...(target.btf ? { btf } : {}) },
    ids: idsOf(names, btf),
    own: new Map([...bodies].map(([each, { number }]) => [each, number])),
  };
}

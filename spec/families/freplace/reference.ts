import { isExt, type Saved, type State } from './state.ts';
import { type FunctionInfo, functionOf } from './vocabulary/index.ts';

/** What the fd of a program comes to. */
export type Kind = 'closed' | 'wrong-kind' | 'target' | 'ext' | 'fentry';

export function kindOf(state: State, ref: string): Kind {
  if (ref === 'wrong-kind-fd') return 'wrong-kind';
  if (state.targets[ref]?.fd) return 'target';
  if (!state.progs[ref]?.fd) return 'closed';
  return isExt(state, ref) ? 'ext' : 'fentry';
}

/** What an fd and a BTF id come to (FunctionRef). */
export type Named =
  | 'none'
  | 'id-only'
  | 'fd-only'
  | 'closed'
  | 'wrong-kind'
  | 'prog'
  | 'no-btf'
  | 'no-such-id'
  | 'not-a-function'
  | 'static'
  | 'function';

export function namedBy(state: State, ref: string): Named {
  if (ref === 'none' || ref === 'id-only') return ref;
  const [of, name] = ref.split('.') as [string, string?];
  const kind = kindOf(state, of);
  if (name === undefined && of !== 'closed-fd' && of !== 'wrong-kind-fd') return 'fd-only';
  if (kind === 'closed' || kind === 'wrong-kind') return kind;
  if (kind !== 'target') return 'prog';
  if (!state.universe.targets[of]!.btf) return 'no-btf';
  if (name === 'no-such-id' || name === 'not-a-function') return name;
  const found = functionOf(state.universe, of, name!);
  if (found === undefined) return 'no-such-id';
  return found.linkage === 'static' ? 'static' : 'function';
}

/** A function named as `X.f`; undefined where none is named so. */
export function functionNamed(state: State, ref: string): Saved | undefined {
  const named = namedBy(state, ref);
  if (named !== 'function' && named !== 'static') return undefined;
  const [target, name] = ref.split('.') as [string, string];
  return { target, function: name };
}

/** The function that an attach is about: the one that is named, or the one that the program was loaded against. */
export function meant(state: State, prog: string, ref: string): Saved | undefined {
  return ref === 'none' ? (state.progs[prog]?.saved ?? undefined) : functionNamed(state, ref);
}

/** What an EXT program is verified as against a target. */
export function verifiedAs({ universe }: State, target: string): string {
  const { type, expected } = universe.targets[target]!;
  return `${type} ${expected}`;
}

/** Whether an EXT program could take the place of a function, as far as the two functions themselves go. */
export function fits(state: State, prog: string, { target, function: name }: Saved): 'fits' | 'packet' | 'signature' {
  const ext = state.universe.exts[prog];
  const replaced = functionOf(state.universe, target, name) as FunctionInfo;
  if (ext === undefined) return 'fits';
  if (ext.packet && !replaced.packet) return 'packet';
  return ext.signature === replaced.signature ? 'fits' : 'signature';
}

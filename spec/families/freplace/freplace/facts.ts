import { answering } from '../lifetimes.ts';
import { fits, type Kind, kindOf, meant, type Named, namedBy, verifiedAs } from '../reference.ts';
import { fact } from '../rules.ts';
import { isExt, linksOn, type Saved, type State } from '../state.ts';
import type { RequestOf } from '../vocabulary/index.ts';

/** Whether the one who asks has a capability. */
export const capable = fact({
  field: 'capable',
  values: [false, true],
  reads: ['caller'],
  stateless: true,
  tell: (_, request: RequestOf<'prog_load' | 'prog_open'>) => request.caller === 'privileged',
});

const NAMED = [
  'none',
  'id-only',
  'fd-only',
  'closed',
  'wrong-kind',
  'prog',
  'no-btf',
  'no-such-id',
  'not-a-function',
  'static',
  'function',
] as const satisfies readonly Named[];

/** What the fd and the BTF id of a function come to. */
export const named = fact({
  field: 'function',
  values: NAMED,
  reads: ['target'],
  tell: (state, request: RequestOf<'prog_load' | 'link_create'>) => namedBy(state, request.target),
});

/** What the fd of an EXT or fentry program comes to. */
export const progKind = fact({
  field: 'prog',
  values: ['closed', 'wrong-kind', 'ext', 'fentry'],
  reads: ['prog'],
  tell: (state, request: RequestOf<'link_create' | 'raw_open'>) =>
    kindOf(state, request.prog) as Exclude<Kind, 'target'>,
});

/** Whether an EXT program and the function that is named fit each other, as far as they are looked at by themselves. */
export const fit = fact({
  field: 'fit',
  values: ['fits', 'packet', 'signature'],
  reads: ['prog', 'target'],
  tell: (state, request: RequestOf<'prog_load' | 'link_create'>) => {
    const at = request.target === 'none' ? undefined : meant(state, request.prog, request.target);
    return at === undefined ? 'fits' : fits(state, request.prog, at);
  },
});

/** Whether the target that is named is of the type, and of the expected_attach_type, that the program was verified for. */
export const verifiedFor = fact({
  field: 'verified',
  values: ['same', 'other'],
  reads: ['prog', 'target'],
  tell: (state, { prog, target }: RequestOf<'link_create'>) => {
    const at = target === 'none' ? undefined : meant(state, prog, target);
    return at === undefined || verifiedAs(state, at.target) === state.progs[prog]?.as ? 'same' : 'other';
  },
});

/** Whether a program still has the function it was loaded against: it may be spent, or nothing may have the id that was recorded. */
export const saved = fact({
  field: 'saved',
  values: ['spent', 'gone', 'there'],
  reads: ['prog'],
  tell: (state, { prog }: RequestOf<'link_create' | 'raw_open'>) => {
    const known = state.progs[prog]?.saved ?? undefined;
    return known === undefined ? 'spent' : known.target === 'none' ? 'gone' : 'there';
  },
});

/** What is on a function. */
function placeOf(state: State, at: Saved | undefined): 'free' | 'extended' | 'traced' {
  if (at === undefined || linksOn(state, at.target, at.function).length === 0) return 'free';
  return answering(state, at.target, at.function) === at.target ? 'traced' : 'extended';
}

const PLACES = ['free', 'extended', 'traced'] as const;

/** What is on the function that the attach is about. */
export const place = fact({
  field: 'place',
  values: PLACES,
  reads: ['prog', 'target'],
  tell: (state, { prog, target }: RequestOf<'link_create'>) => placeOf(state, meant(state, prog, target)),
});

/** What is on the function that the program was loaded against. */
export const savedPlace = fact({
  field: 'place',
  values: PLACES,
  reads: ['prog'],
  tell: (state, { prog }: RequestOf<'raw_open'>) => placeOf(state, meant(state, prog, 'none')),
});

/** Whether a target is in the prog_array. */
const isCallee = ({ array }: State, at: Saved | undefined) => array !== 'none' && at?.target === array;

/** Whether the target that the attach is about is in the prog_array. */
export const callee = fact({
  field: 'callee',
  values: [false, true],
  reads: ['prog', 'target'],
  tell: (state, { prog, target }: RequestOf<'link_create'>) => isCallee(state, meant(state, prog, target)),
});

/** Whether the target that the program was loaded against is in the prog_array. */
export const savedCallee = fact({
  field: 'callee',
  values: [false, true],
  reads: ['prog'],
  tell: (state, { prog }: RequestOf<'raw_open'>) => isCallee(state, meant(state, prog, 'none')),
});

/** What the fd of a link comes to. */
export const linkFd = fact({
  field: 'link',
  values: ['closed', 'wrong-kind', 'link'],
  reads: ['link'],
  tell: (state, { link }: RequestOf<'link_update' | 'link_detach' | 'link_update_hook'>) =>
    link === 'wrong-kind-fd' ? 'wrong-kind' : state.links[link]?.fd ? 'link' : 'closed',
});

/** Which of the two kinds of program is loaded. */
export const loadedKind = fact({
  field: 'kind',
  values: ['ext', 'fentry'],
  reads: ['prog'],
  tell: (state, { prog }: RequestOf<'prog_load'>) => (isExt(state, prog) ? 'ext' : 'fentry'),
});

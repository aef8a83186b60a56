import {
  type OptionalProgRef,
  type ProgType,
  type Relative,
  type Reply,
  setsLinkBit,
} from '../../spec/vocabulary/index.ts';
import { EBADF, EINVAL, ENOENT, OK } from '../replies.ts';
import { AFTER, BEFORE, REPLACE } from './bits.ts';
import type { Item, Link, Prog } from './objects.ts';
import type { State } from './state.ts';

/** An object on its way through a request. */
export interface Tuple {
  prog: Prog | null;
  link: Link | null;
  /** Whether it was named as a link. */
  asLink: boolean;
}

/** Scratch for the one request at hand. */
export const relativeTuple: Tuple = { prog: null, link: null, asLink: false };

function found(prog: Prog | null, link: Link | null, type: ProgType | null): Reply {
  if (type !== null && prog !== null && prog.type !== type) return EINVAL;
  relativeTuple.prog = prog;
  relativeTuple.link = link;
  return OK;
}

/** Resolves the object of a request; `type` is the subject's, or null without one. */
export function resolve(state: State, flags: number, named: Relative, type: ProgType | null): Reply {
  relativeTuple.prog = null;
  relativeTuple.link = null;
  relativeTuple.asLink = setsLinkBit(named);
  const { is } = named;
  if ((flags & (REPLACE | BEFORE | AFTER)) === 0) return is === 'none' ? OK : EINVAL;
  switch (is) {
    case 'none':
      return OK;
    case 'zero':
      return named.by === 'id' ? ENOENT : EINVAL;
    case 'closed-fd':
      return EBADF;
    case 'wrong-kind-fd':
      return EINVAL;
    case 'unknown-id':
      return ENOENT;
    case 'prog': {
      const prog = state.prog(named.name);
      if (named.by === 'fd') return prog.fdOpen ? found(prog, null, type) : EBADF;
      return prog.refs > 0 ? found(prog, null, type) : ENOENT;
    }
    case 'link': {
      const link = state.link(named.name);
      if (!link.alive) return named.by === 'fd' ? EBADF : ENOENT;
      return found(link.prog, link, type);
    }
  }
}

/** Whether an item is what the resolved object stands for; a link must be the item's own. */
export function isRelative(state: State, { prog, link }: Item): boolean {
  if (relativeTuple.prog !== prog) return false;
  if (state.fault === 'rfc/relative-link-not-compared') return true;
  return relativeTuple.link === null || relativeTuple.link === link;
}

/** Looks at the fd of a program that a request needs; `none` is fd 0, which is none. */
export function checkProg(state: State, ref: OptionalProgRef): Reply {
  switch (ref.is) {
    case 'none':
    case 'wrong-kind-fd':
      return EINVAL;
    case 'closed-fd':
      return EBADF;
    case 'prog': {
      const prog = state.prog(ref.name);
      if (!prog.fdOpen) return EBADF;
      return prog.type === state.takes ? OK : EINVAL;
    }
  }
}

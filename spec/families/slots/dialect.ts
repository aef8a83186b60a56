import { once } from '../../once.ts';
import type { Uapi } from '../../uapi.ts';
import { withFields } from '../../with-fields.ts';
import type { Flag, OptionalProgRef, Relative, Request } from './vocabulary/index.ts';

/** How a request that several versions of the interface have in common is said in one of them. */
export interface Dialect {
  /** A sentence about what is said differently, if anything. */
  readonly note: string | undefined;
  /** The request in this version; `undefined` where it cannot be said. What is said otherwise is one object for one value. */
  phrase(request: Request): Request | undefined;
}

const MERGED: Dialect = { note: undefined, phrase: (each) => each };

const NONE = { is: 'none' } as const;

/** The object to replace as the one object that the second RFC lets a request name. */
const asObject = once((target: OptionalProgRef): Relative => {
  switch (target.is) {
    case 'none':
      return NONE;
    case 'prog':
      return { is: 'prog', name: target.name, by: 'fd' };
    default:
      return { is: target.is, as: 'prog' };
  }
});

const withMulti = once((flags: readonly Flag[]): readonly Flag[] => [...flags, 'ALLOW_MULTI']);

const RFC: Dialect = {
  note: 'REPLACE names the program to replace in the field of the relative',
  phrase: (each) => {
    if (each.op !== 'prog_attach') return each;
    if (!each.flags.includes('REPLACE')) return each.replace.is === 'none' ? each : undefined;
    if (each.relative.is !== 'none') return undefined;
    return withFields(each, { relative: asObject(each.replace), replace: NONE });
  },
};

const CGROUP: Dialect = {
  note: 'every attach is made with ALLOW_MULTI, the one mode in which a list has several programs',
  phrase: (each) => {
    if (each.op !== 'prog_attach' || each.flags.includes('ALLOW_OVERRIDE')) return each;
    if (each.flags.includes('ALLOW_MULTI')) return undefined;
    return withFields(each, { flags: withMulti(each.flags) });
  },
};

const DIALECTS: Readonly<Record<string, Dialect>> = {
  mprog: MERGED,
  'mprog of the second RFC': RFC,
  cgroup: CGROUP,
  'cgroup of Linux 5.6': CGROUP,
  'cgroup of Linux 6.1': CGROUP,
};

/** The dialect of a version of the interface. */
export function dialectOf({ name }: Uapi): Dialect {
  return DIALECTS[name] ?? MERGED;
}

/** Whether two versions of the interface are about the same kind of hook and say the same things in the same way. */
export function sameDialect(a: Uapi, b: Uapi): boolean {
  return a.hook === b.hook && (dialectOf(a) === dialectOf(b) || a.name === b.name);
}

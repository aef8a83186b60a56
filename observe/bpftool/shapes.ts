import { z } from 'zod';
import { invalidAt } from '../../traces/issues.ts';
import { JsonTextError, parseJson } from '../../traces/json-text.ts';
import { TraceError } from '../../traces/trace-error.ts';

const Id = z.int().min(0);
const Name = z.string().optional();
/** A type that bpftool does not know is a number. */
const Type = z.union([z.string(), z.int()]);
const Row = z.looseObject;

const NetRow = Row({
  devname: z.string(),
  kind: z.string(),
  name: Name,
  prog_id: Id.optional(),
  link_id: Id.optional(),
});
const CgroupRow = Row({ id: Id, attach_type: Type, attach_flags: z.string().optional(), name: Name });
const LinkRow = Row({
  id: Id,
  type: Type,
  prog_id: Id.optional(),
  attach_type: Type.optional(),
  ifindex: Id.optional(),
  cgroup_id: Id.optional(),
  pinned: z.array(z.string()).optional(),
  pids: z.array(z.unknown()).optional(),
});

/** What each command of bpftool prints with -j. A field that is not read may be there. */
const SHAPES = {
  net: z.array(Row({ tc: z.array(NetRow) })),
  'cgroup show': z.array(CgroupRow),
  'cgroup tree': z.array(Row({ cgroup: z.string(), programs: z.array(CgroupRow) })),
  link: z.array(LinkRow),
  prog: z.array(Row({ id: Id, type: Type, tag: z.string(), name: Name })),
} as const;

type Shapes = { readonly [S in keyof typeof SHAPES]: z.output<(typeof SHAPES)[S]> };
export type CgroupShown = Shapes['cgroup show'][number];
export type NetShown = Shapes['net'][number]['tc'][number];

/** What a command of bpftool showed. */
export type Shown = { readonly [S in keyof Shapes]: { readonly by: S; readonly rows: Shapes[S] } }[keyof Shapes];

/** A field that the rows of one command have, and of no other. */
const MARKS: readonly (readonly [keyof Shapes, string])[] = [
  ['net', 'tc'],
  ['cgroup tree', 'cgroup'],
  ['prog', 'tag'],
  ['link', 'type'],
  ['cgroup show', 'attach_type'],
];

/** Whether a text is JSON rather than a log: it begins as a list or an object does. */
export const looksLikeJson = (text: string): boolean => /^\s*[[{]/.test(text);

function document(path: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonTextError) throw new TraceError(`${path}: ${error.message}`);
    throw error;
  }
}

/** Reads what bpftool printed with -j; every failure is a TraceError with its place. */
export function readShown(path: string, text: string): Shown {
  const read = document(path, text);
  const [first] = Array.isArray(read) ? read : [read];
  const by = MARKS.find(([, mark]) => typeof first === 'object' && first !== null && mark in first)?.[0];
  if (by === undefined || !Array.isArray(read))
    throw new TraceError(
      `${path}: expected what bpftool -j prints for net, link, prog, "cgroup show" or "cgroup tree", found ${
        Array.isArray(read) ? (read.length === 0 ? 'a list of nothing' : 'a list of something else') : 'no list'
      }`,
    );
  const result = SHAPES[by].safeParse(read);
  if (result.success) return { by, rows: result.data } as Shown;
  throw invalidAt(path, result.error.issues, read);
}

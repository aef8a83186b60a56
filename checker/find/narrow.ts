import type { Labelling, RequestSource, State } from '../../spec/semantics.ts';

/** What requests must do without, on a way. */
export interface Narrowing {
  /** Flags and operations that no request has. */
  readonly without: readonly string[];
  /** The programs and links that requests may use, and how others may be named. Everything may be used, where it is left out. */
  readonly owned?: {
    readonly names: ReadonlySet<string>;
    readonly mayName: (field: string, value: unknown) => boolean;
  };
}

/** The values that a field may still have. */
function allows({ without, owned }: Narrowing, field: string, value: unknown, names: string | undefined): boolean {
  if (Array.isArray(value) && value.some((each) => without.includes(each))) return false;
  return owned === undefined || names === undefined || owned.names.has(names) || owned.mayName(field, value);
}

/** The requests of a source that keep to a narrowing. */
export function narrowed(source: RequestSource, narrowing: Narrowing): RequestSource {
  const { uapi, vocabulary } = source;
  return {
    uapi,
    vocabulary,
    ops: source.ops.filter((op) => !narrowing.without.includes(op)),
    fields: (op) => source.fields(op),
    hooks: (op) => source.hooks(op),
    options: (op: string, field: string, state: State, hook: string, reduced: boolean) =>
      source
        .options(op, field, state, hook, reduced)
        .filter(({ value, names }) => allows(narrowing, field, value, names)),
  };
}

/** A labelling under which some objects keep their names: no other may stand for them. */
export function pinned({ canonical, classes }: Labelling, names: readonly string[]): Labelling {
  if (names.length === 0) return { canonical, classes };
  const own = names.map((name) => [name, `=${name}`] as const);
  return {
    canonical: new Map([...canonical, ...own]),
    classes: new Map([...classes].filter(([name]) => !names.includes(name))),
  };
}

/** What requests can say under one version of the interface. Two semantics with equal ones can be asked the same things. */
export interface Uapi {
  readonly name: string;
  /** The kind of hook its requests are about. */
  readonly hook: string;
  /**
   * The fields of every operation there is that a request may vary, in the order in which the command looks at them; the
   * hook varies outside of these.
   */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** The flags that requests of an operation are made with, known to it or known to be refused; an unknown one comes on top. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
}

/** The operations there are. */
export function opsOf({ fields }: Uapi): readonly string[] {
  return Object.keys(fields);
}

/** The fields of an operation that vary, in the order in which the command looks at them; none where there is no such operation. */
export function fieldsOf({ fields }: Uapi, op: string): readonly string[] {
  return fields[op] ?? [];
}

/** Whether requests of two interfaces have the same operations, fields and flags. */
export const saysTheSame = (a: Uapi, b: Uapi): boolean =>
  JSON.stringify([a.fields, a.flags]) === JSON.stringify([b.fields, b.flags]);

/** A value as strace prints it. */
export type Value =
  | { readonly is: 'number'; readonly number: number; readonly path?: string }
  | { readonly is: 'name'; readonly name: string; readonly path?: string }
  | { readonly is: 'text'; readonly text: string; readonly cut: boolean }
  | { readonly is: 'call'; readonly name: string; readonly args: readonly Value[] }
  | { readonly is: 'bits'; readonly of: readonly Value[] }
  | { readonly is: 'list'; readonly of: readonly Value[] }
  | Struct
  | { readonly is: 'change'; readonly before: Value; readonly after: Value }
  | { readonly is: 'hidden' };

/** A struct; `hidden` where strace left fields out (`...`). */
export interface Struct {
  readonly is: 'struct';
  readonly fields: Readonly<Record<string, Value>>;
  readonly hidden: boolean;
}

/** What a system call came to: a number, perhaps an fd with what is behind it, an errno, or nothing that is known (`?`). */
export type Returned =
  | { readonly is: 'number'; readonly number: number; readonly path?: string }
  | { readonly is: 'errno'; readonly errno: string }
  | { readonly is: 'unknown' };

/** The arguments of a system call, and what it came to. An argument with a name (`child_tidptr=`) is in `named`. */
export interface Parsed {
  readonly args: readonly Value[];
  readonly named: Readonly<Record<string, Value>>;
  readonly returned: Returned;
}

/** One system call, from the line where it begins to the line where it ends (both from 1 on). */
export interface Call {
  readonly is: 'call';
  readonly pid: number;
  readonly name: string;
  readonly from: number;
  readonly line: number;
  /** The text behind the name, as far as the result. */
  readonly text: string;
}

/** A thread that takes over the pid of its process, which is in execve(2). */
export interface Takeover {
  readonly is: 'takeover';
  readonly pid: number;
  readonly over: number;
  readonly line: number;
}

/** The end of a process. */
export interface Exit {
  readonly is: 'exit';
  readonly pid: number;
  readonly line: number;
}

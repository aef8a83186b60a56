import { grammar } from 'ohm-js';
import { quote } from '../../spec/vocabulary/quote.ts';
import { TraceError } from '../../traces/trace-error.ts';

/** An argument of a call, as a program says it. */
export type Arg =
  | { readonly is: 'number'; readonly number: number }
  | { readonly is: 'variable'; readonly name: string; readonly changed: boolean }
  | { readonly is: 'result'; readonly name: string; readonly value: Arg }
  | { readonly is: 'pointer'; readonly to: Arg | undefined }
  | { readonly is: 'bytes'; readonly bytes: string }
  | { readonly is: 'list'; readonly of: readonly Arg[] }
  | { readonly is: 'union'; readonly name: string; readonly of: Arg | undefined }
  | { readonly is: 'auto' }
  | { readonly is: 'nil' };

/** One call of a program. */
export interface SyzCall {
  /** The line that it begins at, from 1 on. */
  readonly line: number;
  readonly name: string;
  /** The variable that its result goes to. */
  readonly variable: string | undefined;
  readonly args: readonly Arg[];
  /** What it is to be done with, such as `async`. */
  readonly properties: readonly string[];
}

/** Source of the forms: docs/program_syntax.md of syzkaller, and prog/encoding.go. Lines that a mailer broke are read too. */
const GRAMMAR = grammar(String.raw`
  Syzkaller {
    Program = Call*
    Call = Assigned? name "(" ListOf<Arg, ","> ")" Properties?
    Assigned = variable "="
    Properties = "(" ListOf<Property, ","> ")"
    Property = word (":" digit+)?

    Arg = Result | Pointer | Bytes | Struct | Array | Union | Variable | number | auto | nil
    Result = "<" variable "=>" Arg
    Pointer = "&" Address ("=" any_)? Pointed?
    Pointed = "=" Arg
    Address = auto                 -- auto
            | "(" number Part? ")" -- number
    Part = ("/" | "-" | "+") number
    Bytes = (quoted | encoded | hex) Room?
    Room = "/" digit+
    Struct = "{" ListOf<Arg, ","> "}"
    Array = "[" ListOf<Arg, ","> "]"
    Union = "@" word ("=" Arg)?
    Variable = variable Part*

    space += comment
    comment = "#" (~"\n" any)*
    variable = "r" digit+ ~wordPart
    name = letter wordPart* ("$" wordPart+)?
    word = wordPart+
    wordPart = alnum | "_"
    auto = "AUTO" ~wordPart
    any_ = "ANY" ~wordPart
    nil = "nil" ~wordPart
    number = "0x" hexDigit+ -- hex
           | digit+         -- decimal
    quoted = "'" char* "'"
    char = "\\" any -- escaped
         | ~"'" any -- plain
    encoded = "\"$" (~"\"" any)* "\""
    hex = "\"" hexDigit* "\""
  }
`);

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f', a: '\x07', b: '\b' };

const unescaped = (text: string): string =>
  text.replace(/\\(x[0-9a-fA-F]{2}|.)/gs, (_, sign: string) =>
    sign.length === 3 ? String.fromCharCode(Number.parseInt(sign.slice(1), 16)) : (ESCAPES[sign] ?? sign),
  );

/** A number of 64 bits, with sign: 0xffffffffffffffff is -1. */
const numberOf = (text: string): number => Number(BigInt.asIntN(64, BigInt(text)));

const MEANING = GRAMMAR.createSemantics()
  .addOperation<Arg>('arg', {
    Result: (_, variable, _is, value) => ({ is: 'result', name: variable.sourceString, value: value.arg() }),
    Pointer: (_, _address, _is, _any, to) => ({ is: 'pointer', to: to.children[0]?.arg() }),
    Pointed: (_, arg) => arg.arg(),
    Bytes: (bytes, _room) => bytes.arg(),
    Struct: (_, list, _end) => ({ is: 'list', of: list.asIteration().children.map((each) => each.arg()) }),
    Array: (_, list, _end) => ({ is: 'list', of: list.asIteration().children.map((each) => each.arg()) }),
    Union: (_, name, _is, of) => ({ is: 'union', name: name.sourceString, of: of.children[0]?.arg() }),
    Variable: (variable, parts) => ({
      is: 'variable',
      name: variable.sourceString,
      changed: parts.children.length > 0,
    }),
    number: (number) => ({ is: 'number', number: numberOf(number.sourceString) }),
    auto: (_) => ({ is: 'auto' }),
    nil: (_) => ({ is: 'nil' }),
    quoted: (_, text, _end) => ({ is: 'bytes', bytes: unescaped(text.sourceString) }),
    // What is compressed is an image of a file system, and nothing that is read here.
    encoded: (_, _text, _end) => ({ is: 'bytes', bytes: '' }),
    hex: (_, digits, _end) => ({
      is: 'bytes',
      bytes: (digits.sourceString.match(/../g) ?? [])
        .map((byte) => String.fromCharCode(Number.parseInt(byte, 16)))
        .join(''),
    }),
  })
  .addOperation<SyzCall>('call', {
    Call: (assigned, name, _, args, _end, properties) => ({
      line: name.source.startIdx,
      name: name.sourceString,
      variable: assigned.children[0]?.children[0]?.sourceString,
      args: args.asIteration().children.map((each) => each.arg()),
      properties: properties.children.flatMap((each) =>
        each.children[1]!.asIteration().children.map((property) => property.sourceString),
      ),
    }),
  })
  .addOperation<readonly SyzCall[]>('calls', { Program: (calls) => calls.children.map((each) => each.call()) });

/** Whether a text is a program of syzkaller: a line of it assigns to a variable r0, r1, …, or calls a variant such as bpf$PROG_LOAD. */
export const looksLikeSyzkaller = (text: string): boolean =>
  /^\s*(?:r\d+ = [a-z_]\w*(?:\$\w+)?\(|[a-z_]\w*\$\w+\()/m.test(text);

/** The head of a program in a log of syzkaller. */
const HEAD = /^.*\bexecuting program \d+.*$/gm;

/** The calls of a program, in order; a TraceError with the line at the first thing that is none. */
export function callsOf(path: string, text: string): readonly SyzCall[] {
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
  const heads = [...text.matchAll(HEAD)];
  if (heads.length > 1)
    throw new TraceError(
      `${path}:${lineOf(heads[1]!.index)}: expected one program, found the beginning of another; leave one in the file`,
    );
  const program = text.replace(HEAD, (head) => ' '.repeat(head.length));
  const match = GRAMMAR.match(program, 'Program');
  if (match.failed()) {
    const at = match.getRightmostFailurePosition();
    const expected = String(match.shortMessage).replace(/^.*?expected /s, '');
    const rest = program.slice(at);
    const isEnd = rest.trim() === '';
    const line = lineOf(isEnd ? program.trimEnd().length : at);
    throw new TraceError(
      `${path}:${line}: expected ${expected}, found ${isEnd ? 'the end' : quote(rest.split('\n')[0]!)}`,
    );
  }
  const calls: readonly SyzCall[] = MEANING(match).calls();
  return calls.map((call) => ({ ...call, line: lineOf(call.line) }));
}

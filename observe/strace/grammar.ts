import { grammar } from 'ohm-js';
import type { Parsed, Returned, Struct, Value } from './value.ts';

/** The text of one system call behind its name: arguments and result. Source of the forms: strace 6.1 and 7.2. */
const GRAMMAR = grammar(String.raw`
  Strace {
    Call = "(" ListOf<Arg, ","> ")" "=" Returned

    Arg = Named | Value
    Named = ident "=" Value

    Value = Term "=>" Value  -- change
          | Term
    Term = Struct | List | text | Bits
    Bits = Atom ("|" Atom)*
    Atom = CallOf | number | name | hidden
    CallOf = ident "(" ListOf<Value, ","> ")"

    Struct = "{" ListOf<Field, ","> "}"
    Field = Named | Value
    List = "~"? "[" ListOf<Value, ","> "]"

    Returned = error detail? spent?    -- error
             | number "(" until ")" spent?  -- flags
             | number spent?            -- number
             | "?" any*                 -- unknown

    space += comment
    comment = "/*" (~"*/" any)* "*/"
    detail = "(" until ")"
    until = (~(")" space* ("<" digit+ "." | end)) any)*
    spent = "<" digit+ "." digit+ ">"
    error = "-1" space+ errno
    errno = "E" (upper | digit)+
    ident = (letter | "_") (alnum | "_")*
    number = "-"? digits path?
    digits = "0x" hexDigit+ -- hex
           | digit+         -- decimal
    name = ident path?
    hidden = "..."
    path = "<" ~(digit+ "." digit+ ">") inside* ">" "(deleted)"?
    inside = "[" (~("]" | "\n") any)* "]" -- brackets
           | path
           | ~("<" | ">") any             -- other
    text = "\"" char* "\"" "..."? 
    char = "\\" any -- escaped
         | ~"\"" any -- plain
  }
`);

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f', a: '\x07', b: '\b' };

/** A string as strace escapes it, one character for each byte. */
function unescaped(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)/g, (_, sign: string) => {
    if (/^x./.test(sign)) return String.fromCharCode(Number.parseInt(sign.slice(1), 16));
    if (/^[0-7]/.test(sign)) return String.fromCharCode(Number.parseInt(sign, 8));
    return ESCAPES[sign] ?? sign;
  });
}

function numberOf(text: string): number {
  const [sign, digits] = text.startsWith('-') ? [-1, text.slice(1)] : [1, text];
  return sign * (/^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits));
}

/** `<…>` without the brackets; what is deleted says so. */
const inner = (path: string) => path.replace(/^<(.*)>(\(deleted\))?$/s, '$1$2');

const withPath = (path: string) => (path === '' ? {} : { path: inner(path) });

function structOf(fields: readonly (readonly [string, Value])[]): Struct {
  return {
    is: 'struct',
    fields: Object.fromEntries(fields.filter(([name]) => name !== '')),
    hidden: fields.some(([name, { is }]) => name === '' && is === 'hidden'),
  };
}

const MEANING = GRAMMAR.createSemantics()
  .addOperation<Value>('value', {
    Value_change: (before, _, after) => ({ is: 'change', before: before.value(), after: after.value() }),
    Bits: (first, _, others) =>
      others.numChildren === 0
        ? first.value()
        : { is: 'bits', of: [first.value(), ...others.children.map((each) => each.value())] },
    CallOf: (name, _, args, _end) => ({
      is: 'call',
      name: name.sourceString,
      args: args.asIteration().children.map((each) => each.value()),
    }),
    Struct: (_, fields, _end) => structOf(fields.asIteration().children.map((each) => each.pair())),
    List: (_, _begin, list, _end) => ({ is: 'list', of: list.asIteration().children.map((each) => each.value()) }),
    number: (sign, digits, path) => ({
      is: 'number',
      number: numberOf(sign.sourceString + digits.sourceString),
      ...withPath(path.sourceString),
    }),
    name: (name, path) => ({ is: 'name', name: name.sourceString, ...withPath(path.sourceString) }),
    hidden: (_) => ({ is: 'hidden' }),
    text: (_, text, _end, more) => ({
      is: 'text',
      text: unescaped(text.sourceString),
      cut: more.sourceString !== '',
    }),
  })
  .addOperation<readonly [string, Value]>('pair', {
    Named: (name, _, value) => [name.sourceString, value.value()],
    Value: (value) => ['', value.value()],
  })
  .addOperation<Returned>('returned', {
    Returned_error: (error, _detail, _spent) => ({ is: 'errno', errno: error.sourceString.replace(/^-1\s+/, '') }),
    Returned_flags: (number, _begin, _flags, _end, _spent) => number.value(),
    Returned_number: (number, _spent) => number.value(),
    Returned_unknown: (_, _any) => ({ is: 'unknown' }),
  })
  .addOperation<Parsed>('call', {
    Call: (_, list, _end, _is, returned) => {
      const pairs: (readonly [string, Value])[] = list.asIteration().children.map((each) => each.pair());
      return {
        args: pairs.filter(([name]) => name === '').map(([, value]) => value),
        named: Object.fromEntries(pairs.filter(([name]) => name !== '')),
        returned: returned.returned(),
      };
    },
  });

/** What is wrong with the text of a call: the place in it (from 0 on), and what strace prints there. */
export interface Wrong {
  readonly at: number;
  readonly expected: string;
}

/** The arguments of a call and its result, from its text behind the name. */
export function parseCall(text: string): Parsed | Wrong {
  const match = GRAMMAR.match(text, 'Call');
  if (!match.failed()) return MEANING(match).call() as Parsed;
  return { at: match.getRightmostFailurePosition(), expected: String(match.shortMessage).replace(/^.*?expected /, '') };
}

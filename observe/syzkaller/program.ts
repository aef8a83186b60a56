import type { Trace } from '../../traces/format.ts';
import { Attribute } from '../attribute.ts';
import { HANDLERS } from '../commands.ts';
import { commandOf } from '../numbers.ts';
import type { Observed } from '../observe.ts';
import type { Part } from '../part.ts';
import type { Process } from '../processes.ts';
import type { ReadProgram } from '../report.ts';
import type { Parsed, Value } from '../strace/value.ts';
import { traceWith } from '../trace.ts';
import { type Reading, World } from '../world.ts';
import { type Arg, callsOf, type SyzCall } from './grammar.ts';
import { byId, fieldsOf, isLaidOut, Unreadable } from './layout.ts';
import { resultsIn, STANDARD, textIn, Variables } from './variables.ts';

/** The command that a call of bpf(2) makes: the number, whatever the description of the call says; by its name where that is left to syzkaller. */
const BY_NAME: Readonly<Record<string, number>> = {
  PROG_LOAD: 5,
  OBJ_PIN: 6,
  OBJ_GET: 7,
  BPF_PROG_ATTACH: 8,
  BPF_PROG_DETACH: 9,
  BPF_PROG_GET_FD_BY_ID: 13,
  BPF_GET_PROG_INFO: 15,
  BPF_PROG_QUERY: 16,
  BPF_LINK_CREATE: 28,
  BPF_LINK_UPDATE: 29,
  LINK_GET_FD_BY_ID: 30,
  LINK_DETACH: 34,
};

/** The bits of a directory that is a cgroup of version 2: where syzkaller mounts it, or where hosts have it. */
const CGROUP2 = /^(?:\.\/|\/)?(?:sys\/fs\/)?(cgroup(?:\/[\w-]+)*)\/?$/;

/** Calls that return no fd. */
const NO_FD =
  /^close$|^bpf\$(?:BPF_(?:PROG_ATTACH|PROG_DETACH|PROG_QUERY|LINK_UPDATE|GET_\w+_INFO)|LINK_DETACH|OBJ_PIN\w*)$/;

/** ioctl(2): the index of a device by its name. */
const SIOCGIFINDEX = 0x8933;

const AS_NUMBER = (number: number): Value => ({ is: 'number', number });

/** Follows a program call by call, with what each call asks for and no outcome. */
class Program {
  readonly world: World;
  readonly left: ReadProgram['left'][number][] = [];
  readonly #process: Process;
  readonly #variables = new Variables();

  constructor(path: string, reading: Reading) {
    this.world = new World(path, { ...reading, empty: true, untold: true });
    // The program says what every fd is, or it is no fd.
    this.world.paths = true;
    this.#process = this.world.processes.get(0);
    for (const fd of STANDARD) this.world.open(this.#process, fd, { is: 'other' }, false);
  }

  follow(call: SyzCall): void {
    this.world.now = { line: call.line, overlap: undefined };
    const [base] = call.name.split('$');
    const results = [...new Set(call.args.flatMap((arg) => [...resultsIn(arg)]))];
    for (const name of results) this.#variables.set(name, { is: 'untold' });
    try {
      if (base === 'bpf') this.#bpf(call);
      else if (base === 'close' && call.args[0] !== undefined) this.#close(call);
      else if (base === 'dup' && call.args[0] !== undefined) this.#dup(call, call.args[0]);
      else if (/^openat2?$|^open$/.test(base!)) this.#open(call);
      else this.#other(call);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.left.push({ line: call.line, what: call.name, why: error.message, steps: 1 });
      this.#bindOther(call);
    }
    if (!NO_FD.test(call.name)) this.#variables.mayOpen();
  }

  /** A call that says nothing of hooks: what it returns is no program and no link. */
  #other(call: SyzCall): void {
    if (call.name.startsWith('ioctl') && this.#deviceIn(call)) return;
    this.world.skip(call.name);
    this.#bindOther(call);
  }

  #bindOther({ variable }: SyzCall): void {
    if (variable === undefined) return;
    const fd = this.#variables.freshFd();
    this.world.open(this.#process, fd, { is: 'other' }, false);
    this.#variables.set(variable, { is: 'fd', fd });
  }

  /** The index of a device that is asked for by its name. */
  #deviceIn({ args: [, command, request] }: SyzCall): boolean {
    if (command?.is !== 'number' || command.number !== SIOCGIFINDEX || request?.is !== 'pointer') return false;
    const [name, index] = request.to?.is === 'list' ? request.to.of : [];
    const text = textIn({ is: 'pointer', to: name })?.text ?? '';
    const [variable] = index === undefined ? [] : [...resultsIn(index)];
    if (variable === undefined || text === '') return false;
    this.#variables.set(variable, { is: 'device', device: text });
    return true;
  }

  #open(call: SyzCall): void {
    const { name, args, variable } = call;
    const [directory, file] = name.startsWith('openat') ? args : [undefined, args[0]];
    const above = directory?.is === 'variable' ? this.#variables.get(directory.name) : undefined;
    // Where a program leaves out the path of openat$cgroup_root, syzkaller chooses it, and each time the same.
    const text = textIn(file)?.text ?? (name === 'openat$cgroup_root' ? './cgroup/left-out' : '');
    const whole = above?.is === 'directory' ? `${above.path}/${text.replace(/^\.\//, '')}` : text;
    const path = CGROUP2.exec(whole)?.[1];
    if (variable === undefined || path === undefined) {
      this.#other(call);
      return;
    }
    const fd = this.#variables.freshFd();
    this.world.open(this.#process, fd, { is: 'other' }, false);
    this.#variables.set(variable, { is: 'directory', fd, path: `/${path}` });
  }

  #close({ args: [first], name }: SyzCall): void {
    if (first!.is !== 'variable') {
      this.world.skip(name);
      return;
    }
    const fd = this.#variables.fd('fd', first!);
    this.#process.fds.close(fd);
    this.#variables.closed(fd);
  }

  #dup({ variable }: SyzCall, from: Arg): void {
    const file = this.#process.fds.get(this.#variables.fd('fd', from));
    if (variable === undefined) throw new Unreadable('its result has no variable');
    const fd = this.#variables.freshFd();
    if (file !== undefined) this.#process.fds.open(fd, file, false);
    const bound = from.is === 'variable' ? this.#variables.get(from.name) : undefined;
    this.#variables.set(variable, bound?.is === 'directory' ? { ...bound, fd } : { is: 'fd', fd });
  }

  #bpf(call: SyzCall): void {
    const { name, args, variable, properties } = call;
    const [first, pointer, size] = args;
    const variant = name.replace(/^bpf\$?/, '').replace(/_(XDP|MAP|PROG)$/, '');
    const number = first?.is === 'number' ? first.number : (BY_NAME[variant] ?? -1);
    const command = commandOf(number);
    // The description of a link of XDP has one attach type, which is left out where nothing follows.
    const isXdp = name === 'bpf$BPF_LINK_CREATE_XDP' && isShort(pointer);
    if (command === undefined || command === 'MAP_CREATE' || command === 'BTF_LOAD' || isXdp) {
      this.#other(call);
      return;
    }
    if (properties.length > 0) throw new Unreadable(`it is called with ${properties.join(', ')}`);
    if (name.startsWith('bpf$auto') || !isLaidOut(number)) throw new Unreadable('its description is not read');
    const fd = variable === undefined && command !== 'LINK_CREATE' ? undefined : this.#variables.freshFd();
    const fields: Record<string, Value> = this.#fields(number, pointer, size);
    if (variable !== undefined && fd !== undefined) this.#variables.set(variable, { is: 'fd', fd });
    if (command === 'PROG_LOAD' && variable !== undefined)
      fields.prog_name = { is: 'text', text: variable, cut: false };
    const parsed: Parsed = {
      args: [AS_NUMBER(number), { is: 'struct', fields, hidden: false }, AS_NUMBER(128)],
      named: {},
      returned: { is: 'number', number: fd ?? 0 },
    };
    const attribute = new Attribute(`${this.world.path}:${call.line}`, parsed);
    HANDLERS[command]({
      world: this.world,
      process: this.#process,
      attribute,
      returned: returnedOf(fd),
      outcome: 'untold',
    });
  }

  #fields(command: number, pointer: Arg | undefined, size: Arg | undefined): Record<string, Value> {
    const said = fieldsOf(command, pointer, size);
    const isId = byId(said);
    const fields: Record<string, Value> = {};
    for (const [name, arg] of said) {
      if (name === 'target_fd') continue;
      fields[name] = this.#variables.value(name, arg, name === 'relative_fd' && isId);
    }
    const target = said.get('target_fd');
    const { attach_type: type } = fields;
    if (target !== undefined && type?.is === 'number') fields.target_fd = this.#variables.target(target, type.number);
    const [variable] = command === 15 ? idIn(said.get('info')) : [];
    if (variable !== undefined) fields.id = AS_NUMBER(this.#variables.setId(variable));
    return fields;
  }
}

const isShort = (pointer: Arg | undefined): boolean =>
  pointer?.is === 'pointer' && pointer.to?.is === 'list' && pointer.to.of.length < 3;

const returnedOf = (fd: number | undefined) =>
  fd === undefined ? ({ is: 'unknown' } as const) : ({ is: 'number', number: fd } as const);

/** The variable that the id of a program or link goes to: the second field of both. */
function idIn(info: Arg | undefined): readonly string[] {
  const to = info?.is === 'pointer' ? info.to : undefined;
  return to?.is === 'list' && to.of[1] !== undefined ? [...resultsIn(to.of[1])] : [];
}

const traceOf = (path: string, part: Part): Trace =>
  traceWith(path, part, {
    told: 'what a program of syzkaller asks',
    kind: 'hand',
    steps: part.judged.map(({ step }) => step),
  });

/** The calls of a program at hooks that are read, as requests without outcomes; a TraceError with the line where it is no program. */
export function programShown(path: string, text: string, reading: Reading): Observed {
  const program = new Program(path, reading);
  for (const call of callsOf(path, text)) program.follow(call);
  const { world, left } = program;
  const parts = [...world.parts.values()].filter(({ judged, unjudged }) => judged.length + unjudged.length > 0);
  const read: ReadProgram = {
    parts: parts.map(({ name, spec, hooks, judged }) => ({
      name,
      profile: spec.profile.name,
      hooks: Object.fromEntries(hooks),
      requests: judged.map(({ line, said }) => ({ line, said })),
    })),
    left: [...left, ...parts.flatMap(({ unjudged }) => unjudged.map((each) => ({ ...each })))].toSorted(
      (a, b) => a.line - b.line,
    ),
    skipped: [...world.skipped].map(([what, lines]) => ({ what, lines: [...lines] })),
  };
  const asked = read.parts.some(({ requests }) => requests.length > 0);
  return {
    file: {
      file: path,
      result: asked || read.left.length > 0 ? 'inconclusive' : 'skipped',
      parts: [],
      program: read,
      skipped: {},
    },
    traces: parts.filter(({ judged }) => judged.length > 0).map((part) => traceOf(path, part)),
    unanswered: true,
  };
}

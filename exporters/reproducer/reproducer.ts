import { FLAG_BITS } from '../../spec/families/slots/vocabulary/index.ts';
import type { TraceFile } from '../../traces/trace-file.ts';
import type { Call, HookToMake, Program, Script, Shown, Step, Value } from '../script.ts';
import { scriptOf } from '../script-of.ts';
import { ATTACH_TYPES, PROG_TYPES } from '../uapi.ts';
import { calls, LINK_ID, shows } from './helpers.ts';
import { callLines } from './lines.ts';
import { Numbers } from './numbers.ts';
import { belowMount, inNamespace, pathOf } from './places.ts';
import { TooMuch } from './too-much.ts';
import { xdpReproducer } from './xdp.ts';

/** An fd that is not open, and an id that no object has. */
const CLOSED_FD = 4000;
const UNKNOWN_ID = 0x7fffffff;

/** The index of `lo` in every network namespace. */
const LOOPBACK = 1;

/**
 * A short C program that makes the requests of a trace and says what comes of each: it ends with 0 where all is as in the trace, 1 where
 * something is not, 2 where it cannot begin. It is for a person to read: of a trace that needs more than a few functions there is none,
 * but the reason.
 */
export function reproducerOf(file: TraceFile): { readonly text: string } | { readonly reason: string } {
  try {
    if (file.trace.family === 'xdp') return { text: xdpReproducer(file.trace) };
    const script = scriptOf(file, { kinds: ['tcx', 'netkit', 'cgroup'] });
    return typeof script === 'string' ? { reason: script } : { text: new Reproducer(script).text() };
  } catch (error) {
    if (error instanceof TooMuch) return { reason: error.message };
    throw error;
  }
}

class Reproducer {
  readonly #script: Script;
  readonly #first: HookToMake;
  readonly #numbers = new Numbers(
    ['PROG_LOAD', 'PROG_LOAD'],
    ['GET_INFO', 'OBJ_GET_INFO_BY_FD'],
    ['PROG_QUERY', 'PROG_QUERY'],
  );
  #namesLinksById = false;
  #expectsRevisions = false;
  /** What was last expected of each list. */
  readonly #seen = new Map<string, string>();
  /** The list that was checked last. */
  #last = '';
  /** The programs that a list shows by name: those that were not there before the first step, and what a step names. */
  readonly #named: readonly string[];

  constructor(script: Script) {
    this.#script = script;
    const { hooks, devices, foreignLinks, programs, prefill, steps } = script;
    const [first] = hooks;
    if (first === undefined) throw new TooMuch('no hook');
    if (devices.length > 1 || (hooks.length > 1 && 'type' in first)) throw new TooMuch('several devices');
    if (hooks.some(({ attachType }) => attachType !== first.attachType))
      throw new TooMuch('hooks of several attach types');
    if (programs.length === 0) throw new TooMuch('no program');
    if (foreignLinks.length > 0) throw new TooMuch('links of another kind of hook');
    if (programs.some((each) => each.type !== programs[0]!.type)) throw new TooMuch('programs of several types');
    this.#first = first;
    const filled = new Set(prefill.map(({ prog }) => prog));
    const asked = new Set(steps.flatMap(({ call }) => namesIn(call)));
    this.#named = programs.map(({ name }) => name).filter((name) => asked.has(name) || !filled.has(name));
    if (first.at === 'cgroup') this.#numbers.named('EFFECTIVE', 1);
  }

  text(): string {
    const { hooks, steps, programs } = this.#script;
    const attachType = this.#type();
    const body = [
      ...this.#making(),
      ...steps.flatMap((step, at) => this.#step(step, at === steps.length - 1)),
      ...this.#ending(),
    ];
    const isAtDevice = this.#first.at === 'device';
    const links = this.#script.links.filter((link) => steps.some(makes(link)));
    const isMade = isAtDevice && this.#first.type !== undefined;
    const targets = hooks.map(({ name }) => `${name}${isAtDevice && !isMade ? ` = ${LOOPBACK}` : ''}`);
    const variables = `static int ${[...targets, ...links, ...(this.#expectsRevisions ? ['revision'] : []), 'failed'].join(', ')};`;
    const headers = isAtDevice ? ['sched.h', ...(isMade ? ['net/if.h', 'stdlib.h'] : [])] : ['fcntl.h', 'sys/stat.h'];
    const all = ['errno.h', ...headers, 'stdint.h', 'stdio.h', 'string.h', 'sys/syscall.h', 'unistd.h'].toSorted();
    const program = programs[0]!;
    const filler = this.#script.prefill.some(({ prog }) => !this.#named.includes(prog)) ? ['filler'] : [];
    const names = [...this.#named, ...filler].join(', ');
    return [
      '/* Attributes of bpf(2) are words here, in the order of the uapi. */',
      ...(isAtDevice ? [] : ['/* Argument: where cgroup2 is mounted (default: /sys/fs/cgroup). */']),
      '#define _GNU_SOURCE',
      ...all.map((name) => `#include <${name}>`),
      '',
      ...this.#numbers.lines(),
      variables,
      calls(names, PROG_TYPES[program.type]!, loadedFor(program), returning(program)).trim(),
      ...(this.#namesLinksById ? [LINK_ID.trimEnd()] : []),
      shows(attachType, this.#named, !isAtDevice, this.#expectsRevisions).trimEnd(),
      '',
      `int main(${isAtDevice ? 'void' : 'int count, char **words'})`,
      '{',
      ...body.map((line) => `\t${line}`),
      '}',
      '',
    ].join('\n');
  }

  #making(): readonly string[] {
    const begin = this.#first.at === 'device' ? inNamespace(this.#first) : belowMount(this.#script.hooks);
    return [...begin, ...this.#named.map((name) => `load(&${name});`), ...this.#filling(this.#script.prefill)];
  }

  /** Attaches what is there before the first step: in a loop what no step names. */
  #filling(prefill: Script['prefill']): readonly string[] {
    const lines: string[] = [];
    for (let at = 0; at < prefill.length; ) {
      const { hook, prog, flags } = prefill[at]!;
      const rest = prefill.slice(at);
      const end = rest.findIndex((each) => each.hook !== hook || this.#named.includes(each.prog));
      const unnamed = end === -1 ? rest.length : end;
      const attach = (fd: string) => this.#numbers.bpf('PROG_ATTACH', [hook, fd, this.#type(), this.#bits(flags)]);
      if (unnamed === 0) lines.push(...callLines('', [attach(`${prog}.fd`)], ';'));
      else {
        lines.push(`for (int i = 0; i < ${unnamed}; i++) {`, '\tload(&filler);');
        lines.push(...callLines('\t', [attach('filler.fd')], ';'), '}');
      }
      at += Math.max(1, unnamed);
    }
    return lines;
  }

  #ending(): readonly string[] {
    const dirs = this.#script.hooks.flatMap((hook) => (hook.at === 'cgroup' ? [pathOf(hook)] : [])).toReversed();
    return [...dirs.map((path) => `rmdir("${path}");`), 'return failed;'];
  }

  #step({ title, call, outcome, view, hooks }: Step, isLast: boolean): readonly string[] {
    if (call.call === 'prog_query' && outcome !== 'ok') throw new TooMuch('a query that fails');
    const expected = outcome === 'ok' ? '0' : outcome;
    const said = JSON.stringify(title.replace(/ {2,}/g, ' '));
    const shown = [...(view === undefined || !('hook' in call) ? [] : [{ hook: call.hook, shows: view }]), ...hooks];
    const lists = new Map(
      shown.flatMap(({ hook, shows: list }) => (list === 'nothing' ? [] : [[hook, list] as const])),
    );
    return [
      ...this.#told(call),
      ...(call.call === 'prog_query' ? [] : callLines('step(', [said, this.#call(call), expected], ');')),
      ...[...lists].flatMap(([hook, list]) => this.#shown(hook, list, isLast)),
    ];
  }

  /** The checks of a list, and of what runs at a cgroup: where they are to be another than before, and behind the last step. */
  #shown(hook: string, { slots, count, revision: at, effective }: Shown, isLast: boolean): readonly string[] {
    const list = `${this.#listed(slots)}(${count}) rev ${at}`;
    const ownList = this.#check(this.#listOf(hook), list, isLast);
    if (effective === undefined) return ownList;
    const runs = effective === '' ? 0 : effective.split(' ').length;
    // Such a query gives no revision.
    const running = `${this.#listed(effective)}(${runs}) rev 0`;
    return [...ownList, ...this.#check([hook, 'EFFECTIVE'], running, isLast)];
  }

  /** What asks for the list of a hook, not for what runs there. */
  #listOf(hook: string): readonly string[] {
    return this.#first.at === 'device' ? [hook] : [hook, '0'];
  }

  #check(words: readonly string[], expected: string, isLast: boolean): readonly string[] {
    const key = words.join(' ');
    if (!isLast && this.#seen.get(key) === expected) return [];
    this.#seen.set(key, expected);
    this.#last = key;
    return callLines('shows(', [...words, JSON.stringify(expected)], ');');
  }

  /** The named programs of a list, each with a space behind it. */
  #listed(slots: string): string {
    const programs = slots.split(' ').map((slot) => slot.split('/')[0]!);
    return programs
      .filter((name) => this.#named.includes(name))
      .map((name) => `${name} `)
      .join('');
  }

  /** The call of a step. */
  #call(made: Call): string {
    switch (made.call) {
      case 'prog_attach':
      case 'prog_detach': {
        const { hook, prog, flags, replace, relative } = made;
        const words = [
          hook,
          this.#value(prog),
          this.#type(),
          this.#bits(flags),
          this.#value(replace),
          this.#value(relative),
        ];
        return this.#numbers.bpf(made.call.toUpperCase(), [...words, this.#revision(made)]);
      }
      case 'link_create': {
        const { hook, prog, flags, relative, link } = made;
        const words = [this.#value(prog), hook, this.#type(), this.#bits(flags), this.#value(relative), '0'];
        return `${link} = ${this.#numbers.bpf('LINK_CREATE', [...words, this.#revision(made)])}`;
      }
      case 'link_update': {
        const { link, prog, flags, old } = made;
        return this.#numbers.bpf('LINK_UPDATE', [
          this.#value(link),
          this.#value(prog),
          this.#bits(flags),
          this.#value(old),
        ]);
      }
      case 'link_detach':
        return this.#numbers.bpf('LINK_DETACH', [this.#value(made.link)]);
      case 'close_fd':
        if (!this.#script.links.includes(made.name)) throw new TooMuch('a program that is closed');
        return `close(${made.name})`;
      case 'prog_query':
        if (made.queryFlags !== 'none' || made.attr !== 'fresh' || made.attachFlags || made.progAttachFlags)
          throw new TooMuch('a query of another form');
        return '0';
      default:
        throw new TooMuch(`${made.call}, which takes more than a few lines`);
    }
  }

  #type(): string {
    const { attachType } = this.#first;
    return this.#numbers.named(attachType, ATTACH_TYPES[attachType]!);
  }

  #value(value: Value): string {
    switch (value.is) {
      case 'fd':
        return this.#script.links.includes(value.name) ? value.name : `${value.name}.fd`;
      case 'id':
        if (!this.#script.links.includes(value.name)) return `${value.name}.id`;
        this.#namesLinksById = true;
        return `id_of(${value.name})`;
      case 'zero':
        return '0';
      case 'closed-fd':
        return String(CLOSED_FD);
      case 'unknown-id':
        return String(UNKNOWN_ID);
      default:
        throw new TooMuch(
          `a ${value.is === 'map-fd' ? 'map' : 'program of another type'} in place of what is asked for`,
        );
    }
  }

  #bits(flags: readonly string[]): string {
    return this.#numbers.flags(flags, FLAG_BITS);
  }

  #revision({ revision: expected }: Extract<Call, { revision: unknown }>): string {
    if (expected === 'none') return '0';
    this.#expectsRevisions = true;
    return `revision${expected === 'stale' ? ' + 7' : ''}`;
  }

  /** Checks the list again whose revision a call expects, where another one was checked last. */
  #told(call: Call): readonly string[] {
    if (!('revision' in call) || call.revision === 'none') return [];
    const words = this.#listOf(call.hook);
    const key = words.join(' ');
    const expected = this.#seen.get(key);
    if (expected === undefined) throw new TooMuch('the revision of a list that was not seen before');
    return this.#last === key ? [] : this.#check(words, expected, true);
  }
}

const makes =
  (link: string) =>
  ({ call }: Step) =>
    call.call === 'link_create' && call.link === link;

function namesIn(call: Call): readonly string[] {
  const values: readonly Value[] = Object.values(call).filter((each) => typeof each === 'object' && 'is' in each);
  return values.flatMap((value) => ('name' in value ? [value.name] : []));
}

const loadedFor = ({ attachType }: Program): number => (attachType === undefined ? 0 : ATTACH_TYPES[attachType]!);

/** The instruction r0 = value. */
const returning = ({ returns }: Program): string =>
  `0x${((BigInt.asUintN(32, BigInt(returns)) << 32n) | 0xb7n).toString(16)}`;

import type {
  Flags,
  LinkRef,
  NetlinkFd,
  Observation,
  OldProg,
  ProgRef,
  Request,
  Universe,
} from '../../spec/families/xdp/vocabulary/index.ts';
import { UPDATE_REPLACE_BIT, XDP_FLAG_BITS } from '../../spec/families/xdp/vocabulary/index.ts';
import { isDeepEqual } from '../../spec/same.ts';
import { familyOf, type Trace } from '../../traces/format.ts';
import type { TraceStep } from '../../traces/step.ts';
import { ATTACH_TYPES, PROG_TYPES } from '../uapi.ts';
import { PLAIN_CALLS, STEP } from './helpers.ts';
import { callLines } from './lines.ts';
import { Numbers } from './numbers.ts';
import { ip, making, needed } from './places.ts';
import { TooMuch } from './too-much.ts';
import { SET } from './xdp-helpers.ts';

/** r0 = XDP_PASS. */
const PASS = '0x2000000b7';

/** The name of a kind of device for ip(8). */
const KINDS = { veth: 'veth', bridge: 'bridge', plain: 'dummy' } as const;

const CLOSED_FD = '4000';

/** What is done by ip(8). */
function commandOf(request: Request): string | undefined {
  switch (request.op) {
    case 'upper_add':
      return ip(`set dev ${request.device} master ${request.upper}`);
    case 'upper_remove':
      return ip(`set dev ${request.device} nomaster`);
    case 'device_remove':
      return ip(`del dev ${request.device}`);
    default:
      return undefined;
  }
}

/** A C program that makes the requests of a trace to devices with XDP; throws TooMuch where it would not be short. */
export function xdpReproducer(trace: Trace): string {
  return new XdpReproducer(trace).text();
}

class XdpReproducer {
  readonly #trace: Trace;
  readonly #universe: Universe;
  readonly #requests: readonly Request[];
  readonly #numbers = new Numbers(['PROG_LOAD', 'PROG_LOAD']);
  #sets = false;
  readonly #withExpected: boolean;

  constructor(trace: Trace) {
    this.#trace = trace;
    this.#universe = trace.universe as unknown as Universe;
    this.#requests = trace.steps.map(({ request }) => request as Request);
    this.#withExpected = this.#requests.some((request) => request.op === 'xdp_set' && request.expected.is !== 'absent');
    for (const [name, { type, boundTo, expects, frags }] of Object.entries(this.#universe.programs))
      if (type !== 'xdp' || boundTo !== 'none' || expects !== 'unset' || frags)
        throw new TooMuch(`program ${name} is no plain program of XDP`);
    for (const [name, { mtu }] of Object.entries(this.#universe.devices))
      if (mtu !== 'usual') throw new TooMuch(`device ${name} has another MTU`);
    if (trace.steps.some(changesUntold)) throw new TooMuch('a device that is changed by a request that fails');
  }

  text(): string {
    const body = this.#trace.steps.flatMap((step) => this.#step(step));
    const devices = Object.entries(this.#universe.devices);
    const programs = Object.keys(this.#universe.programs);
    const made = this.#requests.flatMap((request) => (request.op === 'link_create' ? [request.link] : []));
    const names = [...programs, ...devices.map(([name]) => name), ...new Set(made)];
    const headers = [
      'errno',
      'linux/rtnetlink',
      'net/if',
      'sched',
      'stdint',
      'stdio',
      'stdlib',
      'string',
      'sys/socket',
    ];
    return [
      '/* Attributes of bpf(2) are words here, in the order of the uapi. */',
      '#define _GNU_SOURCE',
      ...[...headers, 'sys/syscall', 'unistd'].map((name) => `#include <${name}.h>`),
      '',
      ...this.#numbers.lines(),
      `static int ${[...names, ...(this.#sets ? ['netlink'] : []), 'failed'].join(', ')};`,
      ...(programs.length === 0 ? [] : [PLAIN_CALLS(PROG_TYPES.xdp!, PASS).trim(), '']),
      STEP.trim(),
      ...(this.#sets ? [SET(this.#withExpected).trimEnd()] : []),
      '',
      'int main(void)',
      '{',
      ...[
        ...needed(['unshare(CLONE_NEWNET)', ...devices.flatMap(([name, { kind }]) => making(name, name, KINDS[kind]))]),
        ...(this.#sets ? ['netlink = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);'] : []),
        ...programs.map((name) => `${name} = load();`),
        ...body,
        'return failed;',
      ].map((line) => `\t${line}`),
      '}',
      '',
    ].join('\n');
  }

  #step({ request, expect: { outcome } }: TraceStep): readonly string[] {
    const byIp = commandOf(request as Request);
    if (byIp !== undefined) {
      if (outcome !== 'ok') throw new TooMuch(`${request.op} that fails: ip(8) gives no errno`);
      return needed([byIp]);
    }
    const expected = outcome === 'ok' ? '0' : outcome;
    const several = Object.keys(this.#universe.devices).length > 1 ? 'several' : 'one';
    const said = familyOf(this.#trace).words.request(request, several).replace(/ {2,}/g, ' ');
    return callLines('step(', [JSON.stringify(said), this.#call(request as Request), expected], ');');
  }

  #call(request: Request): string {
    if ('caller' in request && request.caller !== 'privileged') throw new TooMuch('a caller without privileges');
    switch (request.op) {
      case 'xdp_set': {
        const { hook, prog, flags, expected, extra } = request;
        const isUnsaid = flags.includes('REPLACE') && expected.is === 'absent';
        if (extra !== 'none' || prog.is === 'absent' || isUnsaid) throw new TooMuch('a message of another form');
        const words = [hook, fdOf(prog), this.#numbers.flags(flags, XDP_FLAG_BITS)];
        if (this.#withExpected) words.push(expected.is === 'absent' ? '-1' : fdOf(expected));
        this.#sets = true;
        return `set(${words.join(', ')})`;
      }
      case 'link_create': {
        const { hook, link, prog, flags, attachType } = request;
        if (attachType !== 'xdp') throw new TooMuch('another attach type');
        const type = this.#numbers.named('XDP', ATTACH_TYPES.XDP!);
        return `${link} = ${this.#numbers.bpf('LINK_CREATE', [fdOf(prog), hook, type, this.#numbers.flags(flags, XDP_FLAG_BITS)])}`;
      }
      case 'link_update': {
        const bits = request.flags.length === 0 ? '0' : this.#updateBits(request.flags);
        const old = request.old.is === 'none' ? '0' : fdOf(request.old);
        return this.#numbers.bpf('LINK_UPDATE', [fdOf(request.link), fdOf(request.prog), bits, old]);
      }
      case 'link_detach':
        if (request.by !== 'fd') throw new TooMuch('a link that is named by its id');
        return this.#numbers.bpf('LINK_DETACH', [fdOf(request.link)]);
      case 'link_close':
        return `close(${request.link})`;
      case 'prog_close':
        return `close(${request.prog})`;
      default:
        throw new TooMuch(`${request.op}, which takes more than a few lines`);
    }
  }

  /** Of link_update, where REPLACE is another bit. */
  #updateBits(flags: Flags): string {
    if (String(flags) !== 'REPLACE') throw new TooMuch('flags that an update does not know');
    return this.#numbers.named('F_REPLACE', UPDATE_REPLACE_BIT);
  }
}

/** The fd of a program or link; -1 clears a place, or expects nothing there. */
function fdOf(ref: NetlinkFd | ProgRef | LinkRef | OldProg): string {
  switch (ref.is) {
    case 'prog':
    case 'link':
      return ref.name;
    case 'closed-fd':
      return CLOSED_FD;
    case 'none':
      return '-1';
    default:
      throw new TooMuch('a map in place of what is asked for');
  }
}

/** Whether a request fails and changes what a device shows: of outcomes alone nobody would see it. */
function changesUntold({ expect }: TraceStep, at: number, steps: readonly TraceStep[]): boolean {
  const before = steps[at - 1]?.expect.hooks as Readonly<Record<string, Observation>> | undefined;
  return expect.outcome !== 'ok' && before !== undefined && !isDeepEqual(before, expect.hooks);
}

import type {
  Device,
  Flags,
  LinkRef,
  NetlinkFd,
  Observation,
  OldProg,
  ProgRef,
  Program,
  Request,
  Universe,
} from '../spec/families/xdp/vocabulary/index.ts';
import { familyOf } from '../traces/format.ts';
import { notForKernel } from '../traces/not-for-kernel.ts';
import type { Expectation } from '../traces/step.ts';
import type { TraceFile } from '../traces/trace-file.ts';
import { inOneLine, located, NotCarried, orWhyNot } from './carried.ts';
import type { PrintedStep, PrintedTrace } from './printed.ts';
import { type Printed, quoted } from './printing.ts';

/** A trace at devices with XDP as calls of functions, or why it cannot be carried: the reason, in one line. */
export function printedXdp({ path, trace }: TraceFile): PrintedTrace | string {
  const why = notForKernel(trace);
  if (why !== undefined) return why;
  const universe = trace.universe as unknown as Universe;
  const { words } = familyOf(trace);
  const hasBound = Object.values(universe.programs).some(({ boundTo }) => boundTo !== 'none');
  const several = Object.keys(universe.devices).length > 1 ? 'several' : 'one';
  return orWhyNot(() => ({
    path: inOneLine(path),
    title: trace.title,
    made: madeFirst(universe),
    steps: trace.steps.map(({ request, expect }, index) => {
      const step = located(index, () => stepOf(words.request(request, several), request as Request, expect));
      return hasBound && expect.outcome === 'ok' ? { ...step, checks: [SETTLE, ...step.checks] } : step;
    }),
  }));
}

/** Waits for what the kernel puts off: a program that is gone is bound to its device for a while yet. */
const SETTLE: Printed = { name: 'settle', words: [] };

function madeFirst({ programs, devices, links }: Universe): readonly Printed[] {
  return [
    ...Object.entries(devices).map(([name, device]) => deviceMade(name, device)),
    ...Object.entries(programs).map(([name, program]) => programMade(name, program)),
    ...links.map((name) => ({ name: 'link_name', words: [quoted(name)] })),
  ];
}

const deviceMade = (name: string, { kind, mtu }: Device): Printed => ({
  name: kind,
  words: [quoted(name), mtu === 'large' ? 'LARGE' : 'USUAL'],
});

const EXPECTS = { unset: '0', xdp: 'AT_XDP', devmap: 'AT_XDP_DEVMAP', cpumap: 'AT_XDP_CPUMAP' } as const;

const programMade = (name: string, { type, expects, boundTo, frags }: Program): Printed => ({
  name: 'program',
  words: [
    quoted(name),
    `TYPE_${type.toUpperCase()}`,
    EXPECTS[expects],
    frags ? 'HAS_FRAGS' : '0',
    quoted(boundTo === 'none' ? '' : boundTo),
  ],
});

function stepOf(title: string, request: Request, { outcome, view, hooks }: Expectation): PrintedStep {
  const shown = Object.entries((hooks ?? {}) as Readonly<Record<string, Observation>>);
  return {
    title,
    by: 'caller' in request && request.caller !== 'privileged' ? 'NO_CAPABILITY' : undefined,
    call: callOf(request),
    outcome,
    checks: [
      ...(view === undefined ? [] : [seen('wrote', [], view as Observation)]),
      ...shown.map(([device, observation]) => seen('shows', [quoted(device)], observation)),
    ],
  };
}

/** What must be seen, by the functions whose names begin so. */
function seen(begin: string, where: readonly string[], observation: Observation): Printed {
  switch (observation.is) {
    case 'nothing':
      return { name: `${begin}_nothing`, words: where };
    case 'device': {
      const { skb, drv, upper } = observation;
      return { name: `${begin}_device`, words: [...where, ...[skb, drv, upper].map(quoted)] };
    }
    case 'link':
      return { name: `${begin}_link`, words: [...where, quoted(observation.prog), quoted(observation.device)] };
  }
}

function callOf(request: Request): Printed {
  const { op } = request;
  switch (op) {
    case 'xdp_set': {
      const { hook, prog, flags, expected, extra } = request;
      const rest = extra === 'none' ? '0' : EXTRA[extra];
      return { name: op, words: [quoted(hook), fdOf(prog), bitsOf(flags), fdOf(expected), rest] };
    }
    case 'link_create': {
      const { hook, link, prog, flags, attachType } = request;
      const type = attachType === 'xdp' ? 'AT_XDP' : '0';
      return { name: op, words: [quoted(hook), quoted(link), fdOf(prog), type, bitsOf(flags)] };
    }
    case 'link_update': {
      const { link, prog, old, flags } = request;
      if (flags.includes('DRV')) throw new NotCarried('flag DRV, which has no bit of its own in link_update');
      const bits = bitsOf(flags).replace('F_REPLACE', 'F_UPDATE_REPLACE');
      return { name: op, words: [linkOf(link), fdOf(prog), bits, old.is === 'none' ? '0' : fdOf(old)] };
    }
    case 'link_detach': {
      const { link, by } = request;
      if (by === 'fd') return { name: op, words: [linkOf(link)] };
      return { name: 'link_detach_by_id', words: [link.is === 'link' ? `id_of(${quoted(link.name)})` : 'UNKNOWN_ID'] };
    }
    case 'link_close':
      return { name: 'close_fd', words: [quoted(request.link)] };
    case 'prog_close':
      return { name: 'close_fd', words: [quoted(request.prog)] };
    case 'prog_by_id':
      return { name: op, words: [quoted(request.prog)] };
    case 'device_remove':
    case 'device_create':
    case 'device_move':
    case 'upper_remove':
      return { name: op, words: [quoted(request.device)] };
    case 'upper_add':
      return { name: op, words: [quoted(request.device), quoted(request.upper)] };
    case 'look':
      return { name: op, words: [quoted(request.hook)] };
    case 'link_info':
      return { name: op, words: [quoted(request.link)] };
  }
}

const EXTRA = { attached: 'XDP_ATTACHED', 'prog-id': 'XDP_PROG_ID' } as const;

/** What names a program; of netlink also what is not given, and what stands for no program. */
function fdOf(ref: NetlinkFd | ProgRef | OldProg): string {
  switch (ref.is) {
    case 'prog':
      return `fd_of(${quoted(ref.name)})`;
    case 'closed-fd':
      return 'CLOSED_FD';
    case 'wrong-kind-fd':
      return 'map_fd';
    case 'none':
      return 'NO_PROGRAM';
    case 'absent':
      return 'ABSENT';
  }
}

const linkOf = (ref: LinkRef): string =>
  ref.is === 'wrong-kind-fd' ? 'other_prog_fd' : ref.is === 'link' ? `fd_of(${quoted(ref.name)})` : 'CLOSED_FD';

const bitsOf = (flags: Flags): string => (flags.length === 0 ? '0' : flags.map((flag) => `F_${flag}`).join(' | '));

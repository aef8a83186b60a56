import type { CallResult, Packet, Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { hookNamed } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { EBADF, ENOENT, SPLAT } from '../machine/replies.ts';
import { type Cgroup, progOf } from './cgroup.ts';
import { isCongested, type Pass, runArray } from './run-array.ts';
import { cgroupOfRun } from './sockets.ts';
import { realProgs, STAND_IN } from './stand-in.ts';
import type { System } from './system.ts';

type Run = RequestOf<'run'>;

/** One packet at a cgroup, or one system call about a socket of it. */
export function run(system: System, request: Run): Reply {
  const place = hookNamed(system, request.hook);
  if (!place.present) return ENOENT;
  const cgroup = cgroupOfRun(system, place, request.socket);
  if (cgroup === 'closed') return EBADF;
  return cgroup === 'nobody' ? runProgs(system, [], request) : runAt(system, cgroup, request);
}

/** The programs of a cgroup run. */
function runAt(system: System, cgroup: Cgroup, request: Run): Reply {
  if (system.differences.standIns === 'run' && cgroup.effective.includes(STAND_IN)) return SPLAT;
  const progs = system.fault === 'run/own-list' ? cgroup.entries.map(progOf) : realProgs(cgroup.effective);
  // What a link update left behind, where it overwrote another entry than the link's, holds no reference.
  if (progs.some(({ refs }) => refs <= 0)) return SPLAT;
  return runProgs(system, progs, request);
}

function runProgs(system: System, progs: readonly Prog[], request: Run): Reply {
  switch (system.attachType) {
    case 'ingress':
      return receivePacket(system, progs);
    case 'egress':
      return sendPacket(system, progs);
    case 'getsockopt':
      return getOption(system, progs, request);
    case 'setsockopt':
      return callKernel(system, progs, () => ownPart(request));
    case 'sock_create':
    case 'connect4':
    case 'sendmsg4':
      return callKernel(system, progs, () => 'ok');
  }
}

/** A packet to a socket: what becomes of it is not told to who sent it. */
function receivePacket(system: System, progs: readonly Prog[]): Reply {
  const pass = runArray(system, progs, 'ok');
  const isTold = system.fault === 'run/receiver-tells' && pass.retval !== 'ok';
  return packet(pass, isTold ? 'EPERM' : 'ok');
}

/** A packet from a socket: a refusal is EPERM, with congestion it is lost as in a full queue; congestion alone is no error. */
function sendPacket(system: System, progs: readonly Prog[]): Reply {
  const pass = runArray(system, progs, 'ok');
  const isLate = isCongested(system, pass.ran);
  if (pass.retval === 'ok') return packet(pass, isLate && system.fault === 'run/congestion-told' ? 'ENOBUFS' : 'ok');
  return packet(pass, isLate && system.fault !== 'run/congestion-not-lost' ? 'ENOBUFS' : 'EPERM');
}

/** getsockopt(2): the kernel goes first, and the programs have the last word on what its caller gets. */
function getOption(system: System, progs: readonly Prog[], request: Run): Reply {
  const own = ownPart(request);
  const isSkipped = own !== 'ok' && system.fault === 'run/failure-skips-programs';
  const pass = runArray(system, isSkipped ? [] : progs, own);
  const isLost = typeof pass.retval === 'number' && system.fault === 'run/number-is-ok';
  return call(pass, isLost ? 'ok' : pass.retval, own === 'ok');
}

/** Every other call: the kernel does its part behind the programs, and only where the result is 0. */
function callKernel(system: System, progs: readonly Prog[], act: () => CallResult): Reply {
  const pass = runArray(system, progs, 'ok');
  const isKept = system.fault === 'run/errno-alone-acts' ? pass.retval === 'EPERM' : pass.retval !== 'ok';
  if (isKept) return call(pass, system.fault === 'run/always-eperm' ? 'EPERM' : pass.retval, false);
  const own = act();
  return call(pass, own, own === 'ok');
}

/** What the kernel's own part comes to where it is about an option. */
function ownPart({ option }: Run): CallResult {
  return option === 'known' ? 'ok' : 'ENOPROTOOPT';
}

function packet({ ran, retval }: Pass, sender: Packet['sender']): Reply {
  return { outcome: 'ok', view: { is: 'packet', ran: namesOf(ran), delivered: retval === 'ok', sender } };
}

function call({ ran }: Pass, result: CallResult, done: boolean): Reply {
  return { outcome: 'ok', view: { is: 'call', ran: namesOf(ran), result, done } };
}

const namesOf = (progs: readonly Prog[]) => progs.map(({ name }) => name);

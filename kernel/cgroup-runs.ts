import type { CallResult, CgroupAttachType, RequestOf } from '../spec/families/slots/vocabulary/index.ts';
import { must, outcomeOf, type Result } from './errno.ts';
import { CallFailed } from './failure.ts';
import type { Became } from './hooks.ts';
import type { Member } from './member.ts';
import { LOOPBACK_IFINDEX, type Netlink } from './netlink.ts';
import type { System } from './syscalls.ts';

const HERE = Buffer.from([127, 0, 0, 1]);
/** The port of the socket outside; sockets of cgroups have those behind it. */
const PORT = 9;
const ONE = Buffer.from([1]);
/** A datagram between sockets outside, behind the one that is looked at: when it is there, the other was, or never will be. */
const MARKER = Buffer.alloc(300, 2);
/** How often the marker is looked for, and how long is waited in between, in milliseconds. */
const TRIES = 400;
const PAUSE = 5;

const SOL_SOCKET = 1;
const SO_PRIORITY = 12;
/** An option of sockets that no kernel has. */
const NO_OPTION = 0x7ffe;
/** Priorities that need no privilege. */
const PRIORITIES = 6;

const sleep = new Int32Array(new SharedArrayBuffer(4));

interface RunTools {
  readonly system: System;
  readonly netlink: Netlink;
  readonly member: Member;
}

/** Where a cgroup is, and the socket that was made in it; none where making one is what programs run for. */
interface Place {
  readonly path: string;
  readonly socket: number | undefined;
  readonly port: number;
}

/** Packets and system calls of cgroups: a UDP socket made in each, and one outside of all, which talk over the loopback device. */
export class CgroupRuns {
  readonly #system: System;
  readonly #member: Member;
  readonly #attachType: CgroupAttachType;
  readonly #places = new Map<string, Place>();
  readonly #outside: number;
  /** The priority that was set last, to be read. */
  #priority = 0;

  constructor({ system, netlink, member }: RunTools, attachType: CgroupAttachType) {
    this.#system = system;
    this.#member = member;
    this.#attachType = attachType;
    must('RTM_NEWLINK to set the loopback device up', netlink.setUp(LOOPBACK_IFINDEX));
    this.#outside = must('socket(AF_INET)', system.udpSocket());
    must('bind of a UDP socket', system.bindTo(this.#outside, HERE, PORT));
  }

  /** Makes the socket of a cgroup; to be done while nothing is attached there. */
  add(hook: string, path: string): void {
    const port = PORT + 1 + this.#places.size;
    if (this.#attachType === 'sock_create') {
      this.#places.set(hook, { path, socket: undefined, port });
      return;
    }
    const socket = this.#member.socketIn(path);
    this.#places.set(hook, { path, socket, port });
    must('bind of a UDP socket', this.#system.bindTo(socket, HERE, port));
  }

  /** One packet or call. Throws CallFailed where what no program looks at goes wrong. */
  run({ hook, option }: RequestOf<'run'>): Became {
    const { path, socket, port } = this.#places.get(hook)!;
    if (socket === undefined) return this.#create(path);
    switch (this.#attachType) {
      case 'egress':
        return sent(...this.#send(socket));
      case 'sendmsg4':
        return answered(...this.#send(socket));
      case 'ingress':
        return this.#receive(socket, port);
      case 'connect4':
        return this.#connect(socket);
      case 'getsockopt':
        return this.#get(socket, option === 'known');
      case 'setsockopt':
        return this.#set(socket, option === 'known');
      case 'sock_create':
        throw new Error(`hook ${hook}: there is a socket where none was to be made yet`);
    }
  }

  close(): void {
    for (const { socket } of this.#places.values()) if (socket !== undefined) this.#system.close(socket);
    this.#places.clear();
    this.#system.close(this.#outside);
  }

  #create(path: string): Became {
    const made = this.#member.trySocketIn(path);
    return answered(made, made === 0);
  }

  /** What a send from a cgroup comes to, and whether the packet is there. */
  #send(from: number): readonly [Result, boolean] {
    const said = this.#system.sendTo(from, ONE, HERE, PORT);
    return [said === ONE.length ? 0 : said, this.#arrivedOutside()];
  }

  #receive(to: number, port: number): Became {
    must('sendto of a packet', this.#system.sendTo(this.#outside, ONE, HERE, port));
    this.#arrivedOutside();
    const length = this.#system.receive(to, Buffer.alloc(512));
    if (length !== 'EAGAIN') must('recv of a packet', length);
    return { is: 'packet', delivered: length !== 'EAGAIN', sender: 'ok' };
  }

  #connect(socket: number): Became {
    const said = this.#system.connectTo(socket, HERE, PORT);
    const done = this.#system.isConnected(socket);
    must('connect(AF_UNSPEC)', this.#system.disconnect(socket));
    return answered(said, done);
  }

  #get(socket: number, known: boolean): Became {
    this.#priority = nextPriority(this.#priority);
    const value = this.#priority;
    must('setsockopt(SO_PRIORITY)', this.#system.setOption(socket, SOL_SOCKET, SO_PRIORITY, value));
    const [said, got] = this.#system.getOption(socket, SOL_SOCKET, known ? SO_PRIORITY : NO_OPTION);
    return answered(said, got === value);
  }

  #set(socket: number, known: boolean): Became {
    const [, before] = this.#system.getOption(socket, SOL_SOCKET, SO_PRIORITY);
    const value = nextPriority(before);
    const said = this.#system.setOption(socket, SOL_SOCKET, known ? SO_PRIORITY : NO_OPTION, value);
    const [, now] = this.#system.getOption(socket, SOL_SOCKET, SO_PRIORITY);
    return answered(said, now === value);
  }

  /** Whether a datagram is at the socket outside, and none to come. */
  #arrivedOutside(): boolean {
    must('sendto behind a packet', this.#system.sendTo(this.#outside, MARKER, HERE, PORT));
    const into = Buffer.alloc(512);
    let delivered = false;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      for (;;) {
        const length = this.#system.receive(this.#outside, into);
        if (length === 'EAGAIN') break;
        if (must('recv of a packet', length) === MARKER.length) return delivered;
        delivered = true;
      }
      Atomics.wait(sleep, 0, 0, PAUSE);
    }
    throw new CallFailed(`a datagram of ${MARKER.length} bytes over the loopback device`, 'never there');
  }
}

/** Another priority than the one before, and not 0. */
const nextPriority = (before: number): number => (before % PRIORITIES) + 1;

/** What became of a packet that was sent. */
function sent(said: Result, delivered: boolean): Became {
  if (typeof said === 'number') return { is: 'packet', delivered, sender: 'ok' };
  if (said !== 'ENOBUFS' && said !== 'EPERM') throw new CallFailed('sendto of a packet', said);
  return { is: 'packet', delivered, sender: said };
}

/** What a call came to, which gives 0 where it succeeds. */
function answered(said: Result, done: boolean): Became {
  const result = typeof said === 'number' ? said : (outcomeOf('a call', said) as CallResult);
  return { is: 'call', result: result === 0 ? 'ok' : result, done };
}

import type { CallResult, CgroupAttachType, Domain, RequestOf } from '../spec/families/slots/vocabulary/index.ts';
import { must, outcomeOf, type Result } from './errno.ts';
import { CallFailed } from './failure.ts';
import type { Became } from './hooks.ts';
import type { KeptSocket, Member } from './member.ts';
import { LOOPBACK_IFINDEX, type Netlink } from './netlink.ts';
import {
  type Address,
  type Answer,
  bindSocket,
  makeCall,
  makeSocket,
  ONE,
  type SocketCall,
  sendFrom,
} from './socket-calls.ts';
import { CLOSED_FD, type System } from './syscalls.ts';

/** The port of the sockets outside; those of cgroups have others behind it. */
const PORT = 9;
const OUTSIDE: Readonly<Record<Domain, Address>> = {
  inet: { domain: 'inet', port: PORT },
  unix: { domain: 'unix', port: PORT },
};
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

/** A socket of a cgroup: an fd of this process, where it is bound, and how calls about it are made. */
interface Used {
  readonly fd: number;
  readonly address: Address;
  call(call: SocketCall): Answer;
}

/** A process could not go where it was to make a call: the cgroup is gone. */
class Outside extends Error {
  readonly errno: string;

  constructor(errno: string) {
    super(errno);
    this.errno = errno;
  }
}

/**
 * Packets and system calls of cgroups: a UDP socket made in each when it is needed, sockets that are made and closed by name, and one
 * of each domain outside of all. They talk over the loopback device, or by abstract names.
 */
export class CgroupRuns {
  readonly #system: System;
  readonly #member: Member;
  readonly #attachType: CgroupAttachType;
  readonly #outside: Readonly<Record<Domain, number>>;
  /** The sockets of cgroups that have no name, by hook. */
  readonly #own = new Map<string, Used>();
  readonly #named = new Map<string, { readonly kept: KeptSocket; readonly address: Address }>();
  #ports = PORT;
  /** The priority that was set last, to be read. */
  #priority = 0;

  constructor({ system, netlink, member }: RunTools, attachType: CgroupAttachType) {
    this.#system = system;
    this.#member = member;
    this.#attachType = attachType;
    must('RTM_NEWLINK to set the loopback device up', netlink.setUp(LOOPBACK_IFINDEX));
    const outside = (domain: Domain) => {
      const fd = must(`socket of domain ${domain}`, makeSocket(system, domain));
      must('bind of a socket', bindSocket(system, fd, OUTSIDE[domain]));
      return fd;
    };
    this.#outside = { inet: outside('inet'), unix: outside('unix') };
  }

  /** One packet or call at the cgroup of a path; the name of an errno where it cannot be made. Throws CallFailed where what no program looks at goes wrong. */
  run({ hook, option, socket }: RequestOf<'run'>, path: string): Became | string {
    try {
      if (this.#attachType === 'sock_create') return this.#create(path);
      const used = socket === 'none' ? this.#ownOf(hook, path) : this.#namedIn(path, socket);
      return used === undefined ? 'EBADF' : this.#runFor(used, option === 'known');
    } catch (error) {
      if (error instanceof Outside) return error.errno;
      throw error;
    }
  }

  /** Makes a socket with a name in the cgroup of a path; 0 or the name of an errno. */
  create(socket: string, domain: Domain, path: string): Result {
    const kept = this.#member.keptSocketIn(path, domain);
    if (typeof kept === 'string') return kept;
    const address = this.#freshAddress(domain);
    this.#named.set(socket, { kept, address });
    this.#prepare(kept.mine, address);
    return 0;
  }

  /** Closes a socket with a name; 0 or the name of an errno. */
  closeNamed(socket: string): Result {
    const named = this.#named.get(socket);
    if (named === undefined) return this.#system.close(CLOSED_FD);
    this.#named.delete(socket);
    this.#member.closeKept(named.kept);
    return 0;
  }

  /** Closes the socket without a name of a cgroup, which is to be removed. */
  leave(hook: string): void {
    const used = this.#own.get(hook);
    this.#own.delete(hook);
    if (used !== undefined) this.#system.close(used.fd);
  }

  close(): void {
    for (const socket of [...this.#named.keys()]) this.closeNamed(socket);
    for (const hook of [...this.#own.keys()]) this.leave(hook);
    for (const fd of Object.values(this.#outside)) this.#system.close(fd);
  }

  #freshAddress(domain: Domain): Address {
    this.#ports += 1;
    return { domain, port: this.#ports };
  }

  /** The socket without a name of a cgroup, which is made if there is none yet. */
  #ownOf(hook: string, path: string): Used {
    const there = this.#own.get(hook);
    if (there !== undefined) return there;
    const fd = this.#member.socketIn(path);
    if (typeof fd === 'string') throw new Outside(fd);
    const address = this.#freshAddress('inet');
    const used: Used = { fd, address, call: (call) => makeCall(this.#system, fd, call) };
    this.#own.set(hook, used);
    this.#prepare(fd, address);
    return used;
  }

  /** Binds a socket of a cgroup. Of a packet its sender is to get the errors; programs for setsockopt would run for that, and see no packets. */
  #prepare(fd: number, address: Address): void {
    if (address.domain === 'inet' && this.#attachType !== 'setsockopt')
      must('setsockopt(IP_RECVERR)', this.#system.askForErrors(fd));
    must('bind of a socket', bindSocket(this.#system, fd, address));
  }

  /** A socket with a name as it is used by a process in the cgroup of a path; none where it is not open. */
  #namedIn(path: string, socket: string): Used | undefined {
    const named = this.#named.get(socket);
    const its = named?.kept.its ?? CLOSED_FD;
    const call = (made: SocketCall) => {
      const answer = this.#member.use(path, its, made);
      if (typeof answer === 'string') throw new Outside(answer);
      return answer;
    };
    if (named !== undefined) return { fd: named.kept.mine, address: named.address, call };
    const [said] = call({ call: 'receive' });
    if (said !== 'EBADF') throw new CallFailed('recv of a socket that is not open', String(said));
    return undefined;
  }

  #runFor(used: Used, known: boolean): Became {
    switch (this.#attachType) {
      case 'egress':
        return sent(...this.#send(used));
      case 'sendmsg4':
        return answered(...this.#send(used));
      case 'ingress':
        return this.#receive(used);
      case 'connect4':
        return this.#connect(used);
      case 'getsockopt':
        return this.#get(used, known);
      case 'setsockopt':
        return this.#set(used, known);
      case 'sock_create':
        throw new Error('there is a socket where none was to be made yet');
    }
  }

  #create(path: string): Became {
    const said = this.#member.trySocketIn(path);
    if ('gone' in said) throw new Outside(said.gone);
    return answered(said.made, said.made === 0);
  }

  /** What a send from a cgroup comes to, and whether the packet is there. */
  #send({ address: { domain }, call }: Used): readonly [Result, boolean] {
    const [said] = call({ call: 'send', to: OUTSIDE[domain] });
    return [said === ONE.length ? 0 : said, this.#arrivedOutside(domain)];
  }

  #receive({ address, call }: Used): Became {
    must('sendto of a packet', sendFrom(this.#system, this.#outside[address.domain], ONE, address));
    this.#arrivedOutside(address.domain);
    const [length] = call({ call: 'receive' });
    if (length !== 'EAGAIN') must('recv of a packet', length);
    return { is: 'packet', delivered: length !== 'EAGAIN', sender: 'ok' };
  }

  #connect({ fd, address: { domain }, call }: Used): Became {
    const [said] = call({ call: 'connect', to: OUTSIDE[domain] });
    const done = this.#system.isConnected(fd);
    must('connect(AF_UNSPEC)', this.#system.disconnect(fd));
    return answered(said, done);
  }

  #get({ fd, call }: Used, known: boolean): Became {
    this.#priority = nextPriority(this.#priority);
    const value = this.#priority;
    must('setsockopt(SO_PRIORITY)', this.#system.setOption(fd, SOL_SOCKET, SO_PRIORITY, value));
    const [said, got] = call({ call: 'get', option: known ? SO_PRIORITY : NO_OPTION });
    return answered(said, got === value);
  }

  #set({ fd, call }: Used, known: boolean): Became {
    const [, before] = this.#system.getOption(fd, SOL_SOCKET, SO_PRIORITY);
    const value = nextPriority(before);
    const [said] = call({ call: 'set', option: known ? SO_PRIORITY : NO_OPTION, value });
    const [, now] = this.#system.getOption(fd, SOL_SOCKET, SO_PRIORITY);
    return answered(said, now === value);
  }

  /** Whether a datagram is at the socket outside, and none to come. */
  #arrivedOutside(domain: Domain): boolean {
    const fd = this.#outside[domain];
    must('sendto behind a packet', sendFrom(this.#system, fd, MARKER, OUTSIDE[domain]));
    const into = Buffer.alloc(512);
    let delivered = false;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      for (;;) {
        const length = this.#system.receive(fd, into);
        if (length === 'EAGAIN') break;
        if (must('recv of a packet', length) === MARKER.length) return delivered;
        delivered = true;
      }
      Atomics.wait(sleep, 0, 0, PAUSE);
    }
    throw new CallFailed(`a datagram of ${MARKER.length} bytes to a socket outside`, 'never there');
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

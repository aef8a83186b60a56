import type { Domain } from '../spec/families/slots/vocabulary/index.ts';
import type { Result } from './errno.ts';
import type { System } from './syscalls.ts';

const HERE = Buffer.from([127, 0, 0, 1]);
/** The packet that is sent, in bytes. */
export const ONE = Buffer.from([1]);
const SOL_SOCKET = 1;

/** Where a socket is bound: a port of the loopback device, or an abstract name made of that number. */
export interface Address {
  readonly domain: Domain;
  readonly port: number;
}

/** A system call about a socket for which programs run, or by which a packet is taken from it. */
export type SocketCall =
  | { readonly call: 'send'; readonly to: Address }
  | { readonly call: 'receive' }
  | { readonly call: 'connect'; readonly to: Address }
  | { readonly call: 'get'; readonly option: number }
  | { readonly call: 'set'; readonly option: number; readonly value: number };

/** What a call gives, and of one that reads an option its value. */
export type Answer = readonly [said: Result, value: number];

const nameOf = (port: number) => `mprog-spec-${port}`;

/** Makes a socket of a domain in the network namespace of the calling thread. */
export const makeSocket = (system: System, domain: Domain): Result =>
  domain === 'inet' ? system.inetSocket() : system.unixSocket();

export const bindSocket = (system: System, fd: number, { domain, port }: Address): Result =>
  domain === 'inet' ? system.bindTo(fd, HERE, port) : system.bindToName(fd, nameOf(port));

export const sendFrom = (system: System, fd: number, bytes: Buffer, { domain, port }: Address): Result =>
  domain === 'inet' ? system.sendTo(fd, bytes, HERE, port) : system.sendToName(fd, bytes, nameOf(port));

/** Makes a call on the calling thread. */
export function makeCall(system: System, fd: number, call: SocketCall): Answer {
  switch (call.call) {
    case 'send':
      return [sendFrom(system, fd, ONE, call.to), 0];
    case 'receive':
      return [system.receive(fd, Buffer.alloc(512)), 0];
    case 'connect': {
      const { domain, port } = call.to;
      return [domain === 'inet' ? system.connectTo(fd, HERE, port) : system.connectToName(fd, nameOf(port)), 0];
    }
    case 'get':
      return system.getOption(fd, SOL_SOCKET, call.option);
    case 'set':
      return [system.setOption(fd, SOL_SOCKET, call.option, call.value), 0];
  }
}

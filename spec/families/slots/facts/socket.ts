import { isHeld } from '../cgroup-lives.ts';
import { fact } from '../rules.ts';
import type { State } from '../state.ts';
import type { HookName, Request, RequestOf, SocketName } from '../vocabulary/index.ts';
import { attachTypeOf, seesUnix } from './array.ts';

type AboutSocket = Request & { socket: SocketName | 'none' };

/** Whether a socket is named, and whether that is open. */
export const socket = fact({
  field: 'socket',
  values: ['none', 'open', 'closed'],
  reads: ['socket'],
  tell: ({ sockets }, request: AboutSocket) => {
    if (request.socket === 'none') return 'none';
    return sockets[request.socket] === undefined ? 'closed' : 'open';
  },
});

/** Whether programs of the attach type run for sockets of the domain that the one named has; one made for the request is of AF_INET. */
export const domain = fact({
  field: 'domain',
  values: ['seen', 'other'],
  reads: ['hook', 'socket'],
  tell: (state, request: RequestOf<'run'>) =>
    state.sockets[request.socket]?.domain === 'unix' && !seesUnix(attachTypeOf(state, request.hook)) ? 'other' : 'seen',
});

/** Whether sockets made in the cgroup, or in one that was below it, are open. */
export const held = fact({
  field: 'held',
  values: [false, true],
  reads: ['hook'],
  tell: (state, { hook }: Request & { hook: HookName }) => isHeld(state, hook),
});

/** Whether nothing but the socket holds the cgroup that it was made in, which is gone. */
function isLast(state: State, name: SocketName): boolean {
  const { hook } = state.sockets[name]!;
  const { [name]: _, ...sockets } = state.sockets;
  return state.dying[hook] !== undefined && !isHeld({ ...state, sockets }, hook);
}

/** Whether the socket is closed already, is the last that holds a cgroup that is gone, or neither. */
export const closing = fact({
  field: 'closing',
  values: ['closed', 'last', 'other'],
  reads: ['socket'],
  tell: (state, request: RequestOf<'socket_close'>) => {
    if (state.sockets[request.socket] === undefined) return 'closed';
    return isLast(state, request.socket) ? 'last' : 'other';
  },
});

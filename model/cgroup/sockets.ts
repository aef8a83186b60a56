import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { hookNamed, named } from '../machine/lookup.ts';
import { EBADF, ENOENT, OK } from '../machine/replies.ts';
import type { Cgroup } from './cgroup.ts';
import { putCgroup } from './lifetime.ts';
import type { Socket } from './socket.ts';
import type { System } from './system.ts';

const socketNamed = (system: System, name: string): Socket => named('socket', name, system.sockets);

/** socket(2) by a process in a cgroup: the socket uses what runs there from now on. */
export function socketCreate(system: System, request: RequestOf<'socket_create'>): Reply {
  const cgroup = hookNamed(system, request.hook);
  if (!cgroup.present) return ENOENT;
  const socket = socketNamed(system, request.socket);
  if (socket.cgroup !== null) throw new Error(`socket ${socket.name} is open already`);
  socket.cgroup = cgroup;
  socket.domain = request.domain;
  cgroup.users++;
  return OK;
}

/** close(2) of a socket. */
export function socketClose(system: System, request: RequestOf<'socket_close'>): Reply {
  const socket = socketNamed(system, request.socket);
  const { cgroup } = socket;
  if (cgroup === null) return EBADF;
  socket.cgroup = null;
  putCgroup(system, cgroup);
  return OK;
}

/** Attach types whose programs look at a socket of whatever domain. */
const OF_ANY_DOMAIN: readonly string[] = ['getsockopt', 'setsockopt'];

/** Whose programs run for a request of a process in a cgroup; `nobody` where the socket is of a domain that none looks at, `closed` where it is not open. */
export function cgroupOfRun(system: System, place: Cgroup, name: string): Cgroup | 'nobody' | 'closed' {
  if (name === 'none') return place;
  const { cgroup, domain } = socketNamed(system, name);
  if (cgroup === null) return 'closed';
  const isSeen = domain === 'inet' || OF_ANY_DOMAIN.includes(system.attachType);
  if (!isSeen && system.fault !== 'socket/every-domain-seen') return 'nobody';
  if (system.fault === 'socket/process-decides') return place;
  return system.fault === 'socket/name-decides' ? hookNamed(system, cgroup.name) : cgroup;
}

import { isExt, type State } from './state.ts';
import { strangersIn } from './strangers.ts';
import type { Request } from './vocabulary/index.ts';

/** Why a request makes no sense in a state, whatever the design, if that is so. */
export function senseless(state: State, request: Request): string | undefined {
  const { targets, progs, links, universe } = state;
  const [unknown] = strangersIn(universe, request);
  if (unknown !== undefined) return `there is no ${unknown.name}`;
  switch (request.op) {
    case 'prog_load':
      if (progs[request.prog]!.there) return `${request.prog} is loaded already`;
      if (isExt(state, request.prog)) return undefined;
      if (request.expected !== 'none' || request.sleepable)
        return `expected and sleepable are said of EXT programs only`;
      return request.target.split('.')[0]! in progs ? 'fentry programs on EXT programs are not spoken of' : undefined;
    case 'target_load':
      return targets[request.prog]?.there === false ? undefined : `${request.prog} is loaded already`;
    case 'link_create':
    case 'raw_open':
      return links[request.link] === null ? undefined : `${request.link} is there already`;
    case 'link_close':
    case 'link_pin':
      if (!links[request.link]?.fd) return `${request.link} has no fd`;
      return request.op === 'link_pin' && links[request.link]!.pin ? `${request.link} is pinned already` : undefined;
    case 'link_unpin':
      return links[request.link]?.pin ? undefined : `${request.link} is not pinned`;
    case 'prog_close':
      return (targets[request.prog] ?? progs[request.prog])!.fd ? undefined : `${request.prog} has no fd`;
    case 'prog_open':
      return (targets[request.prog] ?? progs[request.prog])!.fd ? `${request.prog} has an fd already` : undefined;
    case 'array_put':
    case 'array_delete':
      return universe.array ? undefined : 'there is no prog_array';
    case 'device_set':
      return universe.device ? undefined : 'there is no device';
    default:
      return undefined;
  }
}

import { isExt, type State } from './state.ts';
import { strangersIn } from './strangers.ts';
import type { Request, RequestOf } from './vocabulary/index.ts';

/** Why a request makes no sense in a state, whatever the design, if that is so. */
export function senseless(state: State, request: Request): string | undefined {
  const { targets, progs, links, universe } = state;
  const [unknown] = strangersIn(universe, request);
  if (unknown !== undefined) return `there is no ${unknown.name}`;
  switch (request.op) {
    case 'prog_load':
      return senselessLoad(state, request);
    case 'target_load':
      return targets[request.prog]?.there === false ? undefined : `${request.prog} is loaded already`;
    case 'link_create':
    case 'raw_open':
      return links[request.link] === null ? undefined : `${request.link} is there already`;
    case 'link_close':
      return links[request.link]?.fd ? undefined : `${request.link} has no fd`;
    case 'link_pin':
      if (!links[request.link]?.fd) return `${request.link} has no fd`;
      return links[request.link]!.pin ? `${request.link} is pinned already` : undefined;
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

function senselessLoad(
  state: State,
  { prog, expected, sleepable, target }: RequestOf<'prog_load'>,
): string | undefined {
  if (state.progs[prog]!.there) return `${prog} is loaded already`;
  if (isExt(state, prog)) return undefined;
  if (expected !== 'none' || sleepable) return `expected and sleepable are said of EXT programs only`;
  return target.split('.')[0]! in state.progs ? 'fentry programs on EXT programs are not spoken of' : undefined;
}

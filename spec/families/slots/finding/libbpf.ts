import type { Call } from '../../../finding.ts';
import type { Hook, Request, RequestOf, Universe } from '../vocabulary/index.ts';
import {
  attachType,
  elsewhere,
  type Fields,
  flagsIn,
  flagUnsaid,
  linkFd,
  namedBy,
  pinOf,
  progFd,
  revisionOf,
  said,
  targetOf,
} from './spelling.ts';

/** A call with options; `then` makes it, given how it names them. */
function withOptions(struct: string, fields: Fields, then: (options: string) => string): Call {
  const own = said(Object.fromEntries(Object.entries(fields).map(([field, value]) => [`.${field}`, value])), ' = ');
  return { code: own === '' ? then('NULL') : `LIBBPF_OPTS(${struct}, opts, ${own}); ${then('&opts')}` };
}

/** The fields that place: libbpf sets the ID bit itself where relative_id is not 0. */
function placing({ relative, flags, revision }: RequestOf<'prog_attach' | 'prog_detach' | 'link_create'>): Fields {
  const { fd, id, bits } = namedBy(relative);
  const own = bits.filter((bit) => bit === 'LINK' || id === undefined);
  return {
    flags: flagsIn([...flags, ...own]),
    relative_fd: fd,
    relative_id: id,
    expected_revision: revisionOf(revision),
  };
}

const OPENS = {
  tcx: ['bpf_tcx_opts', 'bpf_program__attach_tcx'],
  netkit: ['bpf_netkit_opts', 'bpf_program__attach_netkit'],
  cgroup: ['bpf_cgroup_opts', 'bpf_program__attach_cgroup_opts'],
} as const satisfies Partial<Record<Hook['kind'], readonly [string, string]>>;

function create(request: RequestOf<'link_create'>, universe: Universe): Call {
  const { hook, value } = targetOf(universe, request.hook);
  if (hook.kind === 'xdp') return { unsaid: 'libbpf has no call for a list of XDP programs' };
  const fields = placing(request);
  const { prog, link } = request;
  if (prog.is === 'prog') {
    const [struct, attach] = OPENS[hook.kind];
    return withOptions(struct, fields, (options) => `${link} = ${attach}(${prog.name}, ${value}, ${options});`);
  }
  const { flags, ...place } = fields;
  const nested = Object.fromEntries(Object.entries(place).map(([field, its]) => [`${hook.kind}.${field}`, its]));
  return withOptions(
    'bpf_link_create_opts',
    { flags, ...nested },
    (options) => `fd_${link} = bpf_link_create(${progFd(prog)}, ${value}, ${attachType(hook)}, ${options});`,
  );
}

/** A request as calls of libbpf 1.6, where some of it can be said. Source: tools/lib/bpf/bpf.h and libbpf.h, v6.18. */
export function sayLibbpf(request: Request, universe: Universe): Call {
  const unsaid = 'flags' in request ? flagUnsaid(request.flags, universe.flags) : undefined;
  if (unsaid !== undefined) return { unsaid };
  switch (request.op) {
    case 'prog_attach': {
      const { hook, value } = targetOf(universe, request.hook);
      const fields = { ...placing(request), replace_fd: progFd(request.replace) };
      const head = `bpf_prog_attach_opts(${progFd(request.prog)}, ${value}, ${attachType(hook)}`;
      return withOptions('bpf_prog_attach_opts', fields, (options) => `${head}, ${options});`);
    }
    case 'prog_detach': {
      if (request.replace.is !== 'none') return { unsaid: 'bpf_prog_detach_opts has no field for replace_bpf_fd' };
      const { hook, value } = targetOf(universe, request.hook);
      const head = `bpf_prog_detach_opts(${progFd(request.prog) ?? '0'}, ${value}, ${attachType(hook)}`;
      return withOptions('bpf_prog_detach_opts', placing(request), (options) => `${head}, ${options});`);
    }
    case 'link_create':
      return create(request, universe);
    case 'link_update': {
      const fields = { flags: flagsIn(request.flags), old_prog_fd: progFd(request.old) };
      const head = `bpf_link_update(${linkFd(request.link)}, ${progFd(request.prog)}`;
      return withOptions('bpf_link_update_opts', fields, (options) => `${head}, ${options});`);
    }
    case 'link_detach':
      return {
        code:
          request.link.is === 'link'
            ? `bpf_link__detach(${request.link.name});`
            : `bpf_link_detach(${linkFd(request.link)});`,
      };
    case 'link_close':
      return { code: `bpf_link__destroy(${request.link});` };
    case 'prog_close':
      return { code: `close(fd_${request.prog});` };
    case 'prog_open':
      return { code: `fd_${request.prog} = bpf_prog_get_fd_by_id(id_${request.prog});` };
    case 'link_open':
      return {
        code:
          request.from === 'pin'
            ? `${request.link} = bpf_link__open(${pinOf(request.link)});`
            : `fd_${request.link} = bpf_link_get_fd_by_id(id_${request.link});`,
      };
    case 'link_pin':
      return { code: `bpf_link__pin(${request.link}, ${pinOf(request.link)});` };
    case 'link_unpin':
      return { code: `bpf_link__unpin(${request.link});` };
    case 'prog_query': {
      if (request.attr !== 'fresh') return { unsaid: 'bpf_prog_query_opts makes its attribute anew, with every field' };
      if (request.attachFlags) return { unsaid: 'bpf_prog_query_opts gives attach_flags back, and takes none' };
      const { hook, value } = targetOf(universe, request.hook);
      const fields = {
        query_flags: request.queryFlags === 'none' ? undefined : request.queryFlags === 'EFFECTIVE' ? '1' : '1U << 20',
        prog_ids: request.buffer === 'none' ? undefined : 'ids',
        count: request.buffer === 'none' ? '1' : String(request.buffer),
        prog_attach_flags: request.progAttachFlags ? 'flags' : undefined,
      };
      const head = `bpf_prog_query_opts(${value}, ${attachType(hook)}`;
      return withOptions('bpf_prog_query_opts', fields, (options) => `${head}, ${options});`);
    }
    default:
      return elsewhere(request, 'libbpf');
  }
}

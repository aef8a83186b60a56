import type { Call } from '../../../finding.ts';
import type { Request, Universe } from '../vocabulary/index.ts';
import {
  attachType,
  elsewhere,
  type Fields,
  flagsIn,
  linkFd,
  namedBy,
  pinOf,
  progFd,
  revisionOf,
  said,
  targetOf,
} from './spelling.ts';

const call = (command: string, fields: Fields): Call => ({ code: `bpf(${command}, { ${said(fields, ' = ')} })` });

/** A request as the fields of bpf_attr that are not 0. Source: include/uapi/linux/bpf.h, v6.18. */
export function sayBpf(request: Request, universe: Universe): Call {
  switch (request.op) {
    case 'prog_attach':
    case 'prog_detach': {
      const { hook, field, value } = targetOf(universe, request.hook);
      const { fd, id, bits } = namedBy(request.relative);
      return call(request.op === 'prog_attach' ? 'BPF_PROG_ATTACH' : 'BPF_PROG_DETACH', {
        [field]: value,
        attach_bpf_fd: progFd(request.prog),
        attach_type: attachType(hook),
        attach_flags: flagsIn([...request.flags, ...bits]),
        replace_bpf_fd: progFd(request.replace),
        relative_fd: fd,
        relative_id: id,
        expected_revision: revisionOf(request.revision),
      });
    }
    case 'link_create': {
      const { hook, field, value } = targetOf(universe, request.hook);
      const { fd, id, bits } = namedBy(request.relative);
      return call('BPF_LINK_CREATE', {
        prog_fd: progFd(request.prog),
        [field]: value,
        attach_type: attachType(hook),
        flags: flagsIn([...request.flags, ...bits]),
        [`${hook.kind}.relative_fd`]: fd,
        [`${hook.kind}.relative_id`]: id,
        [`${hook.kind}.expected_revision`]: revisionOf(request.revision),
      });
    }
    case 'link_update':
      return call('BPF_LINK_UPDATE', {
        link_fd: linkFd(request.link),
        new_prog_fd: progFd(request.prog),
        flags: flagsIn(request.flags),
        old_prog_fd: progFd(request.old),
      });
    case 'link_detach':
      return call('BPF_LINK_DETACH', { link_fd: linkFd(request.link) });
    case 'link_close':
      return { code: `close(fd_${request.link})` };
    case 'prog_close':
      return { code: `close(fd_${request.prog})` };
    case 'prog_open':
      return call('BPF_PROG_GET_FD_BY_ID', { prog_id: `id_${request.prog}` });
    case 'link_open':
      return request.from === 'pin'
        ? call('BPF_OBJ_GET', { pathname: pinOf(request.link) })
        : call('BPF_LINK_GET_FD_BY_ID', { link_id: `id_${request.link}` });
    case 'link_pin':
      return call('BPF_OBJ_PIN', { pathname: pinOf(request.link), bpf_fd: `fd_${request.link}` });
    case 'link_unpin':
      return { code: `unlink(${pinOf(request.link)})` };
    case 'prog_query': {
      const { hook, field, value } = targetOf(universe, request.hook);
      return call('BPF_PROG_QUERY', {
        [`query.${field}`]: value,
        'query.attach_type': attachType(hook),
        'query.query_flags':
          request.queryFlags === 'none' ? undefined : request.queryFlags === 'EFFECTIVE' ? '1' : '(1U << 20)',
        'query.attach_flags': request.attachFlags ? '1' : undefined,
        'query.prog_ids': request.buffer === 'none' ? undefined : 'ids',
        'query.count': request.buffer === 'none' ? '1' : String(request.buffer),
        'query.prog_attach_flags': request.progAttachFlags ? 'flags' : undefined,
      });
    }
    default:
      return elsewhere(request, 'bpf(2)');
  }
}

import type { Call } from '../../../finding.ts';
import type { Flags, Relative, Request, RequestOf, Universe } from '../vocabulary/index.ts';
import { elsewhere, flagUnsaid, goAttachType, pinOf, revisionOf, said, targetOf } from './spelling.ts';

/** Why a request cannot be said. */
class Unsaid extends Error {
  override readonly name = 'Unsaid';
}

const refuse = (why: string): never => {
  throw new Unsaid(why);
};

type Placing = RequestOf<'prog_attach' | 'prog_detach' | 'link_create'>;

const DIRECTIVES: readonly string[] = ['BEFORE', 'AFTER', 'REPLACE'];

/** The object that stands for a program or a link: only one that has its fd open has any. */
function objectOf(ref: { readonly is: string; readonly name?: string }): string {
  return ref.name ?? refuse(`cilium/ebpf takes an object, and there is none for ${ref.is.replaceAll('-', ' ')}`);
}

/** The function that makes an anchor beside a relative, with what it takes. */
function beside(side: 'Before' | 'After', relative: Relative): string {
  switch (relative.is) {
    case 'none':
      return side === 'Before' ? 'link.Head()' : 'link.Tail()';
    case 'prog':
    case 'link': {
      const what = relative.is === 'link' ? 'Link' : 'Program';
      const { name } = relative;
      return relative.by === 'id' ? `link.${side}${what}ByID(id_${name})` : `link.${side}${what}(${name})`;
    }
    case 'unknown-id':
      return `link.${side}${relative.as === 'link' ? 'Link' : 'Program'}ByID(unknown_id)`;
    case 'zero':
      if (relative.by === 'id') return `link.${side}${relative.as === 'link' ? 'Link' : 'Program'}ByID(0)`;
      return refuse('an Anchor sets the LINK bit only with a link');
    default:
      return refuse(`cilium/ebpf takes an object, and there is none for ${relative.is.replaceAll('-', ' ')}`);
  }
}

/** An Anchor says one directive with its relative. */
function anchorOf({ op, flags, relative, ...request }: Placing): string | undefined {
  const directives = flags.filter((flag) => DIRECTIVES.includes(flag));
  const replace = 'replace' in request ? request.replace : ({ is: 'none' } as const);
  if (directives.length > 1) return refuse(`an Anchor says one of ${directives.join(', ')}`);
  const [directive] = directives;
  if (directive === 'REPLACE') {
    if (op !== 'prog_attach') return refuse('REPLACE is for RawAttachProgram');
    if (relative.is !== 'none') return refuse('an Anchor that replaces a program names no relative beside it');
    return `link.ReplaceProgram(${objectOf(replace)})`;
  }
  if (replace.is !== 'none') return refuse('an Anchor names a program to replace only with REPLACE');
  if (directive !== undefined) return beside(directive === 'BEFORE' ? 'Before' : 'After', relative);
  return relative.is === 'none' ? undefined : refuse('an Anchor names a relative only with BEFORE or AFTER');
}

const BITS: Readonly<Record<string, string>> = { PREORDER: '1 << 6', UNKNOWN: '1 << 20' };

/** The flags that no Anchor sets. */
function otherFlags(flags: Flags): string | undefined {
  const others = flags.filter((flag) => !DIRECTIVES.includes(flag));
  return others.length === 0 ? undefined : others.map((flag) => BITS[flag] ?? `unix.BPF_F_${flag}`).join(' | ');
}

const LISTS = { tcx: ['AttachTCX', 'TCXOptions'], netkit: ['AttachNetkit', 'NetkitOptions'] } as const;

function create(request: RequestOf<'link_create'>, universe: Universe): string {
  const { hook, value } = targetOf(universe, request.hook);
  const place = {
    Program: objectOf(request.prog),
    Attach: goAttachType(hook),
    Anchor: anchorOf(request),
    ExpectedRevision: revisionOf(request.revision),
    Flags: otherFlags(request.flags),
  };
  if (hook.kind === 'xdp') return refuse('cilium/ebpf has no call for a list of XDP programs');
  if (hook.kind === 'cgroup') {
    const { Program, Attach, ...more } = place;
    const [extra] = Object.entries(more).find(([, its]) => its !== undefined) ?? [];
    if (extra !== undefined) return refuse(`AttachCgroup has no ${extra}`);
    const options = said({ Path: `"${request.hook}"`, Attach, Program }, ': ');
    return `${request.link}, err := link.AttachCgroup(link.CgroupOptions{${options}})`;
  }
  const [attach, options] = LISTS[hook.kind];
  return `${request.link}, err := link.${attach}(link.${options}{${said({ Interface: value, ...place }, ': ')}})`;
}

function write(request: Request, universe: Universe): string | undefined {
  switch (request.op) {
    case 'prog_attach':
    case 'prog_detach': {
      const { hook, value } = targetOf(universe, request.hook);
      const fields = {
        Target: value,
        Program: objectOf(request.prog),
        Attach: goAttachType(hook),
        Anchor: anchorOf(request),
        ExpectedRevision: revisionOf(request.revision),
      };
      const flags = otherFlags(request.flags);
      if (request.op === 'prog_attach')
        return `err := link.RawAttachProgram(link.RawAttachProgramOptions{${said({ ...fields, Flags: flags }, ': ')}})`;
      if (flags !== undefined) return refuse('RawDetachProgram has no Flags');
      return `err := link.RawDetachProgram(link.RawDetachProgramOptions{${said(fields, ': ')}})`;
    }
    case 'link_create':
      return create(request, universe);
    case 'link_update': {
      const [target, to] = [objectOf(request.link), objectOf(request.prog)];
      if (request.flags.length === 0 && request.old.is === 'none') return `err := ${target}.Update(${to})`;
      const old = request.old.is === 'none' ? undefined : objectOf(request.old);
      const fields = said(
        { New: to, Old: old, Flags: request.flags.map((flag) => BITS[flag] ?? `unix.BPF_F_${flag}`).join(' | ') },
        ': ',
      );
      return `err := raw_${target}.UpdateArgs(link.RawLinkUpdateOptions{${fields}})`;
    }
    case 'link_detach':
      return `err := ${objectOf(request.link)}.Detach()`;
    case 'link_close':
      return `err := ${request.link}.Close()`;
    case 'prog_close':
      return `err := ${request.prog}.Close()`;
    case 'prog_open':
      return `${request.prog}, err := ebpf.NewProgramFromID(id_${request.prog})`;
    case 'link_open':
      return request.from === 'pin'
        ? `${request.link}, err := link.LoadPinnedLink(${pinOf(request.link)}, nil)`
        : `${request.link}, err := link.NewFromID(id_${request.link})`;
    case 'link_pin':
      return `err := ${request.link}.Pin(${pinOf(request.link)})`;
    case 'link_unpin':
      return `err := ${request.link}.Unpin()`;
    case 'prog_query': {
      if (request.attr !== 'fresh' || request.attachFlags || request.buffer === 'none')
        return refuse('QueryPrograms makes its attribute and its buffers itself');
      const { hook, value } = targetOf(universe, request.hook);
      const flags =
        request.queryFlags === 'none' ? undefined : request.queryFlags === 'EFFECTIVE' ? '1' : BITS.UNKNOWN!;
      const fields = said({ Target: value, Attach: goAttachType(hook), QueryFlags: flags }, ': ');
      return `result, err := link.QueryPrograms(link.QueryOptions{${fields}})`;
    }
    default:
      return undefined;
  }
}

/** A request as a call of cilium/ebpf, where it can be said. Source: link/anchor.go, link/program.go and link/tcx.go of cilium/ebpf. */
export function sayCilium(request: Request, universe: Universe): Call {
  const unsaid = 'flags' in request ? flagUnsaid(request.flags, universe.flags) : undefined;
  if (unsaid !== undefined) return { unsaid };
  try {
    const code = write(request, universe);
    return code === undefined ? elsewhere(request, 'cilium/ebpf') : { code };
  } catch (error) {
    if (error instanceof Unsaid) return { unsaid: error.message };
    throw error;
  }
}

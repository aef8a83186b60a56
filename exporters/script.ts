/*
 * A trace as plain steps: what has to be made, which calls are made with which values, and what must be there afterwards. Each
 * format that drives a kernel prints this, and decides nothing.
 */

/** A value of a field of bpf_attr that names an object; what is left out of a call is 0. */
export type Value =
  | { readonly is: 'fd'; readonly name: string }
  | { readonly is: 'id'; readonly name: string }
  | { readonly is: 'zero' | 'closed-fd' | 'map-fd' | 'other-prog-fd' | 'unknown-id' };

/** The expected revision of a call. */
export type Revision = 'none' | 'current' | 'stale';

/** A bit of the flags of a call, by its name. */
export type Bit = string;

/** Who makes a call: somebody with every capability, with CAP_BPF and CAP_PERFMON alone, or with none. */
export type Caller = 'privileged' | 'bpf-only' | 'no-capability';

/** The domain of a socket: AF_INET or AF_UNIX. */
export type Domain = 'inet' | 'unix';

/** What a prog_query asks for. */
export interface Query {
  readonly hook: string;
  readonly caller: Caller;
  /** How many ids there is room for; none where there is no buffer. */
  readonly room: number | 'none';
  readonly queryFlags: 'none' | 'EFFECTIVE' | 'UNKNOWN';
  readonly attachFlags: boolean;
  readonly progAttachFlags: boolean;
  readonly attr: 'fresh' | 'reused' | 'short';
}

/** One call. */
export type Call =
  | {
      readonly call: 'prog_attach' | 'prog_detach';
      readonly hook: string;
      readonly prog: Value;
      readonly flags: readonly Bit[];
      readonly replace: Value;
      readonly relative: Value;
      readonly revision: Revision;
      readonly caller: Caller;
    }
  | {
      readonly call: 'link_create';
      readonly hook: string;
      readonly link: string;
      readonly prog: Value;
      readonly flags: readonly Bit[];
      readonly relative: Value;
      readonly revision: Revision;
      readonly caller: Caller;
    }
  | {
      readonly call: 'link_update';
      readonly link: Value;
      readonly prog: Value;
      readonly flags: readonly Bit[];
      readonly old: Value;
      readonly caller: Caller;
    }
  | { readonly call: 'link_detach'; readonly link: Value; readonly caller: Caller }
  /** A further fd: `link_get` by the pin of a link, the others by an id. */
  | { readonly call: 'link_open' | 'prog_open'; readonly name: string; readonly caller: Caller }
  | { readonly call: 'link_get'; readonly name: string; readonly caller: Caller }
  | { readonly call: 'close_fd'; readonly name: string }
  | { readonly call: 'link_pin' | 'link_unpin'; readonly name: string }
  | { readonly call: 'device_remove' | 'device_create'; readonly device: string }
  | { readonly call: 'qdisc_remove'; readonly device: string }
  | { readonly call: 'qdisc_add' | 'qdisc_replace'; readonly device: string; readonly qdisc: string }
  | { readonly call: 'cgroup_remove' | 'cgroup_create'; readonly hook: string }
  /** The same while a process is in it. */
  | { readonly call: 'cgroup_remove_in_use'; readonly hook: string }
  /** A socket that a process in the cgroup of a hook makes. */
  | { readonly call: 'socket_create'; readonly hook: string; readonly socket: string; readonly domain: Domain }
  | { readonly call: 'socket_close'; readonly socket: string }
  | ({ readonly call: 'prog_query' } & Query)
  /** A packet, or a system call at a cgroup, by a socket with a name or by a new one; of an option whether the kernel knows it. */
  | { readonly call: 'run'; readonly hook: string; readonly isKnown: boolean; readonly socket?: string };

/** What a query shows of a list; `slots` are programs in order, each with its link: `A B/L1`. */
export interface Shown {
  readonly revision: number;
  readonly count: number;
  readonly slots: string;
  /** The mode of a cgroup. */
  readonly mode?: string;
  /** The programs of the effective list of a cgroup, in order. */
  readonly effective?: string;
}

/** What became of a packet or of a system call, and who ran for it, in order. */
export type Became =
  | { readonly is: 'packet'; readonly ran: string; readonly isDelivered: boolean; readonly sender: string }
  | { readonly is: 'call'; readonly ran: string; readonly result: string; readonly isDone: boolean }
  | { readonly is: 'nothing' };

/** One call, and what must come of it. */
export interface Step {
  readonly title: string;
  readonly call: Call;
  /** How many removed cgroups sockets keep alive once the call has succeeded, where that were more or fewer before. */
  readonly dying?: number;
  /** `ok`, or the name of an errno. */
  readonly outcome: string;
  /** What the call itself wrote, of a prog_query. */
  readonly view?: Shown | 'nothing';
  /** What must have become of a packet or a system call, of a run. */
  readonly became?: Became;
  /** What a query with ample room shows of hooks afterwards; nothing of a hook whose device or cgroup is gone. */
  readonly hooks: readonly { readonly hook: string; readonly shows: Shown | 'nothing' }[];
}

/**
 * A program to load: its type, the attach type it is loaded for (none: 0), and what it returns. One that `notes` writes down that it ran,
 * and may set a result before it returns: `ok`, the name of an errno, or a number.
 */
export interface Program {
  readonly name: string;
  readonly type: string;
  readonly attachType: string | undefined;
  readonly returns: number;
  readonly notes?: { readonly sets: string | undefined };
}

/** A hook to make: its device is of a type of its own, or any. A parent comes before its children. */
export type HookToMake =
  | {
      readonly at: 'device';
      readonly name: string;
      readonly device: string;
      readonly attachType: string;
      readonly type?: 'netkit';
      /** By what calls name it, where that is not its device: the other end of the pair, or another device. */
      readonly by?: 'peer' | 'other';
      /** Of netkit: whether what its end sends is dropped while it has no program. */
      readonly drops?: true;
    }
  | {
      readonly at: 'cgroup';
      readonly name: string;
      readonly parent: string | undefined;
      readonly attachType: string;
    };

/** Everything that a format has to print of a trace. */
export interface Script {
  /** The file of the trace. */
  readonly path: string;
  readonly title: string;
  readonly devices: readonly string[];
  /** Whether packets are sent over the devices. */
  readonly sends: boolean;
  /** The devices that have a clsact qdisc before the first step. */
  readonly clsact: readonly string[];
  readonly hooks: readonly HookToMake[];
  readonly programs: readonly Program[];
  readonly links: readonly string[];
  readonly foreignLinks: readonly { readonly name: string; readonly prog: string }[];
  readonly prefill: readonly { readonly hook: string; readonly prog: string; readonly flags: readonly Bit[] }[];
  readonly steps: readonly Step[];
}

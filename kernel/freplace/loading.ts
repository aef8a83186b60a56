import { must, type Result } from '../errno.ts';
import { CallFailed } from '../failure.ts';
import {
  ATTACH_TYPES,
  BTF_LOAD,
  encode,
  LOAD_BITS,
  OBJ_GET_INFO_BY_FD,
  PROG_BTF_INFO,
  PROG_LOAD,
  PROG_TYPES,
  readU32,
} from '../layout.ts';
import type { System } from '../syscalls.ts';
import type { Asking } from '../unprivileged.ts';
import { Btf, words } from './btf.ts';
import type { Code } from './code.ts';
import { type Signature, Types } from './signature.ts';

/** The name of the function of an EXT or fentry program, and of the main program of a target. */
export const MAIN = 'main';
/** That of the main program of a target of whose functions none is called `main`: no name of a universe begins so. */
const ENTRY = '_entry';

const LICENSE = Buffer.from('GPL\0');
const LOG_SIZE = 65536;
const FUNC_INFO_SIZE = 8;
/** A signal makes the verifier give up with EAGAIN: try again, but not for ever. */
const LOAD_ATTEMPTS = 5;

/** A function as the BTF of its program has it. */
export interface Declared {
  readonly name: string;
  readonly signature: Signature;
  readonly linkage: 'global' | 'static';
}

/** The BTF of a program, and the ids of its functions in it, in the order in which they are declared. */
export interface TypeInformation {
  readonly bytes: Buffer;
  readonly ids: readonly number[];
}

/** The type information of a program with these functions, the main program first. */
export function typeInformation(functions: readonly Declared[]): TypeInformation {
  const btf = new Btf();
  const types = new Types(btf);
  const ids = functions.map(({ name, signature, linkage }) => btf.func(name, types.prototype(signature), linkage));
  return { bytes: btf.encode(), ids };
}

/** What the main program of a target is declared as. */
export const entryOf = (signature: Signature, name = ENTRY): Declared => ({ name, signature, linkage: 'global' });

/** How a program is loaded besides. */
export interface LoadedAs {
  readonly type: keyof typeof PROG_TYPES;
  readonly expected?: number;
  readonly sleepable?: boolean;
  /** The function that it is about: an fd and a BTF id. */
  readonly about?: { readonly fd: number; readonly id: number };
  readonly btf?: TypeInformation;
}

/** Loads programs with type information. */
export class Loading {
  readonly #system: System;

  constructor(system: System) {
    this.#system = system;
  }

  /** BPF_PROG_LOAD by whoever asks; gives an fd or the name of an errno. Throws CallFailed where the kernel refuses the type information. */
  load(code: Code, as: LoadedAs, asking: Asking = this.#system): Result {
    const btf = as.btf === undefined ? 0 : this.#btf(as.btf.bytes);
    try {
      let result = this.#load(code, as, btf, asking);
      for (let attempt = 1; result === 'EAGAIN' && attempt < LOAD_ATTEMPTS; attempt += 1)
        result = this.#load(code, as, btf, asking);
      return result;
    } finally {
      if (btf !== 0) this.#system.close(btf);
    }
  }

  /** As `load`; throws CallFailed with the verifier's log. */
  must(what: string, code: Code, as: LoadedAs): number {
    const result = this.load(code, as);
    if (typeof result === 'number') return result;
    throw new CallFailed(`BPF_PROG_LOAD of ${what}`, result, this.#why(code, as));
  }

  #why(code: Code, as: LoadedAs): string {
    const log = Buffer.alloc(LOG_SIZE);
    const btf = as.btf === undefined ? 0 : this.#btf(as.btf.bytes);
    this.#load(code, as, btf, this.#system, log);
    if (btf !== 0) this.#system.close(btf);
    const text = log.toString('latin1', 0, log.indexOf(0)).trim();
    return text === '' ? '' : `; the verifier says:\n${text}`;
  }

  #btf(bytes: Buffer): number {
    const attr = encode(BTF_LOAD, { btf: this.#system.address(bytes), btf_size: bytes.length });
    return must('BPF_BTF_LOAD', this.#system.bpf(BTF_LOAD.command, attr, [bytes]));
  }

  #load({ insns, begins }: Code, as: LoadedAs, btf: number, asking: Asking, log?: Buffer): Result {
    const { type, expected = 0, sleepable = false, about } = as;
    const info = words(begins.flatMap((begin, index) => [begin, as.btf?.ids[index] ?? 0]));
    const typed = {
      func_info_rec_size: FUNC_INFO_SIZE,
      func_info: this.#system.address(info),
      func_info_cnt: begins.length,
    };
    const attr = encode(PROG_LOAD, {
      prog_type: PROG_TYPES[type],
      insn_cnt: insns.length / 8,
      insns: this.#system.address(insns),
      license: this.#system.address(LICENSE),
      prog_flags: sleepable ? LOAD_BITS.SLEEPABLE : 0,
      expected_attach_type: type === 'tracing' ? ATTACH_TYPES.TRACE_FENTRY : expected,
      prog_btf_fd: btf,
      ...(btf === 0 ? {} : typed),
      attach_btf_id: about?.id ?? 0,
      attach_prog_fd: about?.fd ?? 0,
      ...(log === undefined ? {} : { log_level: 1, log_size: log.length, log_buf: this.#system.address(log) }),
    });
    this.#system.pin(attr, [insns, LICENSE, info, ...(log === undefined ? [] : [log])]);
    return asking.bpf(PROG_LOAD.command, attr);
  }
}

/** The ids of the BTF object of a program, and of that of the program that it was loaded against and still holds; 0 for none. */
export function btfsOf(system: System, fd: number): { readonly own: number; readonly saved: number } {
  const info = Buffer.alloc(PROG_BTF_INFO.size);
  const attr = encode(OBJ_GET_INFO_BY_FD, { bpf_fd: fd, info_len: info.length, info: system.address(info) });
  must('BPF_OBJ_GET_INFO_BY_FD of a program', system.bpf(OBJ_GET_INFO_BY_FD.command, attr, [info]));
  const { btf_id, attach_btf_obj_id } = PROG_BTF_INFO.fields;
  return { own: readU32(info, btf_id.at), saved: readU32(info, attach_btf_obj_id.at) };
}

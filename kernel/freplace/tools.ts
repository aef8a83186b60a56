import { type Basics, once, openBasics, type WrongFds } from '../basics.ts';
import { KernelUnavailable } from '../failure.ts';
import { loadProgram } from '../programs.ts';
import { kernelRelease } from '../release.ts';
import type { System } from '../syscalls.ts';
import { calling, giving, type Pad } from './code.ts';
import { btfsOf, entryOf, Loading, MAIN, typeInformation } from './loading.ts';
import { Pins } from './pins.ts';
import { signatureOf } from './signature.ts';

/** What worlds of extension programs are made with; everything here outlives each world. */
export interface FreplaceTools extends Basics, WrongFds {
  readonly loading: Loading;
  /** Made when it is asked for first. */
  readonly pins: Pins;
}

/**
 * Everything that extension programs are driven with, and how to give it back; `probe` makes sure of what is needed. Throws
 * KernelUnavailable, with this thread where it was before.
 */
export function openFreplaceTools(probe: (system: System, loading: Loading) => void = requireExtensions): {
  readonly tools: FreplaceTools;
  readonly release: () => void;
} {
  const { basics, fds, probed, release } = openBasics(({ system }, undo) => {
    const loading = new Loading(system);
    probe(system, loading);
    const pins = once(() => {
      const made = new Pins(system);
      undo.push(() => made.close());
      return made;
    });
    return { loading, pins };
  });
  const { system, callers, netlink, namespace } = basics;
  const tools = {
    ...fds,
    system,
    callers,
    netlink,
    namespace,
    get otherNamespace() {
      return basics.otherNamespace;
    },
    loading: probed.loading,
    get pins() {
      return probed.pins();
    },
  };
  return { tools, release };
}

/** A program that only says that it is called, for which nothing is written anywhere. */
const NOWHERE: Pad = { fd: 0, current: 0, answer: () => 0 };

/** Throws KernelUnavailable where the kernel loads no EXT programs. */
function requireExtensions(system: System, loading: Loading): void {
  // Tells lack of privilege from a kernel that refuses EXT programs alone.
  system.close(loadProgram(system, 'xdp'));
  const signature = signatureOf('int(xdp_md)');
  const btf = typeInformation([entryOf(signature, MAIN)]);
  const body = { signature, packet: false, number: 1 };
  const target = loading.must('an XDP program with BTF', calling([], body, NOWHERE), { type: 'xdp', btf });
  try {
    const about = { fd: target, id: btf.ids[0]! };
    const ext = loading.load({ insns: giving(body), begins: [0] }, { type: 'ext', btf, about });
    if (typeof ext === 'string') throw new KernelUnavailable(refusal(ext));
    const { saved } = btfsOf(system, ext);
    system.close(ext);
    if (saved !== btfsOf(system, target).own)
      throw new KernelUnavailable(
        `Linux ${kernelRelease()} does not tell what a program was loaded against (6.0 and later do)`,
      );
  } finally {
    system.close(target);
  }
}

function refusal(errno: string): string {
  const release = kernelRelease();
  if (errno === 'EPERM')
    return `Linux ${release} as it was built refuses to load EXT programs, before they are verified: EPERM`;
  return `Linux ${release} loads no EXT programs (5.6 and later do, with CONFIG_BPF_JIT): ${errno}`;
}

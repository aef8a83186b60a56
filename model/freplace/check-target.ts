import { EINVAL, ENOENT, OK, type Plain } from '../machine/replies.ts';
import type { BtfId, Prog } from './objects.ts';
import type { System } from './system.ts';

/** Whether a program may be attached to this function of another one, whatever is attached to that already. */
export function checkTarget(system: System, prog: Prog, target: Prog, id: BtfId): Plain {
  if (typeof id !== 'object' || !target.hasBtf) return EINVAL;
  if (target.kind === prog.kind) return EINVAL;
  if (prog.kind === 'ext') return checkReplaced(system, prog, target, id.info);
  return OK;
}

/** The rest for an EXT program, which is to stand in for the function. */
function checkReplaced(system: System, prog: Prog, target: Prog, replaced: Prog['trampolines'][number]['info']): Plain {
  const { fault, design } = system;
  const { info } = prog.trampolines[0]!;
  if (replaced.linkage === 'static' && fault !== 'target/static-taken') return EINVAL;
  if (info.packet !== replaced.packet) {
    if (info.packet ? fault !== 'target/packet-unseen' : fault === 'target/packet-must-match') return EINVAL;
  }
  if (target.kind !== 'target') return EINVAL;
  // There is nothing to compare it with.
  if (isSavedGone(system, prog)) return ENOENT;
  const { verifiedAs } = prog;
  if (verifiedAs !== null && design.keeps !== 'always') {
    const { type, expected } = target.loadedAs;
    if (type !== verifiedAs.type && fault !== 'target/type-unseen') return EINVAL;
    if (expected !== verifiedAs.expected && fault !== 'target/expected-unseen') return EINVAL;
  }
  return info.signature === replaced.signature || fault === 'target/signature-unseen' ? OK : EINVAL;
}

/** Whether only an id is kept of what a program was loaded against, and nothing has that any more. */
export function isSavedGone({ design }: System, { saved, savedId }: Prog): boolean {
  return design.keeps === 'id' && saved !== null && saved.prog.id !== savedId;
}

import { type Fault, faultTable } from '../machine/fault.ts';
import { DESIGNS, type Variant } from './variants.ts';

const sentences = {
  'load/closed-ebadf': 'An attach_prog_fd that is not open is EBADF.',
  'load/expected-unseen': 'An EXT program may have an expected_attach_type.',
  'load/saves-without-reference': 'Loading takes no reference on what is loaded against.',
  'target/static-taken': 'A static function may be replaced.',
  'target/packet-unseen': 'A program that changes packet data may replace a function that does not.',
  'target/packet-must-match': 'A program that leaves packet data alone may not replace a function that changes it.',
  'target/signature-unseen': 'The signatures are not compared.',
  'target/type-unseen': 'A program may be attached to a target of another type than it was verified for.',
  'target/expected-unseen':
    'A program may be attached to a target of another expected_attach_type than it was verified for.',
  'attach/asks-for-privilege': 'Attaching asks for capabilities.',
  'attach/name-taken': 'RAW_TRACEPOINT_OPEN of an EXT program ignores a name.',
  'attach/half-named-taken': 'A target_fd without target_btf_id counts as no target.',
  'attach/fentry-may-name': 'A fentry program may name a target.',
  'attach/nothing-saved-enoent': 'Where no target is named and none is saved, attaching fails with ENOENT.',
  'attach/saved-stays': 'An attach does not spend the saved target.',
  'attach/saved-kept-where-named': 'An attach that names another target does not spend the saved one.',
  'attach/named-saved-keeps-reference': 'An attach that names the saved target keeps one reference too many on it.',
  'attach/refusal-spends-saved': 'An attach that is refused because the function is taken spends the saved target.',
  'attach/refusal-keeps-target': 'A refused attach keeps the reference on the function that it named.',
  'function/second-extension': 'A function that has an extension takes another.',
  'function/extension-over-fentry': 'A function that fentry is attached to can be replaced.',
  'function/fentry-over-extension': 'Fentry can be attached to a function that is replaced.',
  'extended/never-cleared': 'The end of an extension does not clear the flag of its target.',
  'extended/main-unmarked': 'Replacing the main function does not set the flag.',
  'extended/refusal-sets': 'The flag is set before it is known whether the target is in a prog_array.',
  'array/members-unseen': 'A target in a prog_array can be extended.',
  'array/extension-taken': 'An EXT program can be put into a prog_array.',
  'array/other-type-taken': 'A program of another type than the prog_array is for can be put into it.',
  'array/extended-taken': 'An extended target can be put into a prog_array.',
  'array/members-stay': 'An entry that is removed is still counted.',
  'device/extension-taken': 'The device runs an EXT program.',
  'device/old-kept': 'The device keeps the reference on what it ran before.',
  'update/old-unread': 'An update ignores the old program.',
  'update/same-taken': 'An update to the program that is there succeeds.',
  'detach/detaches': 'LINK_DETACH works.',
  'close/program-kept': 'A link that is freed keeps the reference on its program.',
  'close/target-kept': 'A link that is freed keeps the reference on its target.',
  'close/target-put-twice': 'A link that is freed frees its target although that is open.',
  'close/pin-unseen': 'The close of the last fd detaches a link that is pinned.',
  'unpin/keeps-reference': 'The removal of a pin does not drop its reference.',
  'open/anybody': 'An fd for the id of a program is had without CAP_SYS_ADMIN.',
  'free/saved-kept': 'A program that ends keeps the reference on its saved target.',
  'free/does-not-wait': 'The saved target of a program that ends is let go of at once.',
  'hook/program-unseen': 'A link takes the function of a link of another program.',
  'hook/old-function-stays': 'A link that takes a function does not let go of the one that it had.',
  'hook/takes-reference': 'A link that takes a function takes a second reference on its target.',
} as const;

export type FaultId = keyof typeof sentences;

const ALL = faultTable(sentences);

/** What is no mistake in a design, or makes no difference to it. */
function isNone(variant: Variant, fault: FaultId): boolean {
  const { keeps, updatesHook } = DESIGNS[variant];
  if (fault.startsWith('hook/')) return !updatesHook;
  switch (fault) {
    case 'load/saves-without-reference':
    case 'free/saved-kept':
    case 'free/does-not-wait':
      return keeps === 'id';
    case 'target/type-unseen':
    case 'target/expected-unseen':
      return keeps === 'always';
    case 'attach/saved-kept-where-named':
    case 'attach/named-saved-keeps-reference':
    case 'attach/nothing-saved-enoent':
      return keeps !== 'until-attached';
    case 'attach/saved-stays':
      return keeps === 'always' || keeps === 'id';
    default:
      return false;
  }
}

/** The faults that can be planted in a design. */
export function faultsOf(variant: Variant): Readonly<Partial<Record<FaultId, Fault>>> {
  const faults = Object.entries(ALL).filter(([id]) => !isNone(variant, id as FaultId));
  return Object.freeze(Object.fromEntries(faults));
}

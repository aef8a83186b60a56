import type { Fault } from '../faults.ts';

const sentences = {
  'rfc/first-not-exclusive': 'FIRST does not look whether the head is pinned already.',
  'rfc/last-goes-behind-pinned': 'An append does not look whether the tail is pinned.',
  'rfc/before-ignores-pinned-head': 'BEFORE the first slot does not look whether that is pinned.',
  'rfc/after-ignores-pinned-tail': 'AFTER the last slot does not look whether that is pinned.',
  'rfc/first-without-check-of-relative': 'FIRST with BEFORE does not compare the first slot with the relative.',
  'rfc/replace-keeps-flags': 'A replacement keeps the flags of the slot whatever the request says.',
  'rfc/replace-pins-anywhere': 'A replacement with FIRST or LAST does not look where its slot is.',
  'rfc/replace-takes-linked-slot': 'A replacement overwrites a slot that belongs to a link.',
  'rfc/full-after-duplicate': 'A duplicate is looked for ahead of the room.',
  'rfc/pin-when-full': 'Pinning does not look whether there is room.',
  'rfc/detach-first-ignores-subject': 'A detach with FIRST removes the first slot whatever subject is named.',
  'rfc/detach-after-wins': 'Where a detach has BEFORE and AFTER, AFTER wins.',
  'rfc/detach-linked-slot': 'A detach removes a slot that belongs to a link.',
  'rfc/revision-wraps-to-zero': 'The revision does not skip 0.',
  'rfc/relative-link-not-compared': 'A relative with a link matches any slot of its program.',
} as const;

/** The name of a planted fault. */
export type RfcFaultId = keyof typeof sentences;

/** Every planted fault of the model of the second RFC. */
export const RFC_FAULTS: Readonly<Record<RfcFaultId, Fault>> = Object.freeze(
  Object.fromEntries(Object.entries(sentences).map(([id, sentence]) => [id, Object.freeze({ sentence })])),
) as Readonly<Record<RfcFaultId, Fault>>;

import { type Fault, faultTable } from '../machine/fault.ts';

const sentences = {
  'attach/capacity-by-index':
    'Capacity is compared with the index instead of the number of slots, which only a full hook shows.',
  'attach/replace-takes-linked-slot': 'REPLACE overwrites a slot that belongs to a link.',
  'attach/replace-keeps-revision': 'A replacement does not count as a revision.',
  'attach/replace-puts-new': 'A replacement drops a reference on the new program instead of the old one.',
  'attach/before-off-by-one': 'BEFORE takes the index it designates for the place itself: one slot too early.',
  'attach/after-off-by-one': 'AFTER inserts one slot too early.',
  'attach/duplicate-before-stale': 'The duplicate is checked before the revision.',
  'attach/stale-leaks-subject': 'A stale revision keeps the reference on the subject.',
  'attach/duplicate-puts-twice': 'A duplicate drops the reference on the subject twice.',
  'attach/absent-replace-leaks': 'A refusal with ENOENT keeps the reference on the program to replace.',
  'attach/idle-relative-unresolved': 'Attach resolves the relative only where BEFORE or AFTER uses it.',
  'relative/link-not-compared': 'A relative with a link matches any slot of its program.',
  'relative/type-unchecked': 'The type of the relative is not compared with the type of the subject.',
  'relative/wrong-type-leaks': 'A relative program of the wrong type keeps the reference taken on it.',
  'relative/zero-link-fd-is-none': 'LINK with fd 0 means no relative.',
  'directives/last-one-wins': 'Directives need not agree: the last one decides.',
  'directives/none-needed': 'A relative without a directive is ignored.',
  'bundle/peer-not-copied': 'The peer array is edited without the active one having been copied into it.',
  'detach/stale-ignored': 'Detach ignores the expected revision.',
  'detach/replace-accepted': 'Detach accepts REPLACE.',
  'detach/full-tail-removable': 'Detach does not compare the index with the capacity, which only a full hook shows.',
  'detach/linked-slot-removable': 'Detach without a subject removes a slot that belongs to a link.',
  'detach/busy-leaks-subject': 'A refusal with EBUSY keeps the reference on the subject.',
  'detach/terminator-lost': 'A removal moves the slots behind it, but not the terminator.',
  'detach/commit-keeps-reference': 'A removal does not drop the reference of the slot.',
  'detach/empty-entry-stays': 'The entry is not freed with its last slot, so its revision does not start over.',
  'detach/anybody-without-subject': 'Detach without a subject asks for no capability.',
  'detach/fd-not-enough': 'Detach of a program that is named asks for CAP_NET_ADMIN as well.',
  'link/failed-create-leaks': 'A link that could not be created keeps its program.',
  'link/update-same-bumps-revision': 'An update to the program the link has already counts as a revision.',
  'link/update-ignores-old': 'An update ignores the expected old program.',
  'link/update-eperm-leaks': 'An update with the wrong old program keeps the reference on the new one.',
  'link/update-duplicates': 'An update does not check whether the program is in the list already.',
  'link/update-type-unchecked': 'An update takes a program of another type.',
  'link/update-keeps-old-reference': 'An update does not drop the reference on the old program.',
  'link/second-detach-fails': 'Detaching a defunct link is an error.',
  'link/close-keeps-slot': 'Closing a link frees it, but leaves its slot in the list.',
  'device/direct-programs-leak': 'Removing a device keeps the references of directly attached programs.',
  'device/links-stay-attached': 'Removing a device leaves its links attached.',
  'device/qdisc-outlives': 'The qdisc of a device that is removed is there when the device comes back.',
  'device/links-found-again': 'A device that comes back takes over a link of the one before.',
  'qdisc/old-goes-first': 'A qdisc that is replaced is removed before the new one is made.',
  'qdisc/failure-keeps-hold': 'A qdisc that could not be made keeps its hold on the first entry.',
  'device/peer-stays': 'The other end of a pair stays when one is removed.',
  'qdisc/empty-entry-stays': 'The end of a qdisc does not free entries that nothing needs.',
  'query/own-output-refused': 'A query refuses an attribute that another one filled.',
  'query/truncated-count': 'A query with too small a buffer gives the number of ids that fit as the count.',
  'query/small-buffer-ok': 'A query with too small a buffer succeeds.',
  'query/anybody': 'A query asks for no capability.',
  'query/flags-before-capability': 'A query checks its flags before it asks for a capability.',
  'run/pass-goes-on': 'PASS does not end the walk over the list.',
  'run/unknown-goes-on': 'A verdict that is not known does not end the walk over the list.',
  'run/unknown-drops': 'A verdict that is not known drops the packet.',
  'run/filters-left-out': 'Classic filters do not run after the list.',
  'run/filters-as-added': 'Classic filters run in the order in which they were added.',
  'run/stolen-delivered': 'A packet that a classic filter consumes is delivered.',
  'run/stolen-dropped': 'A packet that a classic filter consumes is dropped.',
  'run/redirect-goes-on': 'REDIRECT does not end the walk over the list.',
  'run/target-of-a-slot': 'A program forgets the target that one in front of it has set.',
  'run/next-redirects': 'A packet is redirected to the target that was set, although every program says NEXT.',
  'run/redirected-told': 'The sender gets an error for a packet that is dropped where it was redirected to.',
  'run/peer-left-out': 'What leaves a device does not come to the list at the other end.',
  'run/filter-never-redirects': 'A classic filter that says REDIRECT is taken as UNSPEC.',
  'netkit/policy-ignored': 'The policy of an end does not matter.',
  'netkit/policy-always': 'The policy of an end drops what its programs let pass.',
  'link/close-detaches': 'Closing an fd of a link detaches it, whoever else holds it.',
  'link/pin-holds-nothing': 'A pin of a link holds no reference.',
  'link/unpin-leaks': 'Removing the pin of a link keeps its reference.',
  'link/anybody-by-id': 'An fd of a link by its id asks for no capability.',
  'prog/fd-by-id-holds-nothing': 'An fd of a program by its id holds no reference.',
  'netkit/bundle-starts-over': 'An attach to an empty list starts over at the first revision.',
  'netkit/query-shows-bundle': 'A query of an empty list shows the revision that the device keeps.',
  'netkit/peer-not-found': 'The index of the peer is answered as that of no device.',
  'netkit/other-kind-invalid': 'The index of a device of another kind is an invalid argument.',
} as const;

/** The name of a planted fault: where it is, and what is wrong. */
export type FaultId = keyof typeof sentences;

/** Every planted fault. Each can be seen in an outcome, an observation, a reference count or a key. */
const ALL: Readonly<Record<FaultId, Fault>> = faultTable(sentences);

type Chosen = Readonly<Partial<Record<FaultId, Fault>>>;

const chosen = (wanted: (id: string) => boolean): Chosen =>
  Object.freeze(Object.fromEntries(Object.entries(ALL).filter(([id]) => wanted(id))));

const ANYBODY = 'detach/anybody-without-subject';

const ofNetkit = (id: string) => id.startsWith('netkit/');

/** Faults in what makes devices and qdiscs come and go, of which netkit and the first merge say nothing. */
const ofTargets = (id: string) => /^(qdisc\/|device\/(qdisc|links-found))/.test(id);

/** Faults in what gives links and programs other holders, of which the first merge says nothing. */
const ofHolders = (id: string) => /^(link\/(close-detaches|pin-holds|unpin-leaks|anybody-by-id)|prog\/)/.test(id);

/** The planted faults of tcx. */
export const FAULTS: Chosen = chosen((id) => !ofNetkit(id));

/** Those of Linux 6.6 to 6.17: all but the one that it has. */
export const FAULTS_617: Chosen = chosen((id) => !ofNetkit(id) && id !== ANYBODY);

/** Those of the first merge: all but the two that it was born with. */
export const FIRST_MERGE_FAULTS: Chosen = chosen(
  (id) => !ofNetkit(id) && !ofTargets(id) && !ofHolders(id) && id !== ANYBODY && id !== 'attach/capacity-by-index',
);

/** Those of netkit, which has some of its own, no classic filters, and a verdict that is not known drops there. */
export const NETKIT_FAULTS: Chosen = chosen(
  (id) => !ofTargets(id) && !/^(device\/peer|run\/(filter|stolen|unknown-drops|target|next|redirected|peer))/.test(id),
);

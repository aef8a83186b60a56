import { type Fault, faultTable } from '../machine/fault.ts';

const sentences = {
  'set/device-before-privilege': 'A missing device is reported before a missing CAP_NET_ADMIN.',
  'set/over-link': 'Netlink overwrites and clears a place that a link holds.',
  'set/expected-ignored': 'REPLACE does not compare what is there with the expected program.',
  'set/noexist-takes-same': 'UPDATE_IF_NOEXIST lets the program through that is there already.',
  'set/refusal-keeps-reference': 'A refused set keeps the reference on the program.',
  'set/same-keeps-reference': 'Setting the program that is there takes a second reference on it.',
  'set/old-keeps-reference': 'Overwriting and clearing do not drop the reference on the program that was there.',
  'clear/upper-unseen': 'A program on the upper device does not prevent clearing.',
  'clear/other-mode-refused': 'Clearing an empty place is refused while the other mode is taken.',
  'upper/links-unseen': 'A program that a link brought to the upper device is not seen.',
  'place/modes-side-by-side': 'SKB and DRV do not exclude each other.',
  'install/refusal-empties': 'Where the driver refuses the new program the old one is gone.',
  'install/large-mtu-for-all': 'The driver takes a program without frags whatever the MTU.',
  'bound/by-name': 'A bound program fits another device that has the name of its own.',
  'bound/own-device-alone': 'A bound program fits no other device, whatever is bound to that.',
  'bound/skb-taken': 'A bound program is taken in SKB mode.',
  'create/asks-for-privilege': 'Creating a link asks for CAP_NET_ADMIN.',
  'create/no-device-enodev': 'Where there is no device, creating a link fails with ENODEV, as it does for tcx.',
  'create/mode-is-skb': 'Without a mode flag a link takes SKB, whatever the driver offers.',
  'create/joins-netlink': 'A link takes over a place where netlink set the same program.',
  'create/refusal-keeps-reference': 'A link that could not be created keeps its program.',
  'update/old-ignored': 'An update does not compare the old program.',
  'update/old-before-defunct': 'An update compares the old program before it checks whether the link is defunct.',
  'update/attach-type-unchecked': 'An update takes a program of another expected_attach_type.',
  'update/same-keeps-reference': 'An update to the program that is there takes a second reference on it.',
  'update/old-keeps-reference': 'An update does not drop the reference on the old program.',
  'update/refusal-keeps-reference': 'A refused update keeps the reference on the new program.',
  'update/looks-at-upper': 'An update is refused where the upper device has a program.',
  'detach/second-fails': 'Detaching a defunct link is an error.',
  'detach/skb-place-stays': 'A detached link leaves its program in the place of SKB.',
  'detach/anybody-by-id': 'An fd for the id of a link is had without CAP_SYS_ADMIN.',
  'close/place-stays': 'The last close of a link does not empty its place.',
  'remove/netlink-keeps-reference': 'A device that is removed keeps the reference on the program that netlink set.',
  'remove/link-not-told': 'A link is not defunct after its device is removed.',
  'move/detaches': 'A device that moves to another namespace leaves its links behind.',
} as const;

export type FaultId = keyof typeof sentences;

/** The faults that can be planted. */
export const XDP_FAULTS: Readonly<Record<FaultId, Fault>> = faultTable(sentences);

/** Netkit devices of a written test; it stands after PROGRAM, where a trace has some, and imports NETLINK. */
export const NETKIT = `
// netkit makes a pair of netkit devices, of which the first is the target of every hook; drops: what each end does without a program.
func (w *world) netkit(drops map[ebpf.AttachType]bool, attach map[string]ebpf.AttachType) {
	w.Helper()
	policy := func(end ebpf.AttachType) netlink.NetkitPolicy {
		if drops[end] {
			return netlink.NETKIT_POLICY_BLACKHOLE
		}
		return netlink.NETKIT_POLICY_FORWARD
	}
	made := &netlink.Netkit{
		LinkAttrs:  netlink.LinkAttrs{Name: "nk"},
		Policy:     policy(ebpf.AttachNetkitPrimary),
		PeerPolicy: policy(ebpf.AttachNetkitPeer),
	}
	made.SetPeerAttrs(&netlink.LinkAttrs{Name: "nkp"})
	if err := netlink.LinkAdd(made); errors.Is(err, unix.EOPNOTSUPP) {
		w.Skip("this kernel has no netkit: ", err)
	} else {
		w.must(err)
	}
	found, err := netlink.LinkByName("nk")
	w.must(err)
	for hook, of := range attach {
		w.targets[hook], w.attach[hook] = found.Attrs().Index, of
	}
}
`;

/** What it imports. */
export const NETLINK = '\t"github.com/vishvananda/netlink"\n';

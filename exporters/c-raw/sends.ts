/** Packets over pairs of devices. It stands behind RUNS. */
export const SENDS = `
/* Packets over pairs of devices: each end has an address, and a socket that sends over it. */

enum { PASS = 0, DROP = 2 };		/* of netkit: what an end does while it has no program */

struct end {
	int ifindex, sender, receiver;
	uint32_t to;			/* the address that is sent to: nobody has it */
	bool drops;
};

struct way {
	const char *device;
	struct end near, far;
};
static struct way ways[MOST_DEVICES];
static int way_count;

static struct message about(int type, size_t size)
{
	struct message message = {
		.head = { .nlmsg_len = NLMSG_LENGTH(size), .nlmsg_type = type, .nlmsg_flags = NLM_F_CREATE | NLM_F_EXCL },
	};

	return message;
}

static void add_address(int ifindex, uint32_t address)
{
	struct message message = about(RTM_NEWADDR, sizeof(struct ifaddrmsg));

	message.address = (struct ifaddrmsg){ .ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = ifindex };
	add_attribute(&message, IFA_LOCAL, &address, sizeof(address));
	add_attribute(&message, IFA_ADDRESS, &address, sizeof(address));
	must("an address", ask(&message));
}

/* Says that an address has a hardware address that is nobody's, so that no host takes what is sent there for its own. */
static void add_neighbour(int ifindex, uint32_t address)
{
	static const uint8_t nobody[] = { 2, 0, 0, 0, 0, 9 };
	struct message message = about(RTM_NEWNEIGH, sizeof(struct ndmsg));

	message.neighbour = (struct ndmsg){ .ndm_family = AF_INET, .ndm_ifindex = ifindex, .ndm_state = NUD_PERMANENT };
	add_attribute(&message, NDA_DST, &address, sizeof(address));
	add_attribute(&message, NDA_LLADDR, nobody, sizeof(nobody));
	must("a neighbour", ask(&message));
}

static uint32_t address_of(int network, int host)
{
	return htonl((uint32_t)network << 24 | way_count << 8 | host);
}

/* An end in the present namespace. Packet sockets of a protocol stand behind what runs at the ingress of a device. */
static struct end end_of(const char *name, int network, bool drops)
{
	struct end end = { .ifindex = if_nametoindex(name), .to = address_of(network, 9), .drops = drops };
	struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons(PORT), .sin_addr = { address_of(network, 1) } };
	struct sockaddr_ll device = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = end.ifindex };
	int yes = 1;

	add_address(end.ifindex, own.sin_addr.s_addr);
	must("a device up", set_up(end.ifindex));
	add_neighbour(end.ifindex, end.to);
	end.sender = must("a socket", datagram_socket(OF_INET));
	setsockopt(end.sender, IPPROTO_IP, IP_RECVERR, &yes, sizeof(yes));
	must("bind of a socket", called(bind(end.sender, (struct sockaddr *)&own, sizeof(own))));
	end.receiver = must("a packet socket", called(socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(ETH_P_IP))));
	must("bind of a packet socket", called(bind(end.receiver, (struct sockaddr *)&device, sizeof(device))));
	return end;
}

static long send_from(const struct end *end, const void *bytes, size_t size)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(PORT), .sin_addr = { end->to } };

	return called(sendto(end->sender, bytes, size, 0, (struct sockaddr *)&to, sizeof(to)));
}

enum { HEADERS = 14 + 20 + 8 };		/* Ethernet, IPv4, UDP */

/* Takes what an end has received: whether the marker was among it, and the packet. */
static bool take_received(const struct end *end, bool *has_packet)
{
	char into[512];
	long length;
	bool has_marker = false;

	while ((length = called(recv(end->receiver, into, sizeof(into), 0))) >= 0) {
		has_marker |= length == HEADERS + sizeof(MARKER);
		*has_packet |= length == HEADERS + 1;
	}
	return has_marker;
}

/* Waits until the kernel, which takes a moment to find that a device is connected, lets packets through. */
static void try_out(const struct end *from, const struct end *to)
{
	struct timespec pause = { .tv_nsec = 5000000 };
	bool has_packet;

	for (int attempt = 0; attempt < (from->drops ? 20 : 400); attempt++) {
		send_from(from, MARKER, sizeof(MARKER));
		if (take_received(to, &has_packet))
			return;
		nanosleep(&pause, NULL);
	}
	if (!from->drops)
		die("the first packet over a pair of devices", -ETIMEDOUT);
}

/* A pair of devices that packets are sent over: the near end is the device. */
static void make_way(const char *name, const char *kind, int namespace, const uint32_t *policies)
{
	struct device *device = &devices[device_count++];
	struct way *way = &ways[way_count++];
	char near[IFNAMSIZ], far[IFNAMSIZ];
	long result;
	int here;

	snprintf(near, sizeof(near), "n%d.%d", number_now, way_count);
	snprintf(far, sizeof(far), "f%d.%d", number_now, way_count);
	result = create_pair(kind, near, far, namespace, policies);
	if (result)
		skip(policies ? "no netkit pair can be made" : "no veth pair can be made", result);
	*device = (struct device){ .name = name, .ifindex = if_nametoindex(near) };
	way->device = name;
	way->near = end_of(near, 10, policies && policies[0] == DROP);
	here = must("open of the network namespace", called(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)));
	if (namespace >= 0)
		must("the other namespace", called(setns(namespace, CLONE_NEWNET)));
	way->far = end_of(far, 172, policies && policies[1] == DROP);
	must("the way back", called(setns(here, CLONE_NEWNET)));
	close(here);
	device->peer = way->far.ifindex;
	try_out(&way->near, &way->far);
	try_out(&way->far, &way->near);
}

static void veth_pair(const char *name) { make_way(name, "veth", elsewhere(), NULL); }

static void netkit_pair(const char *name, int of_primary, int of_peer)
{
	make_way(name, "netkit", -1, (uint32_t[]){ of_primary, of_peer });
}

/* Sends a packet for which the programs of a hook run. */
static long send_at(const struct hook *hook)
{
	struct timespec pause = { .tv_nsec = 5000000 };
	const struct way *way = ways;
	bool is_outwards = hook->attach_type == AT_TCX_EGRESS || hook->attach_type == AT_NETKIT_PRIMARY;
	const struct end *from, *to;
	bool has_packet = false;
	long result, behind;

	while (strcmp(way->device, hook->device))
		way++;
	from = is_outwards ? &way->near : &way->far;
	to = is_outwards ? &way->far : &way->near;
	result = send_from(from, "", 1);
	if (result == -ENETUNREACH)
		return result;
	if (result < 0 && result != -ENOBUFS)
		die("sendto of a packet", result);
	behind = send_from(from, MARKER, sizeof(MARKER));
	/* Nothing is attached, and the end drops everything: the packet too, which has the same error. */
	if (behind != -ENOBUFS || !from->drops) {
		must("sendto behind a packet", behind);
		for (int attempt = 0; !take_received(to, &has_packet); attempt++) {
			if (attempt == 400)
				die("a packet behind another", -ETIMEDOUT);
			nanosleep(&pause, NULL);
		}
	}
	note_who_ran();
	packet_came_to(result < 0 ? result : 0, has_packet);
	return 0;
}
`;

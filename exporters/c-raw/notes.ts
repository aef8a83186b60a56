/** Programs that note that they ran. It stands behind STEPS. Source of the numbers: include/uapi/linux/bpf.h, v6.18. */
export const NOTES = `
/* Programs that note that they ran, in an array map of one element, and packets and calls that they run for. */

#define MOST_NOTES 64
#define PORT 9				/* of the socket outside of all cgroups */
#define NO_OPTION 0x7ffe		/* an option of sockets that no kernel has */

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define REGISTERS(to, from) ((from) << 4 | (to))
#else
#define REGISTERS(to, from) ((to) << 4 | (from))
#endif

struct notes {
	uint32_t count, numbers[MOST_NOTES];
};

static int notes_fd;

/* The domains of sockets, and one socket of each outside of all cgroups. */
enum domain { OF_INET, OF_UNIX };
static int outside[2];

/* What is sent behind a packet, which no program looks at: when it is there, the other was, or never will be. */
static const char MARKER[300];

/* Where a socket is bound: a port of the loopback device, or an abstract name made of that number. */
struct place {
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_un un;
	};
	socklen_t size;
};

static struct place place_at(enum domain domain, int port)
{
	struct place place = { .size = sizeof(place.in) };

	if (domain == OF_INET) {
		place.in = (struct sockaddr_in){
			.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = { htonl(INADDR_LOOPBACK) },
		};
	} else {
		place.un.sun_family = AF_UNIX;
		place.size = offsetof(struct sockaddr_un, sun_path) + 1;
		place.size += snprintf(place.un.sun_path + 1, sizeof(place.un.sun_path) - 1, "mprog-%d", port);
	}
	return place;
}

static int datagram_socket(enum domain domain)
{
	return called(socket(domain == OF_INET ? AF_INET : AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

static void bind_to(int fd, enum domain domain, int port)
{
	struct place place = place_at(domain, port);

	must("bind of a socket", called(bind(fd, &place.any, place.size)));
}

static long send_to(int fd, enum domain domain, int port, const void *bytes, size_t size)
{
	struct place place = place_at(domain, port);

	return called(sendto(fd, bytes, size, 0, &place.any, place.size));
}

static void make_notes(void)
{
	notes_fd = must("a map for notes", create_map(sizeof(struct notes)));
	must("the loopback device up", set_up(LOOPBACK));
	for (enum domain domain = OF_INET; domain <= OF_UNIX; domain++) {
		outside[domain] = must("a socket", datagram_socket(domain));
		bind_to(outside[domain], domain, PORT);
	}
}

/* BPF_MAP_LOOKUP_ELEM (1) or BPF_MAP_UPDATE_ELEM (2) of the one element. */
static void notes_by(int command, struct notes *notes)
{
	uint32_t key = 0;
	struct {
		uint32_t map, unused;
		uint64_t key, value, flags;
	} attr = { .map = notes_fd, .key = address(&key), .value = address(notes) };

	must("the map of notes", bpf(command, &attr, sizeof(attr)));
}

/* What a program of a list has in front of the rest: it lets every packet but the one that is looked at pass by. */
#define PACKETS_ALONE									\\
	{ 0x61, REGISTERS(7, 1), 0, 0 },		/* r7 = length of the packet */	\\
	{ 0x15, REGISTERS(7, 0), 2, 14 + 20 + 8 + 1 },	/* if r7 == length goto + 2 */	\\
	{ 0xb7, REGISTERS(0, 0), 0, -1 },						\\
	{ 0x95, 0, 0, 0 }

static long send_at(const struct hook *hook);

/* Loads a program that notes its number; it may set a result, and returns a value. */
static void load_noting(const char *name, uint32_t type, uint32_t attach_type, int returns, bool sets, int result)
{
	struct object *object = &objects[object_count++];
	struct insn insns[] = {
		PACKETS_ALONE,
		{ 0x62, REGISTERS(10, 0), -4, 0 },		/* *(u32 *)(r10 - 4) = 0 */
		{ 0xbf, REGISTERS(2, 10), 0, 0 },		/* r2 = r10 */
		{ 0x07, REGISTERS(2, 0), 0, -4 },		/* r2 += -4 */
		{ 0x18, REGISTERS(1, 1), 0, notes_fd }, { 0 },	/* r1 = the map */
		{ 0x85, 0, 0, 1 },				/* r0 = its element */
		{ 0x15, REGISTERS(0, 0), 8, 0 },		/* if r0 == 0 goto end */
		{ 0x61, REGISTERS(1, 0), 0, 0 },		/* r1 = count */
		{ 0x35, REGISTERS(1, 0), 6, MOST_NOTES },	/* if r1 >= MOST_NOTES goto end */
		{ 0xbf, REGISTERS(2, 1), 0, 0 },		/* r2 = r1 */
		{ 0x07, REGISTERS(2, 0), 0, 1 },		/* r2 += 1 */
		{ 0x63, REGISTERS(0, 2), 0, 0 },		/* count = r2 */
		{ 0x67, REGISTERS(1, 0), 0, 2 },		/* r1 <<= 2 */
		{ 0x0f, REGISTERS(0, 1), 0, 0 },		/* r0 += r1 */
		{ 0x62, REGISTERS(0, 0), 4, object_count },	/* numbers[r1 / 4] = the number */
		{ 0xb7, REGISTERS(1, 0), 0, result },		/* end: r1 = the result */
		{ sets ? 0x85 : 0xb7, sets ? 0 : REGISTERS(1, 0), 0, sets ? 187 : 0 },	/* bpf_set_retval, if it is to */
		{ 0xb7, REGISTERS(0, 0), 0, returns },
		{ 0x95, 0, 0, 0 },
	};
	/* Programs of cgroups see nothing but what is looked at. */
	uint32_t count = sizeof(insns) / sizeof(*insns), left_out = type == TYPE_SCHED_CLS ? 0 : 4;

	object->name = name;
	came_to_be(object, must("load of a program", load_insns(type, attach_type, insns + left_out, count - left_out, 0, 0)));
}

static void noting_program(const char *name, uint32_t type, uint32_t attach_type, int returns)
{
	load_noting(name, type, attach_type, returns, false, 0);
}

static void setting_program(const char *name, uint32_t type, uint32_t attach_type, int returns, int result)
{
	load_noting(name, type, attach_type, returns, true, result);
}

/* What a run came to. */
static struct {
	enum { WAS_NOTHING, WAS_PACKET, WAS_CALL } is;
	int is_done;
	long result;
	char ran[40 * MOST_NOTES];
} was;

static void note_who_ran(void)
{
	struct notes notes;
	size_t end = 0;

	notes_by(1, &notes);
	was.ran[0] = 0;
	for (uint32_t index = 0; index < notes.count && index < MOST_NOTES && end < sizeof(was.ran); index++)
		end += snprintf(was.ran + end, sizeof(was.ran) - end, "%s%s", index ? " " : "",
				objects[notes.numbers[index] - 1].name);
}

static void call_came_to(long result, int is_done)
{
	was.is = WAS_CALL;
	was.result = result;
	was.is_done = is_done;
}

static void packet_came_to(long result, int is_delivered)
{
	was.is = WAS_PACKET;
	was.result = result;
	was.is_done = is_delivered;
}
`;

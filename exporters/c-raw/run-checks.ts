/** What is compared of packets and calls. It stands behind FRAME. */
export const RUN_CHECKS = `
static void compare_run(const char *ran, const char *result, const char *what, int is_done)
{
	char number[32];
	const char *found = was.result > 0 || was.result < -4095 ? number : errno_name(was.result);

	snprintf(number, sizeof(number), "%ld", was.result);
	compare("programs that ran", "", ran, was.ran);
	compare("result", "", result, found);
	compare(what, "", is_done ? "yes" : "no", was.is_done ? "yes" : "no");
}

static void was_packet(const char *ran, int is_delivered, const char *sender)
{
	if (was.is != WAS_PACKET)
		compare("run", "", "a packet", was.is == WAS_CALL ? "a call" : "nothing");
	else
		compare_run(ran, sender, "delivered", is_delivered);
}

static void was_call(const char *ran, const char *result, int is_done)
{
	if (was.is != WAS_CALL)
		compare("run", "", "a call", was.is == WAS_PACKET ? "a packet" : "nothing");
	else
		compare_run(ran, result, "done by the kernel", is_done);
}

static void was_nothing(void)
{
	if (was.is != WAS_NOTHING)
		compare("run", "", "nothing", was.is == WAS_CALL ? "a call" : "a packet");
}
`;

/*
 * A container without Java: takes packets from one netfilter queue and accepts all of them.
 *
 * It is configuration 3 of the ladder, and the yardstick for what Java costs: the same work as the node's plane "nfqueue"
 * (dataplane-nfqueue) does when no module runs, call for call, and nothing besides.
 *
 *   it does      receive up to --batch packets with one recvmmsg, into slots that lie as those of BatchReceiver do;
 *                read every message and every attribute of it, for id and place of the packet, checking all lengths;
 *                accept a batch with one NFQNL_MSG_VERDICT_BATCH in one sendmsg, then add to its counters once a batch
 *   it does not  read the packet's own headers, look for filters, or keep clocks: that is the node's, from the packet
 *                path on, and belongs to configuration 4
 *
 * Socket options, queue length, receive buffer and copy range are the plane's own, so that the kernel does the same for both.
 *
 * Counters are eight numbers of 64 bits in a file of one page (--counters), which others may map or read at any time:
 *
 *   0 magic   8 received   16 verdicts   24 receive calls   32 overruns   40 malformed   48 netlink errors   56 failed sends
 *
 * On SIGUSR1 it prints them as one line of JSON, on SIGTERM or SIGINT too, and ends. "ready" on a line: the queue is its own.
 *
 * Source: linux/netlink.h, linux/netfilter/nfnetlink_queue.h; net/netfilter/nfnetlink_queue.c
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <linux/netlink.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum {
	MAX_BATCH = 64,
	/* Longest packet, the headers before it, and up to a multiple of a cache line. */
	SLOT_BYTES = 65536 + 512,
	/* An odd number of cache lines, so that the heads of all slots spread over all sets of the cache. */
	STRIDE = (SLOT_BYTES / 64 | 1) * 64,
	SEND_BUFFER = 2 << 20,
	CONFIG_BYTES = 256,
	RECEIVE_TIMEOUT_MICROS = 100000,
	COUNTERS_BYTES = 4096,
};

static const unsigned long long COUNTERS_MAGIC = 0x4e455453594152ULL; /* "NETSYAR" */

struct counters {
	unsigned long long magic;
	unsigned long long received;
	unsigned long long verdicts;
	unsigned long long receive_calls;
	unsigned long long overruns;
	unsigned long long malformed;
	unsigned long long netlink_errors;
	unsigned long long failed_sends;
};

struct options {
	int queue;
	int cpu;
	int batch;
	int queue_length;
	int receive_buffer;
	int copy_range;
	const char *counters;
};

/* NFQNL_MSG_VERDICT or NFQNL_MSG_VERDICT_BATCH without bytes of a packet. */
struct verdict {
	struct nlmsghdr header;
	struct nfgenmsg generic;
	struct nlattr attribute;
	struct nfqnl_msg_verdict_hdr verdict;
};

struct container {
	int socket;
	unsigned batch;
	unsigned char *slots;
	struct mmsghdr messages[MAX_BATCH];
	struct iovec buffers[MAX_BATCH];
	struct verdict verdict;
	struct counters *counters;
};

static volatile sig_atomic_t report_wanted;
static volatile sig_atomic_t end_wanted;

__attribute__((noreturn, format(printf, 1, 2))) static void fail(const char *format, ...)
{
	va_list arguments;

	fputs("nfqueue_container: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(1);
}

static void on_signal(int number)
{
	if (number == SIGUSR1)
		report_wanted = 1;
	else
		end_wanted = 1;
}

static void report(const struct counters *c)
{
	printf("{\"received\":%llu,\"verdicts\":%llu,\"receive_calls\":%llu,\"overruns\":%llu,\"malformed\":%llu,"
	       "\"netlink_errors\":%llu,\"failed_sends\":%llu}\n",
	       c->received, c->verdicts, c->receive_calls, c->overruns, c->malformed, c->netlink_errors,
	       c->failed_sends);
	fflush(stdout);
}

/* --- set-up ---------------------------------------------------------------------------------------------------- */

/* Appends an attribute to a message and returns where its value is. */
static void *attribute(struct nlmsghdr *message, int type, size_t length)
{
	struct nlattr *a = (struct nlattr *)((char *)message + NLMSG_ALIGN(message->nlmsg_len));

	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + length;
	message->nlmsg_len = NLMSG_ALIGN(message->nlmsg_len) + NLA_ALIGN(a->nla_len);
	return (char *)a + NLA_HDRLEN;
}

static struct nlmsghdr *config(void *buffer, int queue)
{
	struct nlmsghdr *message = memset(buffer, 0, CONFIG_BYTES);
	struct nfgenmsg *generic = NLMSG_DATA(message);

	message->nlmsg_len = NLMSG_LENGTH(sizeof(*generic));
	message->nlmsg_type = NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_CONFIG;
	message->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	generic->nfgen_family = AF_UNSPEC;
	generic->version = NFNETLINK_V0;
	generic->res_id = htons(queue);
	return message;
}

/* Sends a message and waits for its acknowledgement; 0 or the errno. */
static int request(int fd, const struct nlmsghdr *message)
{
	char answer[8192] __attribute__((aligned(NLMSG_ALIGNTO)));

	if (send(fd, message, message->nlmsg_len, 0) < 0)
		return errno;
	while (true) {
		ssize_t length = recv(fd, answer, sizeof(answer), 0);
		const struct nlmsghdr *header = (const struct nlmsghdr *)answer;

		if (length < 0)
			return errno;
		if (NLMSG_OK(header, (size_t)length) && header->nlmsg_type == NLMSG_ERROR)
			return -((const struct nlmsgerr *)NLMSG_DATA(header))->error;
	}
}

static void option(int fd, int level, int name, const char *title, int value)
{
	if (setsockopt(fd, level, name, &value, sizeof(value)) < 0)
		fail("setsockopt %s=%d: %s", title, value, strerror(errno));
}

static int open_queue(const struct options *o)
{
	const struct sockaddr_nl any = {.nl_family = AF_NETLINK};
	const struct timeval timeout = {.tv_usec = RECEIVE_TIMEOUT_MICROS};
	char buffer[CONFIG_BYTES] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *message;
	int error;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);

	if (fd < 0 || bind(fd, (const struct sockaddr *)&any, sizeof(any)) < 0)
		fail("netlink socket: %s", strerror(errno));

	message = config(buffer, o->queue);
	*(struct nfqnl_msg_config_cmd *)attribute(message, NFQA_CFG_CMD, sizeof(struct nfqnl_msg_config_cmd)) =
		(struct nfqnl_msg_config_cmd){.command = NFQNL_CFG_CMD_BIND};
	error = request(fd, message);
	if (error == EPERM || error == EBUSY)
		fail("cannot take netfilter queue %d: another process holds it, or not root", o->queue);
	if (error)
		fail("cannot take netfilter queue %d: %s", o->queue, strerror(error));

	option(fd, SOL_NETLINK, NETLINK_NO_ENOBUFS, "NETLINK_NO_ENOBUFS", 1);
	option(fd, SOL_SOCKET, SO_RCVBUFFORCE, "SO_RCVBUFFORCE", o->receive_buffer);
	option(fd, SOL_SOCKET, SO_SNDBUFFORCE, "SO_SNDBUFFORCE", SEND_BUFFER);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) < 0)
		fail("setsockopt SO_RCVTIMEO: %s", strerror(errno));

	/* Neither super-packets nor passing what the queue has no room for. Copying starts with this message. */
	message = config(buffer, o->queue);
	*(uint32_t *)attribute(message, NFQA_CFG_QUEUE_MAXLEN, 4) = htonl(o->queue_length);
	*(uint32_t *)attribute(message, NFQA_CFG_MASK, 4) = htonl(NFQA_CFG_F_GSO | NFQA_CFG_F_FAIL_OPEN);
	*(uint32_t *)attribute(message, NFQA_CFG_FLAGS, 4) = htonl(0);
	*(struct nfqnl_msg_config_params *)attribute(message, NFQA_CFG_PARAMS, sizeof(struct nfqnl_msg_config_params)) =
		(struct nfqnl_msg_config_params){.copy_range = htonl(o->copy_range), .copy_mode = NFQNL_COPY_PACKET};
	error = request(fd, message);
	if (error)
		fail("cannot set up netfilter queue %d: %s", o->queue, strerror(error));
	return fd;
}

static struct counters *open_counters(const char *path)
{
	struct counters *counters;
	int fd = -1;

	if (path) {
		fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
		if (fd < 0 || ftruncate(fd, COUNTERS_BYTES) < 0)
			fail("cannot write %s: %s", path, strerror(errno));
	}
	counters = mmap(NULL, COUNTERS_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | (path ? 0 : MAP_ANONYMOUS), fd, 0);
	if (counters == MAP_FAILED)
		fail("mmap: %s", strerror(errno));
	counters->magic = COUNTERS_MAGIC;
	return counters;
}

static void prepare(struct container *c, const struct options *o)
{
	c->batch = o->batch;
	c->counters = open_counters(o->counters);
	c->slots = mmap(NULL, (size_t)MAX_BATCH * STRIDE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (c->slots == MAP_FAILED)
		fail("mmap: %s", strerror(errno));
	for (int i = 0; i < MAX_BATCH; i++) {
		c->buffers[i] = (struct iovec){c->slots + (size_t)i * STRIDE, SLOT_BYTES};
		c->messages[i].msg_hdr = (struct msghdr){.msg_iov = &c->buffers[i], .msg_iovlen = 1};
	}
	c->verdict = (struct verdict){
		.header = {.nlmsg_len = sizeof(struct verdict),
			   .nlmsg_type = NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_VERDICT_BATCH,
			   .nlmsg_flags = NLM_F_REQUEST},
		.generic = {.nfgen_family = AF_UNSPEC, .version = NFNETLINK_V0, .res_id = htons(o->queue)},
		.attribute = {.nla_len = NLA_HDRLEN + sizeof(struct nfqnl_msg_verdict_hdr),
			      .nla_type = NFQA_VERDICT_HDR},
		.verdict = {.verdict = htonl(NF_ACCEPT)},
	};
	c->socket = open_queue(o);
}

/* --- packets --------------------------------------------------------------------------------------------------- */

/* Reads the attributes of one packet; whether it has an id. The place of its bytes is found, and not used. */
static bool read_packet(const unsigned char *at, const unsigned char *end, uint32_t *id)
{
	const unsigned char *payload = NULL;
	bool known = false;

	while (end - at >= NLA_HDRLEN) {
		const struct nlattr *a = (const struct nlattr *)at;

		if (a->nla_len < NLA_HDRLEN || a->nla_len > end - at)
			break;
		switch (a->nla_type & NLA_TYPE_MASK) {
		case NFQA_PACKET_HDR:
			if (a->nla_len >= NLA_HDRLEN + sizeof(struct nfqnl_msg_packet_hdr)) {
				*id = ((const struct nfqnl_msg_packet_hdr *)(at + NLA_HDRLEN))->packet_id;
				known = true;
			}
			break;
		case NFQA_PAYLOAD:
			payload = at + NLA_HDRLEN;
			break;
		default:
			break;
		}
		at += NLA_ALIGN(a->nla_len);
	}
	/* A container would look at the packet now. */
	__asm__ volatile("" : : "r"(payload));
	return known;
}

/* Reads the messages of one slot; how many packets want a verdict, the id of the last in network order. */
static unsigned read_slot(struct container *c, const unsigned char *at, size_t length, uint32_t *id)
{
	const unsigned char *end = at + length;
	unsigned packets = 0;

	while (end - at >= NLMSG_HDRLEN) {
		const struct nlmsghdr *header = (const struct nlmsghdr *)at;

		if (header->nlmsg_len < NLMSG_HDRLEN || header->nlmsg_len > (size_t)(end - at)) {
			c->counters->malformed++;
			break;
		}
		if (header->nlmsg_type == (NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_PACKET)) {
			if (read_packet(at + NLMSG_LENGTH(sizeof(struct nfgenmsg)), at + header->nlmsg_len, id))
				packets++;
			else
				c->counters->malformed++;
		} else if (header->nlmsg_type == NLMSG_ERROR) {
			c->counters->netlink_errors += header->nlmsg_len < NLMSG_LENGTH(sizeof(int)) ||
						       *(const int *)NLMSG_DATA(header) != 0;
		} else {
			c->counters->malformed++;
		}
		at += NLMSG_ALIGN(header->nlmsg_len);
	}
	return packets;
}

/* One verdict for every id up to the last: right because all below it are decided. */
static void accept_up_to(struct container *c, uint32_t id)
{
	c->verdict.verdict.id = id;
	while (send(c->socket, &c->verdict, sizeof(c->verdict), 0) < 0) {
		if (errno != EINTR) {
			c->counters->failed_sends++;
			return;
		}
	}
}

static void decide(struct container *c, int slots)
{
	unsigned packets = 0;
	uint32_t id = 0;

	for (int i = 0; i < slots; i++)
		packets += read_slot(c, c->buffers[i].iov_base, c->messages[i].msg_len, &id);
	if (packets > 0)
		accept_up_to(c, id);
	c->counters->received += packets;
	c->counters->verdicts += packets;
	c->counters->receive_calls++;
}

static void run(struct container *c)
{
	while (!end_wanted) {
		/* Blocks for the first, takes what else is there. */
		int slots = recvmmsg(c->socket, c->messages, c->batch, MSG_WAITFORONE, NULL);

		if (slots > 0)
			decide(c, slots);
		else if (errno == ENOBUFS)
			c->counters->overruns++;
		else if (errno != EAGAIN && errno != EINTR)
			fail("recvmmsg: %s", strerror(errno));
		if (report_wanted) {
			report_wanted = 0;
			report(c->counters);
		}
	}
}

/* --- command line ---------------------------------------------------------------------------------------------- */

/* An option that takes a number: where it goes, and what it may be. */
struct setting {
	const char *name;
	int *value;
	long low;
	long high;
};

static void set(const struct setting *s, const char *text)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 0);
	if (errno || *end || end == text || value < s->low || value > s->high)
		fail("--%s \"%s\": expected a number of %ld to %ld", s->name, text, s->low, s->high);
	*s->value = value;
}

static void parse(int argc, char **argv, struct options *o)
{
	const struct setting settings[] = {
		{"queue", &o->queue, 0, 0xffff},
		{"cpu", &o->cpu, 0, CPU_SETSIZE - 1},
		{"batch", &o->batch, 1, MAX_BATCH},
		{"queue-length", &o->queue_length, 1, 1 << 20},
		{"receive-buffer", &o->receive_buffer, 1 << 18, 1 << 30},
		{"copy-range", &o->copy_range, 1, 0xffff},
	};
	enum { SETTINGS = sizeof(settings) / sizeof(settings[0]) };
	/* A setting's key is its place; behind them the file, and the end. */
	struct option known[SETTINGS + 2] = {[SETTINGS] = {"counters", required_argument, NULL, SETTINGS}};
	int key;

	for (int i = 0; i < SETTINGS; i++)
		known[i] = (struct option){settings[i].name, required_argument, NULL, i};
	while ((key = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (key >= 0 && key < SETTINGS)
			set(&settings[key], optarg);
		else if (key == SETTINGS)
			o->counters = optarg;
		else
			fail("usage: nfqueue_container [--queue N] [--cpu C] [--batch 1-64] [--queue-length PACKETS] "
			     "[--receive-buffer BYTES] [--copy-range BYTES] [--counters FILE]");
	}
	if (optind < argc)
		fail("\"%s\" is not an option", argv[optind]);
}

static void pin(int cpu)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus) < 0)
		fail("cannot run on CPU %d: %s", cpu, strerror(errno));
}

int main(int argc, char **argv)
{
	struct options options = {.queue = 0x4e53, .cpu = -1, .batch = MAX_BATCH, .queue_length = 16384,
				  .receive_buffer = 16 << 20, .copy_range = 0xffff};
	const struct sigaction action = {.sa_handler = on_signal}; /* no SA_RESTART: a wait ends */
	static struct container container;

	parse(argc, argv, &options);
	if (options.cpu >= 0)
		pin(options.cpu);
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	prepare(&container, &options);
	puts("ready");
	fflush(stdout);
	run(&container);
	report(container.counters);
	return 0;
}

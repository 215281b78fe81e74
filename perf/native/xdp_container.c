/*
 * A container without Java on AF_XDP rings: takes all packets of two interfaces or more, and forwards them.
 *
 * It is configuration 3 of the ladder on the plane "xdp", and the yardstick for what Java costs: the same work as the
 * plane (dataplane-xdp) does when no module runs, with the plane's own XDP program, one thread, one queue of each interface.
 *
 *   it does      the program's filters, which want everything; one memory for all sockets, rings and frames as the plane has
 *                them; up to --batch packets of a ring in turn; from the metadata of each the egress and its addresses, one hop
 *                less, the checksum; the receive frame becomes the transmit descriptor; one release and one call a batch;
 *                frames that have been sent go back to the fill ring that they came from; the heartbeat
 *   it does not  read the packet's own headers further, look for filters, or keep clocks: that is the node's, and belongs to
 *                configuration 4. What only the stack can send on it counts, and drops
 *
 * Counters are eight numbers of 64 bits in a file of one page (--counters), which others may map or read at any time:
 *
 *   0 magic   8 received   16 forwarded   24 batches   32 no egress   40 no metadata   48 ring full   56 failed sends
 *
 * On SIGUSR1 it prints them as one line of JSON, on SIGTERM or SIGINT too, and ends. "ready" on a line: packets come.
 *
 * Source: linux/if_xdp.h, linux/bpf.h; net/xdp/xsk.c, net/xdp/xsk_queue.h
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <poll.h>
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
#include <time.h>
#include <unistd.h>

#include "layout.h"
#include "xdp_program.h"
#include "xdp_ring.h"

#ifndef XDP_MAX_TX_SKB_BUDGET
#define XDP_MAX_TX_SKB_BUDGET 9 /* Linux 6.17 */
#endif

enum {
	MAX_PORTS = 8,
	MAX_BATCH = 64,
	FRAME_BYTES = 2048,
	HEADROOM = 256,
	SEND_BUFFER = 16 << 20,
	KICKS = 8,
	IDLE_MILLIS = 100,
	BUSY_MILLIS = 1,
	COUNTERS_BYTES = 4096,
	ETHERNET = 14,
};

static const unsigned long long COUNTERS_MAGIC = 0x4e455453594152ULL; /* "NETSYAR" */
static const uint64_t HEARTBEAT_LIMIT = 1000000000;

struct counters {
	unsigned long long magic;
	unsigned long long received;
	unsigned long long forwarded;
	unsigned long long batches;
	unsigned long long no_egress;
	unsigned long long no_metadata;
	unsigned long long ring_full;
	unsigned long long failed_sends;
};

struct options {
	const char *interfaces[MAX_PORTS];
	int count;
	int cpu;
	int batch;
	int ring;
	int frames;
	int generic;
	const char *object;
	const char *counters;
};

struct port {
	int socket;
	int ifindex;
	struct ring fill;
	struct ring completion;
	struct ring receive;
	struct ring transmit;
};

struct container {
	struct port ports[MAX_PORTS];
	struct pollfd waiting[MAX_PORTS];
	int count;
	unsigned batch;
	unsigned home_shift;
	unsigned char *memory;
	volatile uint64_t *heartbeat;
	struct counters *counters;
};

static volatile sig_atomic_t report_wanted;
static volatile sig_atomic_t end_wanted;

__attribute__((noreturn, format(printf, 1, 2))) static void fail(const char *format, ...)
{
	va_list arguments;

	fputs("xdp_container: ", stderr);
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
	printf("{\"received\":%llu,\"forwarded\":%llu,\"batches\":%llu,\"no_egress\":%llu,\"no_metadata\":%llu,"
	       "\"ring_full\":%llu,\"failed_sends\":%llu}\n",
	       c->received, c->forwarded, c->batches, c->no_egress, c->no_metadata, c->ring_full, c->failed_sends);
	fflush(stdout);
}

/* --- set-up ----------------------------------------------------------------------------------------------------- */

static struct bpf_object *load(struct container *c, const struct options *o)
{
	const struct settings settings = {.heartbeat_limit = HEARTBEAT_LIMIT, .ring_bytes = FRAME_BYTES - HEADROOM};
	const uint32_t zero = 0;
	struct bpf_object *object = bpf_object__open_file(o->object, NULL);

	if (!object || bpf_object__load(object) < 0)
		fail("cannot load %s", o->object);
	update(map(object, "settings"), &zero, &settings, "settings");
	c->heartbeat = mmap(NULL, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, map(object, "heartbeat"), 0);
	if (c->heartbeat == MAP_FAILED)
		fail("mmap heartbeat: %s", strerror(errno));
	want_all(object, "prefixes4", sizeof(struct prefix4));
	want_all(object, "prefixes6", sizeof(struct prefix6));
	return object;
}

static void option(int fd, int level, int name, const char *title, int value)
{
	if (setsockopt(fd, level, name, &value, sizeof(value)) < 0)
		fail("setsockopt %s=%d: %s", title, value, strerror(errno));
}

static void open_ring(struct ring *r, int fd, int name, const struct xdp_ring_offset *at, size_t entry, uint32_t size,
		      off_t page)
{
	unsigned char *memory;

	option(fd, SOL_XDP, name, "ring", size);
	memory = mmap(NULL, at->desc + size * entry, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, page);
	if (memory == MAP_FAILED)
		fail("mmap ring: %s", strerror(errno));
	*r = (struct ring){(uint32_t *)(memory + at->producer), (uint32_t *)(memory + at->consumer),
			   (uint32_t *)(memory + at->flags), memory + at->desc, size, 0, 0};
}

static void open_port(struct container *c, struct port *p, const struct options *o)
{
	struct xdp_mmap_offsets offsets;
	socklen_t length = sizeof(offsets);
	struct sockaddr_xdp address = {.sxdp_family = AF_XDP, .sxdp_ifindex = p->ifindex};
	const int budget = o->ring;

	p->socket = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (p->socket < 0)
		fail("AF_XDP socket: %s", strerror(errno));
	if (p == c->ports) {
		const struct xdp_umem_reg memory = {.addr = (uintptr_t)c->memory,
						    .len = (uint64_t)c->count << c->home_shift,
						    .chunk_size = FRAME_BYTES};

		if (setsockopt(p->socket, SOL_XDP, XDP_UMEM_REG, &memory, sizeof(memory)) < 0)
			fail("XDP_UMEM_REG: %s", strerror(errno));
		address.sxdp_flags = XDP_COPY | XDP_USE_NEED_WAKEUP;
	} else {
		address.sxdp_flags = XDP_SHARED_UMEM;
		address.sxdp_shared_umem_fd = c->ports[0].socket;
	}
	if (getsockopt(p->socket, SOL_XDP, XDP_MMAP_OFFSETS, &offsets, &length) < 0)
		fail("XDP_MMAP_OFFSETS: %s", strerror(errno));
	open_ring(&p->fill, p->socket, XDP_UMEM_FILL_RING, &offsets.fr, sizeof(uint64_t), o->frames,
		  XDP_UMEM_PGOFF_FILL_RING);
	open_ring(&p->completion, p->socket, XDP_UMEM_COMPLETION_RING, &offsets.cr, sizeof(uint64_t), o->ring,
		  XDP_UMEM_PGOFF_COMPLETION_RING);
	open_ring(&p->receive, p->socket, XDP_RX_RING, &offsets.rx, sizeof(struct xdp_desc), o->ring, XDP_PGOFF_RX_RING);
	open_ring(&p->transmit, p->socket, XDP_TX_RING, &offsets.tx, sizeof(struct xdp_desc), o->ring, XDP_PGOFF_TX_RING);
	option(p->socket, SOL_SOCKET, SO_SNDBUFFORCE, "SO_SNDBUFFORCE", SEND_BUFFER);
	/* Refused by older kernels, where a call sends 32. */
	setsockopt(p->socket, SOL_XDP, XDP_MAX_TX_SKB_BUDGET, &budget, sizeof(budget));
	if (bind(p->socket, (const struct sockaddr *)&address, sizeof(address)) < 0)
		fail("bind to ifindex %d: %s", p->ifindex, strerror(errno));
}

/* Has the program give a port's packets to its socket. */
static void connect_port(struct bpf_object *object, const struct container *c, int i, uint32_t slot)
{
	const uint32_t index = i, place = slot * MAX_QUEUES;
	const struct socket_indices indices = {.shared = index + 1, .quarantine = index + 1};

	update(map(object, "xsks"), &index, &c->ports[i].socket, "xsks");
	update(map(object, "sockets"), &place, &indices, "sockets");
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

/* --- rings -------------------------------------------------------------------------------------------------------- */

/* A frame goes home: its fill ring has a place for each. */
static inline void recycle(struct container *c, uint64_t address)
{
	struct ring *fill = &c->ports[address >> c->home_shift].fill;

	((uint64_t *)fill->entries)[fill->ours++ & (fill->size - 1)] = address;
}

static inline bool send_frame(struct port *p, uint64_t address, uint32_t length)
{
	if (!has_room(&p->transmit))
		return false;
	((struct xdp_desc *)p->transmit.entries)[p->transmit.ours++ & (p->transmit.size - 1)] =
		(struct xdp_desc){.addr = address, .len = length};
	return true;
}

static void drain_completions(struct container *c)
{
	for (int i = 0; i < c->count; i++) {
		struct ring *r = &c->ports[i].completion;
		uint32_t count = peek(r, r->size);

		for (uint32_t k = 0; k < count; k++)
			recycle(c, ((uint64_t *)r->entries)[(r->ours + k) & (r->size - 1)]);
		if (count > 0)
			release(r, count);
	}
}

static uint32_t unsent(const struct port *p)
{
	return p->transmit.ours - load_acquire(p->transmit.consumer);
}

static void flush_port(struct container *c, struct port *p)
{
	commit(&p->transmit);
	for (int kicks = 0; kicks < KICKS && unsent(p) > 0; kicks++) {
		if (!(__atomic_load_n(p->transmit.flags, __ATOMIC_RELAXED) & XDP_RING_NEED_WAKEUP))
			return;
		if (sendto(p->socket, NULL, 0, MSG_DONTWAIT, NULL, 0) < 0 && errno != EAGAIN) {
			c->counters->failed_sends++;
			return;
		}
	}
}

/* --- packets ------------------------------------------------------------------------------------------------------ */

/* One hop less, and the checksum that goes with it; false if it is the stack's to end or to look at. */
static inline bool take_hop(unsigned char *packet, bool ipv6)
{
	unsigned char *hops = packet + (ipv6 ? 7 : 8);

	if (*hops <= 1 || (ipv6 ? packet[6] == 0 : packet[0] != 0x45))
		return false;
	--*hops;
	if (!ipv6) {
		uint16_t *checksum = (uint16_t *)(packet + 10);
		uint32_t sum = __builtin_bswap16(*checksum) + 0x0100;

		*checksum = __builtin_bswap16(sum + (sum >= 0xffff));
	}
	return true;
}

static inline struct port *find_egress(struct container *c, uint32_t ifindex)
{
	for (int i = 0; i < c->count; i++) {
		if ((uint32_t)c->ports[i].ifindex == ifindex)
			return &c->ports[i];
	}
	return NULL;
}

/* A full ring is emptied once, in which it may have to wait for the kernel. */
static bool send_after_flush(struct container *c, struct port *out, uint64_t address, uint32_t length)
{
	flush_port(c, out);
	drain_completions(c);
	return send_frame(out, address, length);
}

/* Sends a frame on, or gives it back; what became of it is counted. */
static inline void forward_frame(struct container *c, uint64_t address, uint32_t length)
{
	unsigned char *frame = c->memory + address;
	const struct metadata *m = (const struct metadata *)(frame - sizeof(*m));
	unsigned long long *lost = &c->counters->no_metadata;

	if (m->magic == METADATA_MAGIC) {
		struct port *out = find_egress(c, m->egress);
		unsigned char *packet = frame + m->l3_offset;

		lost = &c->counters->no_egress;
		if (out && take_hop(packet, m->flags & FLAG_IPV6)) {
			/* Right before the packet: a VLAN tag stays behind. */
			uint64_t start = address + m->l3_offset - ETHERNET;

			length -= m->l3_offset - ETHERNET;
			memcpy(packet - ETHERNET, m->destination, 12);
			if (send_frame(out, start, length) || send_after_flush(c, out, start, length)) {
				c->counters->forwarded++;
				return;
			}
			lost = &c->counters->ring_full;
		}
	}
	++*lost;
	recycle(c, address);
}

static unsigned turn(struct container *c, struct port *p)
{
	struct ring *r = &p->receive;
	unsigned count = peek(r, c->batch);

	if (count == 0)
		return 0;
	for (unsigned i = 0; i < count; i++) {
		const struct xdp_desc *d = (struct xdp_desc *)r->entries + ((r->ours + i) & (r->size - 1));

		forward_frame(c, d->addr, d->len);
	}
	release(r, count);
	c->counters->received += count;
	c->counters->batches++;
	return count;
}

static void beat(struct container *c)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	*c->heartbeat = now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static void run(struct container *c)
{
	while (!end_wanted) {
		unsigned done = 0;
		uint32_t left = 0;

		for (int i = 0; i < c->count; i++)
			done += turn(c, &c->ports[i]);
		for (int i = 0; i < c->count; i++) {
			flush_port(c, &c->ports[i]);
			left += unsent(&c->ports[i]);
		}
		drain_completions(c);
		for (int i = 0; i < c->count; i++)
			commit(&c->ports[i].fill);
		beat(c);
		/* It sleeps when there is nothing: on one CPU it would keep the kernel from bringing any. */
		if (done == 0)
			poll(c->waiting, c->count, left > 0 ? BUSY_MILLIS : IDLE_MILLIS);
		if (report_wanted) {
			report_wanted = 0;
			report(c->counters);
		}
	}
}

static void prepare(struct container *c, const struct options *o)
{
	struct bpf_object *object = load(c, o);

	c->count = o->count;
	c->batch = o->batch;
	c->home_shift = __builtin_ctz(o->frames) + __builtin_ctz(FRAME_BYTES);
	c->counters = open_counters(o->counters);
	c->memory = mmap(NULL, (size_t)c->count << c->home_shift, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (c->memory == MAP_FAILED)
		fail("mmap: %s", strerror(errno));
	for (int i = 0; i < c->count; i++) {
		struct port *p = &c->ports[i];

		p->ifindex = if_nametoindex(o->interfaces[i]);
		if (!p->ifindex)
			fail("there is no interface %s", o->interfaces[i]);
		open_port(c, p, o);
		for (int frame = 0; frame < o->frames; frame++)
			recycle(c, ((uint64_t)i << c->home_shift) + (uint64_t)frame * FRAME_BYTES);
		commit(&p->fill);
		c->waiting[i] = (struct pollfd){.fd = p->socket, .events = POLLIN};
	}
	beat(c);
	for (int i = 0; i < c->count; i++) {
		connect_port(object, c, i, add_interface(object, o->interfaces[i], c->ports[i].ifindex));
		attach(object, o->interfaces[i], c->ports[i].ifindex, o->generic);
	}
}

/* --- command line ------------------------------------------------------------------------------------------------- */

/* An option that takes a number: where it goes, and what it may be. */
struct setting {
	const char *name;
	int *value;
	long low;
	long high;
	bool power_of_two;
};

static void set(const struct setting *s, const char *text)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 0);
	if (errno || *end || end == text || value < s->low || value > s->high ||
	    (s->power_of_two && (value & (value - 1)) != 0))
		fail("--%s \"%s\": expected %s of %ld to %ld", s->name, text,
		     s->power_of_two ? "a power of two" : "a number", s->low, s->high);
	*s->value = value;
}

static void parse(int argc, char **argv, struct options *o)
{
	const struct setting settings[] = {
		{"cpu", &o->cpu, 0, CPU_SETSIZE - 1, false},
		{"batch", &o->batch, 1, MAX_BATCH, false},
		{"ring", &o->ring, 64, 1 << 15, true},
		{"frames", &o->frames, 256, 1 << 17, true},
		{"generic", &o->generic, 0, 1, false},
	};
	enum { SETTINGS = sizeof(settings) / sizeof(settings[0]), INTERFACE = SETTINGS, OBJECT, COUNTERS };
	struct option known[SETTINGS + 4] = {[INTERFACE] = {"interface", required_argument, NULL, INTERFACE},
					     [OBJECT] = {"object", required_argument, NULL, OBJECT},
					     [COUNTERS] = {"counters", required_argument, NULL, COUNTERS}};
	int key;

	for (int i = 0; i < SETTINGS; i++)
		known[i] = (struct option){settings[i].name, required_argument, NULL, i};
	while ((key = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (key >= 0 && key < SETTINGS)
			set(&settings[key], optarg);
		else if (key == INTERFACE && o->count < MAX_PORTS)
			o->interfaces[o->count++] = optarg;
		else if (key == OBJECT)
			o->object = optarg;
		else if (key == COUNTERS)
			o->counters = optarg;
		else
			fail("usage: xdp_container --object netserv_xdp.bpf.o --interface IF (up to 8 times) [--cpu C] "
			     "[--batch 1-64] [--ring ENTRIES] [--frames PER_INTERFACE] [--generic 1] [--counters FILE]");
	}
	if (optind < argc)
		fail("\"%s\" is not an option", argv[optind]);
	if (!o->object || o->count == 0)
		fail("--object and --interface are needed");
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
	struct options options = {.cpu = -1, .batch = MAX_BATCH, .ring = 2048, .frames = 4096};
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

/* Sends, counts and (for tests) loses measured packets.
 *
 *   generate   run on live frames: writes the next packet's headers over the frame, waits until it is due, redirects it
 *   sink       on the receiver's interface: counts and drops measured packets, times some, passes everything else
 *   lose       on any interface between them: drops every Nth measured packet and tells nobody but its own map
 *
 * A measured packet is IPv4 and UDP to one address and port. Its IP id is 0, or, if it is timed, the slot of sent_at
 * that holds the time at which it left. All maps can be mapped into the harness, which has the offsets of the structs'
 * members in GeneratorState and XdpSink.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

#define ETHERNET 14
#define HEADERS 42       /* Ethernet, IPv4 without options, UDP */
#define PATTERN 16       /* at most that many packets until sizes repeat */
#define SLOTS 65536      /* IP id */
#define SAMPLES (1 << 20)
#define CPUS 256
#define WAIT_STEPS 1024  /* bound for the verifier: a look at the clock takes some 20 ns */
#define UNIT_SHIFT 10    /* intervals are in 1/1024 ns */

#define ETHERTYPE_IPV4 0x0800
#define UDP 17

/* What to send and how fast; then what came of it. One writer each: the harness between two runs, the program in one.
 * A generator that is not this program writes packets, sent and last alone, for the sink.
 */
struct generator {
	__u64 packets;       /* stop after that many */
	__u64 interval;      /* between packets, 1/1024 ns; 0: as fast as possible */
	__u64 max_wait;      /* ns that one invocation waits at most */
	__u64 max_behind;    /* ns of the schedule that may be caught up with */
	__u32 burst;         /* packets that are due together */
	__u32 ifindex;       /* where to */
	__u32 flows;         /* source ports, from first_port, modulo 65536 */
	__u32 first_port;
	__u32 pattern;       /* how many of the templates are used, in turn */
	__u32 sample_every;  /* each Nth packet is timed; 0: none */

	__u64 start;         /* of the schedule, ns */
	__u64 sent;
	__u64 first;         /* ns at which the first packet was sent, and the last */
	__u64 last;
	__u64 early;         /* invocations that sent nothing because nothing was due, or nothing was left */
	__u32 flow;
	__u32 template;
	__u32 slot;
	__u32 until_sample;
};

struct template {
	__u64 headers[6];    /* as on the wire, source port, IP id and checksums 0 */
	__u32 length;        /* of the frame, without FCS */
	__u32 ip_sum;        /* ones' complement sums of what does not change */
	__u32 udp_sum;
	__u32 unused;
};

struct sink {
	__be32 destination;
	__be16 port;
	__u16 unused;
	__u32 min_length;    /* of the frame, without FCS */
	__u32 max_length;
	__u32 track_ports;   /* whether to note source ports */
	__u32 sampled;       /* next free sample; goes on past the last one */
	__u64 grace;         /* ns after the last packet left, in which all others must have arrived */
};

struct received {
	__u64 packets;
	__u64 bytes;
	__u64 damaged;       /* for us, but lengths or the IP checksum are wrong */
	__u64 again;         /* timed packets that had been here before, or that nobody sent */
	__u64 other;         /* not for us */
	__u64 late;          /* of the packets, those that arrived after the grace */
	__u64 unused[2];
};

struct loser {
	__u64 every;
	__u64 seen;
	__u64 lost;
};

#define MAP(name, value_type, count)                      \
	struct {                                          \
		__uint(type, BPF_MAP_TYPE_ARRAY);         \
		__uint(map_flags, BPF_F_MMAPABLE);        \
		__uint(max_entries, count);               \
		__type(key, __u32);                       \
		__type(value, value_type);                \
	} name SEC(".maps")

MAP(generators, struct generator, 1);
MAP(templates, struct template, PATTERN);
MAP(sent_at, __u64, SLOTS);
MAP(sinks, struct sink, 1);
MAP(counts, struct received, CPUS);
MAP(samples, __u64, SAMPLES);
MAP(ports, __u64, 65536 / 64);
MAP(losers, struct loser, 1);

static __always_inline __u16 checksum(__u32 sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return bpf_htons(~sum);
}

/* Waits until a time, at most max_wait; what time it is then. */
static __always_inline __u64 wait_until(__u64 due, __u64 max_wait)
{
	__u64 now = bpf_ktime_get_ns();
	__u64 end = now + max_wait;

	if (end > due)
		end = due;
	for (int i = 0; i < WAIT_STEPS && now < end; i++)
		now = bpf_ktime_get_ns();
	return now;
}

/* Whether the next packet is due, now or within max_wait. */
static __always_inline int due(struct generator *g)
{
	__u64 behind, due, now;

	if (g->interval == 0 || g->start == 0) {
		if (g->start == 0)
			g->first = g->last = g->start = bpf_ktime_get_ns();
		else if (g->sent + 1 == g->packets)
			g->last = bpf_ktime_get_ns();
		return 1;
	}
	due = g->start + ((g->sent - g->sent % g->burst) * g->interval >> UNIT_SHIFT);
	now = bpf_ktime_get_ns();
	if (now < due) {
		now = wait_until(due, g->max_wait);
		if (now < due)
			return 0;
	}
	behind = now - due;
	if (behind > g->max_behind)
		g->start += behind - g->max_behind;
	g->last = now;
	return 1;
}

/* The IP id of a packet: 0, or the slot that holds the time of its departure. */
static __always_inline __u16 timing(struct generator *g)
{
	__u32 slot;
	__u64 *at;

	if (g->sample_every == 0)
		return 0;
	if (g->until_sample > 1) {
		g->until_sample--;
		return 0;
	}
	g->until_sample = g->sample_every;
	slot = g->slot + 1 < SLOTS ? g->slot + 1 : 1;
	g->slot = slot;
	at = bpf_map_lookup_elem(&sent_at, &slot);
	if (!at)
		return 0;
	*at = bpf_ktime_get_ns();
	return slot;
}

SEC("xdp")
int generate(struct xdp_md *ctx)
{
	__u32 zero = 0, which, port;
	struct generator *g = bpf_map_lookup_elem(&generators, &zero);
	struct template *t;
	void *data, *end;
	__u16 id;
	int change;

	if (!g)
		return XDP_ABORTED;
	which = g->template;
	t = bpf_map_lookup_elem(&templates, &which);
	if (!t || g->burst == 0)
		return XDP_ABORTED;
	if (g->sent >= g->packets || !due(g)) {
		g->early++;
		return XDP_DROP;
	}
	change = (int)t->length - (int)(ctx->data_end - ctx->data);
	if (change && bpf_xdp_adjust_tail(ctx, change))
		return XDP_ABORTED;
	data = (void *)(long)ctx->data;
	end = (void *)(long)ctx->data_end;
	if (data + HEADERS > end)
		return XDP_ABORTED;

	port = (g->first_port + g->flow) & 0xffff;
	g->flow = g->flow + 1 < g->flows ? g->flow + 1 : 0;
	g->template = which + 1 < g->pattern ? which + 1 : 0;
	id = timing(g);

	((__u64 *)data)[0] = t->headers[0];
	((__u64 *)data)[1] = t->headers[1];
	((__u64 *)data)[2] = t->headers[2];
	((__u64 *)data)[3] = t->headers[3];
	((__u64 *)data)[4] = t->headers[4];
	*(__u16 *)(data + 18) = bpf_htons(id);
	*(__u16 *)(data + 24) = checksum(t->ip_sum + id);
	*(__u16 *)(data + 34) = bpf_htons(port);
	id = checksum(t->udp_sum + port);
	*(__u16 *)(data + 40) = id ? id : 0xffff;

	g->sent++;
	return bpf_redirect(g->ifindex, 0);
}

/* Whether a frame is IPv4 and UDP to that destination. */
static __always_inline int measured(void *data, void *end, struct sink *s)
{
	if (data + HEADERS > end)
		return 0;
	return *(__u16 *)(data + 12) == bpf_htons(ETHERTYPE_IPV4) && *(__u8 *)(data + 23) == UDP &&
	       *(__be32 *)(data + 30) == s->destination && *(__be16 *)(data + 36) == s->port;
}

static __always_inline int sound(void *data, __u32 length, struct sink *s)
{
	__u32 ip = bpf_ntohs(*(__u16 *)(data + 16)), udp = bpf_ntohs(*(__u16 *)(data + 38)), sum = 0;

	for (int i = ETHERNET; i < ETHERNET + 20; i += 2)
		sum += *(__u16 *)(data + i);
	return *(__u8 *)(data + ETHERNET) == 0x45 && ip == udp + 20 && ip + ETHERNET == length &&
	       length >= s->min_length && length <= s->max_length && checksum(sum) == 0;
}

static __always_inline void sample(struct sink *s, struct received *r, __u32 slot)
{
	__u64 now = bpf_ktime_get_ns();
	__u64 *at = bpf_map_lookup_elem(&sent_at, &slot), *into;
	__u64 sent;
	__u32 index;

	if (!at)
		return;
	sent = __sync_lock_test_and_set(at, 0);
	if (sent == 0) {
		r->again++;
		return;
	}
	index = __sync_fetch_and_add(&s->sampled, 1);
	into = bpf_map_lookup_elem(&samples, &index);
	if (into)
		*into = now - sent;
}

/* A long queue would let a router that is too slow look as if it lost nothing in a short trial. */
static __always_inline int is_late(struct sink *s)
{
	__u32 zero = 0;
	struct generator *g = bpf_map_lookup_elem(&generators, &zero);

	return g && s->grace && g->packets && g->sent == g->packets && bpf_ktime_get_ns() > g->last + s->grace;
}

static __always_inline void note_port(__u32 port)
{
	__u32 word = port >> 6;
	__u64 *bits = bpf_map_lookup_elem(&ports, &word);

	if (bits)
		__sync_fetch_and_or(bits, 1ULL << (port & 63));
}

SEC("xdp")
int sink(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	__u32 zero = 0, cpu = bpf_get_smp_processor_id(), id;
	struct sink *s = bpf_map_lookup_elem(&sinks, &zero);
	struct received *r = bpf_map_lookup_elem(&counts, &cpu);

	if (!s || !r)
		return XDP_PASS;
	if (!measured(data, end, s) || data + HEADERS > end) {
		r->other++;
		return XDP_PASS;
	}
	if (!sound(data, end - data, s)) {
		r->damaged++;
		return XDP_DROP;
	}
	r->packets++;
	r->bytes += end - data;
	if (is_late(s))
		r->late++;
	if (s->track_ports)
		note_port(bpf_ntohs(*(__u16 *)(data + 34)));
	id = bpf_ntohs(*(__u16 *)(data + 18));
	if (id)
		sample(s, r, id);
	return XDP_DROP;
}

SEC("xdp")
int lose(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	__u32 zero = 0;
	struct sink *s = bpf_map_lookup_elem(&sinks, &zero);
	struct loser *l = bpf_map_lookup_elem(&losers, &zero);

	if (!s || !l || !l->every || !measured(data, end, s))
		return XDP_PASS;
	l->seen++;
	if (l->seen % l->every)
		return XDP_PASS;
	l->lost++;
	return XDP_DROP;
}

char LICENSE[] SEC("license") = "Apache-2.0";

/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Decides in the driver what becomes of a frame: to the node, on its way, or to the kernel's stack as it came.
 *
 *   heartbeat old, not ours, not IP, not whole ───────────────────▶ stack
 *   whole ─▶ signaling ───────────────────────────────────────────▶ stack or ring
 *         └▶ filters ─▶ wanted ─▶ flow decided on ─▶ drop ────────▶ gone
 *                    │         │                  └▶ accept ─┐
 *                    │         └▶ else ───────────────────── │ ──▶ ring
 *                    └▶ not wanted, perhaps sampled ─────────┴───▶ fast path: the next link, or stack
 *
 * The stack is the way out of every doubt: without this program all frames would go there.
 */
#include "filter.h"
#include "flow.h"
#include "forward.h"
#include "ring.h"

#define SIGNALING_PORT bpf_htons(270)

/* bpf_fib_lookup is for programs under the GPL alone: this one is offered under it, too. */
char LICENSE[] SEC("license") = "GPL";

static __always_inline int is_alive(const struct settings *set, __u64 now)
{
	__u32 zero = 0;
	__u64 *beat = bpf_map_lookup_elem(&heartbeat, &zero);

	/* The coarse clock may be behind the node's. */
	return beat && *beat != 0 && (__s64)(now - *beat) <= (__s64)set->heartbeat_limit;
}

static __always_inline struct interface *find_ingress(struct xdp_md *ctx, struct packet *p)
{
	int slot = find_slot(ctx->ingress_ifindex);

	p->slot = slot;
	return slot < 0 ? 0 : bpf_map_lookup_elem(&interfaces, &slot);
}

static __always_inline int is_for(const struct interface *in, const struct ethernet *frame)
{
	__u32 high = *(__u32 *)in->address ^ *(__u32 *)frame->destination;
	__u16 low = *(__u16 *)(in->address + 4) ^ *(__u16 *)(frame->destination + 4);

	return (high | low) == 0;
}

/* What the frame holds: WHOLE for a packet that can be decided on, else why it goes to the stack. */
static __always_inline int parse(struct xdp_md *ctx, const struct interface *in, struct packet *p)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethernet *frame = data;
	__u32 l3 = ETHERNET;
	__be16 type;

	if (p->frame_bytes != end - data)
		return OVERSIZE;
	if (data + ETHERNET > end)
		return NOT_IP;
	type = frame->type;
	if (type == ETHERTYPE_VLAN || type == ETHERTYPE_SERVICE_VLAN) {
		if (data + ETHERNET + VLAN_TAG > end)
			return NOT_IP;
		type = *(__be16 *)(data + ETHERNET + 2);
		l3 = ETHERNET + VLAN_TAG;
		if (type == ETHERTYPE_VLAN || type == ETHERTYPE_SERVICE_VLAN)
			return VLAN_NESTED;
	}
	if (type != ETHERTYPE_IPV4 && type != ETHERTYPE_IPV6)
		return NOT_IP;
	if (!is_for(in, frame))
		return OTHER_HOST;
	p->l3 = l3;
	return type == ETHERTYPE_IPV4 ? parse_ipv4(p, data + l3, end, p->frame_bytes - l3)
				      : parse_ipv6(p, data + l3, end, p->frame_bytes - l3);
}

static __always_inline int decide(struct xdp_md *ctx, const struct settings *set, const struct interface *in,
				  const struct packet *p, __u64 now, int *action)
{
	int ring_flags = -1;

	if (p->key.protocol == UDP && p->key.destination_port == SIGNALING_PORT) {
		if (set->signaling != RING)
			return SIGNALING;
		ring_flags = FLAG_SIGNALING;
	} else {
		__u32 want = wanted(p), kind = want & 0xff;

		if (kind == RING || kind == QUARANTINE) {
			int flow = decided(p, now);

			if (flow == FLOW_DROPPED) {
				*action = XDP_DROP;
				return FLOW_DROPPED;
			}
			if (flow == WHOLE)
				ring_flags = kind == QUARANTINE ? FLAG_QUARANTINE : 0;
		} else if (kind == SAMPLE) {
			sample(ctx, p, want >> 8);
		}
	}
	if (ring_flags >= 0)
		return to_ring(ctx, set, p, ring_flags, now, action);
	return in->forward ? forward(ctx, p, now, action) : NOT_WANTED;
}

/* May get frames in several buffers, which go to the stack: without that it could not be attached to links with a large MTU. */
SEC("xdp.frags")
int netserv(struct xdp_md *ctx)
{
	__u32 zero = 0;
	struct settings *set = bpf_map_lookup_elem(&settings, &zero);
	__u64 now = bpf_ktime_get_coarse_ns();
	struct packet packet = {};
	struct interface *in;
	int outcome, action = XDP_PASS;

	if (!set)
		return XDP_PASS;
	packet.frame_bytes = bpf_xdp_get_buff_len(ctx);
	if (!is_alive(set, now)) {
		outcome = STALE;
	} else if (!(in = find_ingress(ctx, &packet)) || !in->receive) {
		outcome = NO_INTERFACE;
	} else {
		outcome = parse(ctx, in, &packet);
		if (outcome == WHOLE)
			outcome = decide(ctx, set, in, &packet, now, &action);
	}
	count(outcome, packet.frame_bytes);
	return action;
}

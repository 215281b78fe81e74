/* For BpfObjectIT: counts its runs, in the entry of a map that another entry names. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

SEC("xdp")
int count(struct xdp_md *ctx)
{
	__u32 zero = 0, which;
	__u64 *value = bpf_map_lookup_elem(&counters, &zero);

	if (!value)
		return XDP_DROP;
	which = *value;
	value = bpf_map_lookup_elem(&counters, &which);
	if (value)
		__sync_fetch_and_add(value, 1);
	return XDP_DROP;
}

char LICENSE[] SEC("license") = "Apache-2.0";

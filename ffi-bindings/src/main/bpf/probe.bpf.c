/* The smallest XDP program: whether one can be loaded and run says what the kernel and our rights allow. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int drop(struct xdp_md *ctx)
{
	return XDP_DROP;
}

char LICENSE[] SEC("license") = "Apache-2.0";

# shellcheck shell=bash
# How a JVM of NetServ starts: sourced by the launchers of a source tree and of an installed node.
#
# A node that root starts goes on as user netserv, with what it needs of root's power and nothing else. That is done before the
# JVM starts: credentials are a thread's, and by the time that Java code runs there are many.

# The same as NodePrivilege and netserv.service; a test compares them.
NODE_USER=netserv
NODE_CAPABILITIES=net_admin,net_raw,sys_nice
# Beside those, of a node with the plane xdp, and of one with signaling.
XDP_CAPABILITIES=bpf,perfmon,ipc_lock
SIGNALING_CAPABILITIES=net_bind_service
# The same as bits of a set, as /proc has it.
XDP_BITS=$((1 << 39 | 1 << 38 | 1 << 14))
SIGNALING_BITS=$((1 << 10))
# What the JVM's command line begins with.
BECOME=()
# The JVM's ahead-of-time cache for a node; the launcher sets it.
NODE_CACHE=''

say() { printf 'netserv: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }
is_root() { [[ $(id -u) == 0 ]]; }

wants_help() {
    local argument
    for argument in "$@"; do
        case $argument in -h | --help) return 0 ;; esac
    done
    return 1
}

# The value of --user among the arguments; empty if it is not given.
asked_user() {
    local user=''
    while [[ $# -gt 0 ]]; do
        case $1 in
        --user=*) user=${1#*=} ;;
        --user) user=${2:-} ;;
        esac
        shift
    done
    printf '%s' "$user"
}

# The configuration that the arguments name.
asked_configuration() {
    local file=/etc/netserv/netserv.xml
    while [[ $# -gt 0 ]]; do
        case $1 in
        --config=* | -c=*) file=${1#*=} ;;
        --config | -c) file=${2:-} ;;
        esac
        shift
    done
    printf '%s' "$file"
}

# Whether a node's configuration has an element, as far as that can be told without reading XML: in a comment it does no harm, and a
# node that is not given what it needs says so. Usage: has_element REGEX ARGUMENT...
has_element() {
    local file
    file=$(asked_configuration "${@:2}")
    [[ -r $file ]] && tr '\n\t\r' '   ' <"$file" | grep -Eq "$1"
}

has_xdp() { has_element "(<plane [^>]*name|<interface [^>]*plane) *= *[\"']xdp[\"']" "$@"; }
has_signaling() { has_element '<signaling[ />]' "$@"; }

# Sets BECOME for a node that root does not start: it does without what its configuration gives it no use for, though the unit
# allows it.
forgo() {
    local ambient less=''
    ambient=$(sed -n 's/^CapAmb:[[:space:]]*//p' /proc/self/status)
    ambient=$((16#${ambient:-0}))
    ((ambient & XDP_BITS)) && ! has_xdp "$@" && less+=,-${XDP_CAPABILITIES//,/,-}
    ((ambient & SIGNALING_BITS)) && ! has_signaling "$@" && less+=,-${SIGNALING_CAPABILITIES//,/,-}
    [[ -z $less ]] || BECOME=(setpriv --inh-caps "${less#,}" --ambient-caps "${less#,}" --)
}

# Sets BECOME for a node. Usage: become JAVA HOME ARGUMENT...
become() {
    local java=$1 home=$2 asked user why caps=$NODE_CAPABILITIES
    shift 2
    if ! is_root; then
        forgo "$@" # --user is refused, unless it is this very user
        return 0
    fi
    asked=$(asked_user "$@")
    user=${asked:-$NODE_USER}
    [[ $user != root ]] || return 0
    if ! id -u "$user" >/dev/null 2>&1; then
        [[ -z $asked ]] || fail "--user $user: there is no such user"
        return 0
    fi
    if has_xdp "$@"; then
        caps+=,$XDP_CAPABILITIES
    fi
    if has_signaling "$@"; then
        caps+=,$SIGNALING_CAPABILITIES
    fi
    caps=-all,+${caps//,/,+}
    BECOME=(setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups --no-new-privs
        --bounding-set "$caps" --inh-caps "$caps" --ambient-caps "$caps" --)
    if ! why=$("${BECOME[@]}" test -r "$home/lib" -a -x "$home/lib" -a -x "$java" 2>&1); then
        BECOME=()
        why=${why:-"it cannot read $home, or not run $java"}
        [[ -z $asked ]] || fail "--user $user: $why"
        say "the node stays root; it does not go on as user $user: ${why##*$'\n'}"
        return 0
    fi
    # Of the default control socket: gone after each boot, and below a folder of root's.
    install -d -m 0755 -o "$user" -g "$(id -g "$user")" /run/netserv
}

# Whether the cache is of these very JARs. The JVM complains of others, and does without.
has_cache() {
    [[ -r $NODE_CACHE && -z $(find "$1/lib" -newer "$NODE_CACHE" -print -quit) ]]
}

# Has the JVM remember a node's start. Usage: train JAVA HOME
train() {
    "$1" "@$2/jvm.args" "@$2/run.args" "-XX:AOTCacheOutput=$NODE_CACHE" -Xlog:disable -Xlog:all=error:stderr \
        -Dnetserv.log=ERROR "-Dnetserv.home=$2" --module-path "$2/lib" -m org.netserv.cli/org.netserv.cli.Training \
        >/dev/null
}

# Becomes the JVM of a subcommand. Usage: run_java JAVA HOME OPTION... -- SUBCOMMAND ARGUMENT...
run_java() {
    local java=$1 home=$2 profile=short options=() more=()
    shift 2
    while [[ $1 != -- ]]; do
        options+=("$1")
        shift
    done
    shift
    case ${1:-} in run | demo) profile=run ;; esac
    [[ ${1:-} != run ]] || wants_help "$@" || become "$java" "$home" "${@:2}"
    [[ $profile != run ]] || ! has_cache "$home" || options+=("-XX:AOTCache=$NODE_CACHE")
    read -ra more <<<"${NETSERV_JAVA_OPTS:-}"
    exec ${BECOME[@]+"${BECOME[@]}"} "$java" "@$home/jvm.args" "@$home/$profile.args" "-Dnetserv.home=$home" \
        ${options[@]+"${options[@]}"} ${more[@]+"${more[@]}"} --module-path "$home/lib" \
        -m org.netserv.cli/org.netserv.cli.Main "$@"
}

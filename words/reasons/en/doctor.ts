import type { doctorReasons } from "../../../proto/reasons/areas/doctor.ts";
import type { Sentences } from "../sentences.ts";

export const doctorSentences: Sentences<typeof doctorReasons> = {
  AGENT_CONNECTED: () => "connected",
  AGENT_NEVER_CONNECTED: () => "no agent of this node has ever connected",
  AGENT_IS_AWAY: ({ why }, say) => `its agent is away: ${say(why)}`,
  AGENT_OF_NODE_NOT_READY: () =>
    "no agent is connected, and Kubernetes says that the node is not ready",
  AGENT_OF_NO_NODE: () => "an agent says that it is on this node, and Kubernetes has no such node",
  CLUSTER_NODES_UNKNOWN: ({ why }, say) =>
    `which nodes should have an agent is not known: ${say(why)}`,
  CLUSTER_WITHOUT_NODES: () => "Kubernetes has no nodes",
  AGENT_SAME_VERSION: ({ version }) => `version ${version}, as the aggregator`,
  AGENT_OTHER_VERSION: ({ agent, aggregator }) =>
    `version ${agent}, the aggregator is ${aggregator}`,
  CLOCK_AGREES: ({ offsetMs, errorMs }) =>
    `clock agrees with the aggregator's: ${offsetMs} ± ${errorMs} ms`,
  CLOCK_IS_OFF: ({ offsetMs, errorMs }) =>
    `clock is ${offsetMs} ± ${errorMs} ms ahead of the aggregator's`,
  CLOCK_TOO_VAGUE: ({ offsetMs, errorMs }) =>
    `its clock cannot be told: ${offsetMs} ± ${errorMs} ms, messages take too long`,
  CLOCK_NOT_MEASURED: () => "its clock has not been measured yet",
  AGENT_LOST_NOTHING: () => "lost nothing that it had to say",
  AGENT_LOST: ({ replies, events }) =>
    `had no room for ${replies} replies and ${events} events since its start`,
  TOOLS_COMPLETE: ({ count }) => `all ${count} tools are there and run`,
  TOOLS_MISSING: ({ tools }, say) => `not on its PATH: ${say.list(tools)}`,
  TOOL_DOES_NOT_RUN: ({ path, why }, say) => `${path} does not run: ${say(why)}`,
  TOOLS_NOT_COMPARED: ({ why }, say) => `its tools were not compared with the daemons: ${say(why)}`,
  DAEMONS_RUN: () =>
    "ovs-vswitchd and ovn-controller run, and the southbound database is connected",
  DAEMON_AWAY: ({ program, why }, say) => `${program} does not run: ${say(why)}`,
  DAEMON_NOT_ANSWERING: ({ program, why }, say) =>
    `${program} runs and does not answer: ${say(why)}`,
  DAEMON_UNREAD: ({ program, why }, say) =>
    `whether ${program} works could not be seen: ${say(why)}`,
  CONTROLLER_WITHOUT_DATABASE: () => "ovn-controller is not connected to the southbound database",
  VERSION_NOT_TOLD: ({ programs }, say) => `version not told by ${say.list(programs)}`,
  SOFTWARE_FITS: ({ ovs, ovn }) => `Open vSwitch ${ovs}, OVN ${ovn}`,
  RELEASE_NOT_TRIED: ({ what, version, oldest, newest }) =>
    `${what} ${version} is outside of what tapline knows, ${oldest} to ${newest}`,
  TOOL_IS_OLDER: ({ tool, version, daemon }) =>
    `${tool} ${version} is older than the daemons, ${daemon}`,
  TUNNEL_FITS: ({ type, ip }) =>
    `${type} from ${ip}, as in its chassis row; a port to every other chassis`,
  ENCAP_NOT_SET: () => "Open vSwitch has no ovn-encap-type or no ovn-encap-ip in its external_ids",
  NO_CHASSIS_OF_NODE: ({ systemId }) => `the southbound database has no chassis ${systemId}`,
  ENCAP_IP_DIFFERS: ({ node, chassis }, say) =>
    `tunnel address ${say.list(node)} on the node, ${say.list(chassis)} in its chassis row`,
  ENCAP_TYPE_DIFFERS: ({ node, chassis }, say) =>
    `tunnel type ${say.list(node)} on the node, ${say.list(chassis)} in its chassis row`,
  ENCAP_IP_NOT_LOCAL: ({ ips }, say) =>
    `no interface of the node has its tunnel address ${say.list(ips)}`,
  CHASSIS_NAMESAKES: ({ chassis }, say) =>
    `other chassis rows have its host name: ${say.list(chassis)}`,
  TUNNEL_PORT_BROKEN: ({ port, said }) =>
    said === "" ? `tunnel port ${port} is not open` : `tunnel port ${port} is not open: ${said}`,
  TUNNELS_MISSING: ({ to }, say) => `no tunnel port to ${say.list(to)}`,
  DATAPATH_SEEN: ({ type }) => `datapath ${type}, no hardware offload`,
  DATAPATH_UNREAD: () => "the datapath of br-int is not known",
  DATAPATH_OFFLOADED: ({ type }) =>
    `datapath ${type} with hw-offload: packets that the NIC forwards pass no tap`,
  DATABASE_STANDALONE: ({ remote }) => `read from ${remote}, a standalone database, in sync`,
  DATABASE_OF_LEADER: ({ remote }) => `read from ${remote}, the leader of its cluster, in sync`,
  DATABASE_OF_FOLLOWER: ({ remote }) =>
    `read from ${remote}, a follower that has its cluster, in sync`,
  DATABASE_AWAY: ({ remotes, whys }, say) =>
    `cannot be read at ${say.list(remotes)}: ${say.all(whys)}`,
  NORTHD_IN_STEP: ({ number }) =>
    `has every logical port of the northbound, and its sequence number ${number}`,
  NORTHD_LAGS: ({ wanted, carriedOver, seconds }) =>
    `ovn-northd is behind: sequence number ${carriedOver}, wanted ${wanted}, watched for ` +
    `${seconds} s`,
  NORTHD_LEAVES_PORTS: ({ ports, seconds }, say) =>
    `ovn-northd has not carried over logical ports (watched for ${seconds} s): ` +
    `${say.list(ports)}`,
  OBJECTS_CURRENT: () => "Kubernetes and Kube-OVN objects are complete and current",
  OBJECTS_STALE: ({ seconds, why }, say) => `Kubernetes objects are ${seconds} s old: ${say(why)}`,
  OBJECTS_UNREAD: ({ why }, say) => `Kubernetes objects cannot be read: ${say(why)}`,
  RIGHTS_NOT_NEEDED: () => "objects come from a folder, which takes no rights",
  RIGHTS_COMPLETE: ({ count }) => `its account has all ${count} rights that it needs`,
  RIGHT_MISSING: ({ right }) => `its account may not ${right}`,
  RIGHTS_NOT_ASKED: ({ rights, why }, say) =>
    `whether it may ${say.list(rights)} could not be asked: ${say(why)}`,
  TRACE_TOOL_FITS: ({ version, ovn }) => `ovn-trace ${version} for OVN ${ovn}`,
  TRACE_TOOL_UNUSABLE: ({ why }, say) => `ovn-trace cannot be used: ${say(why)}`,
  OVN_RELEASE_UNKNOWN: ({ version }) =>
    `whether ovn-trace ${version} fits is not known: no agent tells the version of OVN`,
  KUBE_OVN_FITS: ({ version, from }, say) => `Kube-OVN ${version} (${say(from)})`,
  CERTIFICATE_VALID: ({ at, days }) => `valid until ${at}, ${days} days`,
  CERTIFICATE_ENDS_SOON: ({ at, days }) => `ends in ${days} days, at ${at}`,
  CERTIFICATE_ENDED: ({ at }) => `expired at ${at}`,
  CERTIFICATE_NOT_YET: ({ at }) => `not valid before ${at}`,
  CERTIFICATE_UNREAD: ({ why }, say) => `cannot be read: ${say(why)}`,
  IMAGE_BUILT: ({ at, days }) => `built at ${at}, ${days} days ago`,
  IMAGE_OLD: ({ at, days }) =>
    `built at ${at}, ${days} days ago: its tools have seen no updates since`,
  CHECK_BROKE: ({ why }, say) => `the check itself failed: ${say(why)}`,
  AGGREGATOR_UNREACHED: ({ address, why }, say) => `tried ${address}: ${say(why)}`,
  SOCKET_ABSENT: () => "there is no such socket",
  SOCKET_NOT_PERMITTED: () => "this user may not connect to it",
  PORT_REFUSED: () => "nothing listens there",
  NO_ANSWER: ({ afterMs }) => `no answer within ${afterMs} ms`,
  ANSWERS_OTHERWISE: ({ why }, say) =>
    `something listens there, and it is no aggregator that can be asked: ${say(why)}`,
  ADVICE_SEE_KUBERNETES: () =>
    "see what the API server answers the aggregator: address, account, certificate, rights",
  ADVICE_OTHER_CLUSTER: () => "check that the aggregator reads the right cluster",
  ADVICE_NODE_NAME: () => "set TAPLINE_NODE of that agent to the name of its node",
  ADVICE_START_AGENT: ({ node }) =>
    `see whether an agent runs on ${node}, and what its log says about the way to the ` +
    "aggregator",
  ADVICE_UPGRADE: ({ what }) => (what === "agent" ? "upgrade the agent" : "upgrade the aggregator"),
  ADVICE_ROLL_OUT: () => "let the update reach all nodes",
  ADVICE_SET_CLOCK: () => "repair the time service of the node",
  ADVICE_SLOW_STREAM: () =>
    "look at the load of the aggregator, and at the network between the two",
  ADVICE_INSTALL_TOOLS: () =>
    "use the image of the agent, or install them: without them nodes cannot be examined",
  ADVICE_INSTALL_SOME_TOOLS: () =>
    "use the image of the agent, or install them: checks that need them are skipped",
  ADVICE_START_DAEMON: ({ program }) => `see why ${program} does not run or answer on that node`,
  ADVICE_MOUNT_RUN_DIRS: () =>
    "mount the run directories of Open vSwitch and OVN into the agent (TAPLINE_OVS_RUNDIR, " +
    "TAPLINE_OVN_RUNDIR)",
  ADVICE_CONNECT_CONTROLLER: () =>
    "see whether the node reaches the southbound database at the address in ovn-remote",
  ADVICE_RELEASE_NOT_TRIED: () => "read verdicts with care, and see docs/ovn-versions.md",
  ADVICE_NEWER_TOOLS: () =>
    "use an agent image with the tools of the cluster's release: older ones do not " +
    "understand all output",
  ADVICE_NEWER_TRACE: () =>
    "use an aggregator image with the OVN of the cluster: an older ovn-trace does not know " +
    "all actions",
  ADVICE_INSTALL_TRACE: () =>
    "use the image of the aggregator, or install ovn-trace (ovn-common): logical traces are " +
    "missing without it",
  ADVICE_SET_ENCAP: () =>
    "give the node a tunnel address that one of its interfaces has: kube-ovn-cni sets it " +
    "from the interface in IFACE",
  ADVICE_NO_CHASSIS: () =>
    "see whether ovn-controller of the node runs and is connected: it registers the chassis",
  ADVICE_ENCAP_DIFFERS: () =>
    "see whether ovn-controller of the node runs and is connected: it carries such changes " +
    "over",
  ADVICE_CHASSIS_NAMESAKES: () =>
    "rows of a node that was set up anew are left over: see Kube-OVN's document on replacing " +
    "nodes before you remove any",
  ADVICE_TUNNEL_PORT: () =>
    "see the log of ovs-vswitchd, and whether ovn-controller of the node is connected: it " +
    "makes the ports",
  ADVICE_OFFLOAD: () => "where a tap sees nothing, compare with the flows that are offloaded",
  ADVICE_REACH_DATABASE: () =>
    "see whether ovn-central runs, and whether the aggregator's addresses and certificates " +
    "are right (TAPLINE_NB, TAPLINE_SB, TAPLINE_OVN_CA)",
  ADVICE_QUORUM: () =>
    "the database has no majority of its members: bring ovn-central back on the other " + "masters",
  ADVICE_NORTHD: () => "see whether the active ovn-northd runs and reaches both databases",
  ADVICE_GRANT_RIGHT: () => "apply the ClusterRole of the chart to the aggregator's ServiceAccount",
  ADVICE_RENEW_CERTIFICATE: () =>
    "renew the certificate in place: it is read anew, without a restart",
  ADVICE_NEWER_IMAGE: () => "use a newer image",
  ADVICE_SOCKET_ABSENT: () =>
    "start the aggregator, or name its address with --address or TAPLINE_AGGREGATOR",
  ADVICE_SOCKET_MODE: () => "ask as a user who owns the socket or is in its group",
  ADVICE_PORT_FORWARD: () =>
    "to reach an aggregator in a cluster from here, forward a port to it and ask again; its " +
    "namespace may be another",
  ADVICE_OTHER_ADDRESS: () =>
    "check the address: callers and agents have separate listeners, and TLS must be on at " +
    "both ends or at none",
};

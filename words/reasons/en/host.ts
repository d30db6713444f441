import type { hostReasons } from "../../../proto/reasons/areas/host.ts";
import type { Sentences } from "../sentences.ts";

const queues: Readonly<Record<string, string>> = {
  tcp: "connections to accept",
  udp: "datagrams to read",
};

const outcomes: Readonly<Record<string, string>> = { "too-big": "packet too large" };

const httpEndings: Readonly<Record<string, string>> = {
  "no-answer": "no answer",
  closed: "closed without an answer",
  "no-status-line": "no HTTP status line",
};

function bracketed(because: string | null): string {
  return because === null ? "" : ` (${because})`;
}

export const hostSentences: Sentences<typeof hostReasons> = {
  NONE: () => "none",
  ANY_OF: ({ values }) => values.join(" or "),

  SWITCH_ZONE_FULL: ({ zone, port }) =>
    `ovs-vswitchd, zone ${zone}${port === null ? "" : ` of ${port}`}`,
  SWITCH_REFUSED: ({ count }) => `ovs-vswitchd refused ${count} connections during the probes`,
  KERNEL_DROPPED: ({ pod, count }) =>
    `the kernel's table${pod === null ? "" : ` in pod ${pod}`} dropped ${count} packets ` +
    "during the probes",
  RULE_DROPS: ({ rule, verdict, hook, grown, counter }) => {
    const counted =
      grown !== null
        ? `, ${grown} packets counted during the probes`
        : counter !== null
          ? `, counter at ${counter} packets`
          : "";
    return `${rule} (${verdict} at hook ${hook}${counted})`;
  },
  HW_OFFLOAD_ON: () => "hw-offload is on in its Open vSwitch",
  ANSWERED_UNSEEN_AT: ({ points }, say) => `answered packets were not seen at ${say.list(points)}`,
  WAY_BACK: (args) => `its return path is ${args.interface}`,
  IN_POD: ({ pod }) => `in pod ${pod}`,
  ON_NODE: (args) =>
    args.interface === null ? `on ${args.node}` : `on ${args.node}, at ${args.interface},`,
  NOT_THE_WAY_BACK: () => "answers to it would leave by another interface",
  COUNTED_BY_KERNEL: () => "the kernel counted them",
  ROUTED_OUT: (args) => {
    const via = args.gateway === null ? "" : ` via ${args.gateway}`;
    const table = args.table === null ? "" : ` (routing table ${args.table})`;
    return `${args.interface}${via}${table}`;
  },
  BACK_INTO_OVN: () => "it leads back into OVN",
  WITHOUT_CARRIER: (args) => `${args.interface} is down or has no carrier`,
  DEFAULT_BY_OTHER: ({ others }, say) => `its default route is by ${say.list(others)}`,
  NOBODY_ANSWERS: (args) => `nobody answers for ${args.address} on ${args.interface}`,
  ROUTERS_ON_WAY: ({ count }) => (count === 1 ? "OVN's router" : `${count} routers of OVN`),
  NODE_ON_WAY: ({ node }) => `OVN's router and ${node}, which forwards them`,
  NO_MAIN_ROUTE: () => "its main routing table has no route there",
  ITS_NIC: () => "its NIC",
  CONNECTION_REFUSED: () => "connection refused",

  NODE_CONDITION: ({ status, because }) =>
    `its condition Ready is ${status ?? "not set"}${bracketed(because)}`,
  NODE_NETWORK_UNAVAILABLE: ({ because }) => `its network is unavailable (${because})`,
  PROBE_ASKS: ({ by, port, path }) => {
    if (by === "command") return "it runs a command in the container, so no packet is sent";
    const where = port === null ? "a port that the container does not have" : `port ${port}`;
    return `it asks ${where} by ${by}${path === null ? "" : ` for ${path}`}`;
  },
  CONTAINER_NOT_READY: ({ name, because, restarts }) =>
    `container ${name}: ${because ?? "not ready"}` +
    (restarts > 0 ? `, ${restarts} restart${restarts === 1 ? "" : "s"}` : ""),
  POD_CONDITION_NOT_READY: () => "its condition Ready is not true",
  POD_DELETED: () => "it was deleted",
  POD_BEING_DELETED: () => "it is being deleted",
  POD_INTERFACE_PENDING: () => "it has an address, but its interface is not set up",
  POD_UNSCHEDULED: ({ phase, because }) => `phase ${phase}, it is on no node${bracketed(because)}`,
  POD_PHASE: ({ phase, because }) => `phase ${phase}${bracketed(because)}`,

  DUPLICATE_ADDRESS: () => "duplicate address detection found another owner of it",
  TENTATIVE_ADDRESS: () => "duplicate address detection has not ended",
  LISTENS_ON: ({ addresses }, say) => `it listens on ${say.list(addresses)}`,
  LISTENS_ONLY_ON: ({ addresses }, say) => `it listens on ${say.list(addresses)} only`,
  LISTENS_ON_NOTHING: ({ protocol }) => `it listens on no ${protocol} port at all`,
  CONNECTED_UNANSWERED: () => "connected, but the data sent got no answer",
  ROUTE_TO_ITSELF: () => "it goes to itself",
  QUEUE_FULL: ({ protocol, counter }) => `${queues[protocol] ?? `${protocol} queue`}, ${counter}`,
  ATTEMPT_ENDED: ({ outcome }) => outcomes[outcome] ?? outcome,
  HTTP_ENDED: ({ how }) => httpEndings[how] ?? how,
  POD_INTERFACE: (args) => `${args.interface} of pod ${args.pod}`,

  POD_RATE_LIMIT: ({ annotation, value, pod, interface: name, kind, counted }, say) =>
    `${annotation} of ${pod}: ${value} Mbit/s, by ${kind} on ${name}` +
    `${counted === null ? "" : `, which ${say(counted)}`}`,
  SHAPER_COUNTED: ({ over, waiting, dropped }) =>
    `held packets back ${over} times, has ${waiting} waiting, and dropped ${dropped}`,
  POLICER_COUNTED: ({ dropped }) => `dropped ${dropped}`,
  POD_EMULATION: ({ prefix, pod, interface: name, latencyMs, jitterMs, loss, limit }) =>
    `${[
      ...(latencyMs > 0 ? [`${prefix}/latency is ${latencyMs} ms`] : []),
      ...(jitterMs > 0 ? [`${prefix}/jitter is ${jitterMs} ms`] : []),
      ...(loss > 0 ? [`${prefix}/loss is ${loss} %`] : []),
      ...(limit > 0 ? [`${prefix}/limit is ${limit} packets`] : []),
    ].join(", ")} for ${pod}, by linux-netem on ${name}`,
  RELEASE_BY_IMAGE: ({ pod }) => `image of ${pod}`,
  RELEASE_BY_NORTHBOUND: () => "NB_Global external_ids",
  RELEASE_BY_ROWS: () => "rows that only later releases of Kube-OVN write to the northbound",
  RELEASE_UNKNOWN: () => "neither a pod of Kube-OVN nor the northbound database names it",
  IN_NO_SUBNET: () => "it is in no subnet",
  SUBNET_UNKNOWN: ({ subnet }) => `no Subnet ${subnet} is known`,
};

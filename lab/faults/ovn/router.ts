import { nbctl } from "../../northbound/sync.ts";
import { ipBatch, runIn } from "../../run-in.ts";
import { vpc } from "../../topology/topology.ts";
import { acrossNodes, expectation, type Fault, fromAToB } from "../fault.ts";

/** The logical router between two Subnets of one VPC. */
const betweenSubnets = {
  ...fromAToB,
  placements: acrossNodes,
  protocols: ["tcp"],
  defaultDestination: "d",
  refuses: ({ source, destination }: Parameters<Fault["inject"]>[0]) =>
    source.subnet === destination.subnet ? "both pods are in the same Subnet" : undefined,
} as const;

export const routerFaults: readonly Fault[] = [
  {
    ...betweenSubnets,
    families: ["IPv4"],
    name: "router-policy-drop",
    summary: "a policy of the VPC's router drops what goes to the destination",
    expect: expectation("source-bridge", "request", "ROUTER_POLICY_DROP"),
    inject: async ({ lab, destination }) => {
      const drop = ["lr-policy-add", vpc, "32000", `ip4.dst == ${destination.ip}`, "drop"];
      await nbctl(lab, ["--wait=hv", ...drop]);
    },
  },
  {
    ...betweenSubnets,
    families: ["IPv4"],
    name: "router-policy-reroute",
    summary: "a policy of the VPC's router sends what goes to the destination to another pod",
    expect: expectation("source-bridge", "request", "LOGICAL_DELIVERS_ELSEWHERE"),
    inject: async ({ lab, source, destination }) => {
      const others = lab.topology.pods.filter(({ subnet }) => subnet === source.subnet);
      const other = others.find((pod) => pod !== source)?.ip ?? "";
      const match = `ip4.dst == ${destination.ip}`;
      await nbctl(lab, ["--wait=hv", "lr-policy-add", vpc, "32000", match, "reroute", other]);
    },
  },
  {
    ...betweenSubnets,
    name: "gateway-port-missing",
    summary: "the switch of the source's Subnet has no port to the VPC's router",
    expect: expectation("source-bridge", "request", "NO_LOGICAL_ROUTE"),
    inject: async ({ lab, source }) => {
      await nbctl(lab, ["--wait=hv", "lsp-del", `${source.subnet}-${vpc}`]);
      await ipBatch(source.netns, ["neigh flush all"]);
    },
  },
  {
    ...betweenSubnets,
    name: "router-port-missing",
    summary: "the VPC's router has no port on the destination's Subnet",
    expect: expectation("source-bridge", "request", "NO_LOGICAL_ROUTE"),
    inject: async ({ lab, destination }) => {
      await nbctl(lab, ["--wait=hv", "lrp-del", `${vpc}-${destination.subnet}`]);
    },
  },
  {
    ...betweenSubnets,
    name: "router-port-disabled",
    summary: "the port of the VPC's router on the source's Subnet is disabled",
    expect: expectation("source-bridge", "request", "ROUTER_PORT_DISABLED"),
    inject: async ({ lab, source }) => {
      const port = `${vpc}-${source.subnet}`;
      await nbctl(lab, ["--wait=hv", "set", "Logical_Router_Port", port, "enabled=false"]);
    },
  },
  {
    ...betweenSubnets,
    families: ["IPv4"],
    name: "ttl-expires",
    summary: "the source sends with a TTL that ends at the VPC's router",
    expect: expectation("source-bridge", "request", "TTL_EXPIRED"),
    inject: async ({ source }) => {
      await runIn(source.netns, ["sysctl", "-qw", "net.ipv4.ip_default_ttl=1"]);
    },
  },
];

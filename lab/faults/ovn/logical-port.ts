import { nbctl } from "../../northbound/sync.ts";
import { ipBatch } from "../../run-in.ts";
import { addressIn } from "../../topology/addresses.ts";
import { addressesOf } from "../../topology/topology.ts";
import { expectation, type Fault, type FaultPath, fromAToB } from "../fault.ts";

/** Logical ports that are gone or describe another pod. */
export const logicalPortFaults: readonly Fault[] = [
  {
    ...fromAToB,
    name: "logical-port-missing",
    summary: "the destination's logical switch port does not exist",
    expect: expectation("control-plane", "request", "LOGICAL_PORT_MISSING"),
    inject: async ({ lab, destination }) => {
      await nbctl(lab, ["--wait=hv", "lsp-del", destination.logicalPort]);
    },
  },
  {
    ...fromAToB,
    name: "logical-port-disabled",
    summary: "the destination's logical switch port is disabled",
    expect: expectation("source-bridge", "request", "LOGICAL_PORT_DISABLED"),
    inject: async ({ lab, destination }) => {
      await nbctl(lab, ["--wait=hv", "lsp-set-enabled", destination.logicalPort, "disabled"]);
    },
  },
  {
    ...fromAToB,
    name: "logical-mac-wrong",
    summary: "the destination's logical switch port has another MAC address than the pod",
    expect: expectation("destination-pod", "request", "LOGICAL_ADDRESS_MISMATCH"),
    inject: async (path) => {
      const { lab, destination } = path;
      const ips = addressesOf(destination).map(({ ip }) => ip);
      const addresses = ["00:00:00:de:ad:01", ...ips].join(" ");
      await nbctl(lab, ["--wait=hv", "lsp-set-addresses", destination.logicalPort, addresses]);
      await forgetNeighbours(path);
    },
  },
  {
    ...fromAToB,
    name: "logical-address-stale",
    summary: "the source's logical switch port has the addresses of an earlier pod",
    expect: expectation("destination-bridge", "reply", "LOGICAL_ADDRESS_MISMATCH"),
    expectSameNode: expectation("source-bridge", "reply", "LOGICAL_ADDRESS_MISMATCH"),
    inject: async (path) => {
      const { lab, source } = path;
      const subnet = lab.topology.subnets.find(({ name }) => name === source.subnet);
      const other = addressIn(subnet?.cidr ?? "", 65_001);
      const other6 = addressIn(subnet?.v6?.cidr ?? subnet?.cidr ?? "", 65_001);
      const addresses = `00:00:00:de:ad:02 ${other} ${other6}`;
      await nbctl(lab, ["--wait=hv", "lsp-set-addresses", source.logicalPort, addresses]);
      await forgetNeighbours(path);
    },
  },
  {
    ...fromAToB,
    name: "port-security",
    summary: "port security of the source's logical switch port allows another address only",
    expect: expectation("source-bridge", "request", "PORT_SECURITY_DROP"),
    inject: async (path) => {
      const { lab, source } = path;
      const subnet = lab.topology.subnets.find(({ name }) => name === source.subnet);
      const other = addressIn(subnet?.cidr ?? "", 65_000);
      const other6 = addressIn(subnet?.v6?.cidr ?? subnet?.cidr ?? "", 65_000);
      const security = `${source.mac} ${other} ${other6}`;
      await nbctl(lab, ["--wait=hv", "lsp-set-port-security", source.logicalPort, security]);
    },
  },
];

/** The pods ask again, as they would after their neighbour entries ran out. */
async function forgetNeighbours({ source, destination }: FaultPath): Promise<void> {
  for (const pod of [source, destination]) await ipBatch(pod.netns, ["neigh flush all"]);
}

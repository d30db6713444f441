import { putObject } from "../../cluster-objects.ts";
import { podAddress } from "../../manifests/kube-ovn.ts";
import { addPortCommand } from "../../northbound/create.ts";
import { nbctl } from "../../northbound/sync.ts";
import { ipBatch } from "../../run-in.ts";
import type { PodSpec } from "../../topology/specs.ts";
import { nicsOf } from "../../topology/topology.ts";
import { expectation, type Fault, type FaultPath, fromAToB } from "../fault.ts";

/** Another pod of the Subnet has the destination's address as well. */
export const duplicateAddressFaults: readonly Fault[] = [
  {
    ...fromAToB,
    protocols: ["icmp", "tcp"],
    families: ["IPv4"],
    name: "duplicate-logical-address",
    summary:
      "another pod's logical port has the destination's address too, and OVN answers with it",
    expect: expectation("source-bridge", "request", "IP_CONFLICT"),
    inject: (path) => shareAddress(path, otherPod(path)),
  },
  {
    ...fromAToB,
    protocols: ["icmp", "tcp"],
    families: ["IPv4"],
    name: "duplicate-address-answers",
    summary: "another pod was given the destination's address as well, and answers in its place",
    expect: expectation("source-bridge", "request", "IP_CONFLICT"),
    inject: async (path) => {
      const { lab, destination } = path;
      const other = otherPod(path);
      const { ip, prefixLength } = destination;
      await ipBatch(other.netns, [`addr add ${ip}/${prefixLength} dev eth0`]);
      const [nic] = nicsOf(other);
      if (nic !== undefined) await putObject(lab, podAddress(other, { ...nic, ip }));
      await shareAddress(path, other);
    },
  },
  {
    ...fromAToB,
    protocols: ["icmp", "tcp"],
    name: "duplicate-mac",
    summary: "another pod has the destination's MAC, and OVN forwards to it",
    expect: expectation("source-bridge", "request", "MAC_CONFLICT"),
    inject: async (path) => {
      const { lab, destination } = path;
      const other = otherPod(path);
      const own = [other.ip, ...(other.v6 === undefined ? [] : [other.v6.ip])].join(" ");
      await ipBatch(other.netns, [`link set eth0 address ${destination.mac}`]);
      await nbctl(lab, ["--wait=hv", "lsp-del", destination.logicalPort]);
      await nbctl(lab, [
        ...["--wait=hv", "lsp-set-addresses", other.logicalPort],
        `${destination.mac} ${own}`,
      ]);
      await nbctl(lab, ["--wait=hv", ...addPortCommand(destination)]);
    },
  },
];

/** Of the same Subnet, and on a third node where there is such a pod. */
function otherPod({ lab, source, destination }: FaultPath): PodSpec {
  const others = lab.topology.pods.filter(
    (pod) => pod.subnet === destination.subnet && pod !== source && pod !== destination,
  );
  const away = others.filter(({ node }) => node !== destination.node);
  const other = away.find(({ node }) => node !== source.node) ?? away[0];
  if (other === undefined) {
    throw new RangeError(`Cannot find a third pod in Subnet ${destination.subnet}`);
  }
  return other;
}

/**
 * The port that has the address first keeps its flows, so the destination's is made anew after the
 * other got the address: as when an address is given out again before the old port is gone.
 */
async function shareAddress(
  { lab, source, destination }: FaultPath,
  other: PodSpec,
): Promise<void> {
  const addresses = `"${other.mac} ${other.ip} ${destination.ip}"`;
  await nbctl(lab, ["--wait=hv", "lsp-del", destination.logicalPort]);
  await nbctl(lab, [
    ...["--wait=hv", "set", "Logical_Switch_Port", other.logicalPort],
    `addresses=${addresses}`,
  ]);
  await nbctl(lab, ["--wait=hv", ...addPortCommand(destination)]);
  for (const pod of [source, destination]) await ipBatch(pod.netns, ["neigh flush all"]);
}

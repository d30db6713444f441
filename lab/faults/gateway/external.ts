import { usageError } from "../../errors.ts";
import { nbctl } from "../../northbound/sync.ts";
import { uplink } from "../../openvswitch/rows.ts";
import { externalServer } from "../../processes/declared.ts";
import { endProcess, ensureProcess } from "../../processes/supervise.ts";
import { ipBatch, runIn } from "../../run-in.ts";
import { podTcpPort } from "../../topology/services.ts";
import type { ExternalSpec } from "../../topology/specs.ts";
import {
  expectation,
  fromAOutside,
  fromFOutside,
  type OutwardFault,
  type OutwardPath,
} from "../fault.ts";

/** Longer than a probe waits, and not longer than the taps listen. */
const answerMs = 1_100;

/** What goes wrong beyond the cluster, at the host that is asked. */
export const externalFaults: readonly OutwardFault[] = [
  {
    ...fromAOutside,
    name: "external-reverse-route-missing",
    summary: "the host outside has no route back",
    expect: expectation("underlay", "request", "EXTERNAL_NO_REPLY"),
    inject: (path) => withoutRoute(hostOutside(path)),
  },
  {
    ...fromFOutside,
    name: "external-reverse-route-missing-centralized",
    summary: "the host outside has no route back to the gateway node",
    expect: expectation("underlay", "request", "EXTERNAL_NO_REPLY"),
    inject: (path) => withoutRoute(hostOutside(path)),
  },
  {
    ...fromAOutside,
    protocols: ["tcp", "udp"],
    name: "external-port-closed",
    summary: "nothing listens on the host outside",
    expect: expectation("underlay", "request", "EXTERNAL_REFUSED"),
    inject: (path) => endProcess(path.lab, externalServer(hostOutside(path)).name),
  },
  {
    ...fromFOutside,
    protocols: ["tcp", "udp"],
    name: "external-port-closed-centralized",
    summary: "nothing listens on the host outside, which is asked through a gateway node",
    expect: expectation("underlay", "request", "EXTERNAL_REFUSED"),
    inject: (path) => endProcess(path.lab, externalServer(hostOutside(path)).name),
  },
  {
    ...fromFOutside,
    name: "external-loss",
    summary: "the host outside drops 30 % of what comes in at random",
    expect: expectation("underlay", "request", "EXTERNAL_LOSS", "degraded"),
    inject: async (path) => {
      const rules = [
        "add table inet firewall",
        "add chain inet firewall input { type filter hook input priority 0; }",
        "add rule inet firewall input numgen random mod 100 < 30 drop",
      ];
      await runIn(hostOutside(path).netns, ["nft", "-f", "-"], { input: `${rules.join("\n")}\n` });
    },
  },
  {
    ...fromFOutside,
    name: "external-mtu-small",
    summary: "the host outside takes no packets over 1000 bytes",
    expect: expectation("underlay", "request", "PATH_MTU_TOO_SMALL", "degraded"),
    inject: (path) => ipBatch(hostOutside(path).netns, [`link set ${uplink} mtu 1000`]),
  },
  {
    ...fromAOutside,
    protocols: ["udp"],
    name: "external-slow",
    summary: `the program on the host outside answers after ${answerMs} ms`,
    expect: expectation("underlay", "request", "EXTERNAL_LATENCY", "degraded"),
    inject: async (path) => {
      const server = externalServer(hostOutside(path));
      await endProcess(path.lab, server.name);
      await ensureProcess(path.lab, {
        ...server,
        name: "fault/external/server",
        argv: [...server.argv, "::", String(answerMs)],
        ready: () => listens(hostOutside(path).netns),
      });
    },
  },
  {
    ...fromAOutside,
    name: "external-checksum-bad",
    summary: "answers of the host outside arrive with a wrong checksum",
    expect: expectation("gateway", "reply", "CHECKSUM_ERROR"),
    inject: async (path) => {
      const { netns } = hostOutside(path);
      const rules = [
        "add table inet corrupt",
        "add chain inet corrupt output { type filter hook output priority 0; }",
        "add rule inet corrupt output tcp flags & (syn | ack) == (syn | ack) tcp checksum set 1",
        "add rule inet corrupt output icmp type echo-reply icmp checksum set 1",
      ];
      await runIn(netns, ["nft", "-f", "-"], { input: `${rules.join("\n")}\n` });
    },
  },
  {
    ...fromAOutside,
    name: "external-address-on-node",
    summary: "the gateway node has the address of the host outside on kube-ipvs0 (externalIPs)",
    expect: expectation("gateway", "request", "ANSWERED_ELSEWHERE"),
    inject: async ({ gateway, ip }) => {
      await ipBatch(gateway.netns, [
        "link add kube-ipvs0 type bridge",
        `addr add ${ip}/32 dev kube-ipvs0`,
      ]);
    },
  },
  {
    ...fromAOutside,
    protocols: ["tcp"],
    name: "external-address-balanced",
    summary: "a load balancer of the pod's Subnet has the address and port of the host outside",
    expect: expectation("source-bridge", "request", "ANSWERED_ELSEWHERE"),
    inject: async ({ lab, source, ip }) => {
      const backend = lab.topology.pods.find(
        (pod) => pod !== source && pod.subnet === source.subnet && pod.node !== source.node,
      );
      if (backend === undefined) throw usageError("Cannot inject it: no other pod of the Subnet");
      const vip = `${ip}:${podTcpPort}`;
      await nbctl(lab, ["lb-add", "external-ips", vip, `${backend.ip}:${podTcpPort}`, "tcp"]);
      await nbctl(lab, ["--wait=hv", "ls-lb-add", source.subnet, "external-ips"]);
    },
  },
  {
    ...fromAOutside,
    protocols: ["tcp"],
    name: "tx-checksum-offload-outside",
    summary: "the pod leaves checksums to a device that does not fill them in, and asks outside",
    expect: expectation("gateway", "request", "CHECKSUM_ERROR"),
    inject: async ({ source }) => {
      await runIn(source.netns, ["ethtool", "-K", "eth0", "tx", "on"]);
    },
  },
];

/** @throws {LabError} USAGE where the destination is a node. */
function hostOutside({ external }: OutwardPath): ExternalSpec {
  if (external !== null) return external;
  throw usageError("Cannot inject it: the destination must be the address of a host outside");
}

async function withoutRoute({ netns }: ExternalSpec): Promise<void> {
  await ipBatch(netns, ["route del default"]);
}

async function listens(netns: string): Promise<boolean> {
  const { stdout } = await runIn(netns, ["ss", "-Hlun"]);
  return stdout.includes(":9090");
}

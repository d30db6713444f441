import { runIn } from "../../run-in.ts";
import { addressIn } from "../../topology/addresses.ts";
import { podTcpPort } from "../../topology/services.ts";
import { subnetNamed } from "../../topology/topology.ts";
import { expectation, type Fault, fromAOutside, fromAToB, type OutwardFault } from "../fault.ts";

/** Port of a proxy that is not running; Istio's for what comes in. */
const proxyPort = 15_006;

/** Rules inside pods that send packets to somebody else than they were sent to. */
export const podRedirectFaults: readonly Fault[] = [
  {
    ...fromAToB,
    protocols: ["tcp"],
    name: "pod-redirect-proxy-down",
    summary: "the destination pod redirects what comes in to a proxy that does not run",
    expect: expectation("destination-pod", "request", "NAT_REDIRECTED"),
    inject: ({ destination }) =>
      redirect(
        destination.netns,
        "prerouting",
        `tcp dport ${podTcpPort} redirect to :${proxyPort}`,
      ),
  },
  {
    ...fromAToB,
    protocols: ["tcp"],
    name: "pod-redirect-answers",
    summary: "the source pod redirects what it sends to a program of its own, which answers",
    expect: expectation("source-pod", "request", "NAT_REDIRECTED"),
    inject: ({ source }) => redirect(source.netns, "output", `tcp dport ${podTcpPort} redirect`),
  },
];

/** The same on the node by which packets leave OVN. */
export const nodeRedirectFaults: readonly OutwardFault[] = [
  {
    ...fromAOutside,
    protocols: ["tcp"],
    name: "host-port-left-over",
    summary: "the gateway node still translates a hostPort to the address of a pod that is gone",
    expect: expectation("gateway", "request", "NAT_REDIRECTED"),
    inject: ({ lab, gateway, source }) => {
      const { cidr } = subnetNamed(lab.topology, source.subnet);
      const gone = `${addressIn(cidr, 64_000)}:${podTcpPort}`;
      return redirect(gateway.netns, "prerouting", `tcp dport ${podTcpPort} dnat ip to ${gone}`);
    },
  },
];

/** @param rule for new connections of both IP versions. */
async function redirect(netns: string, hook: "prerouting" | "output", rule: string): Promise<void> {
  const commands = [
    "add table inet proxy",
    `add chain inet proxy ${hook} { type nat hook ${hook} priority -100; }`,
    `add rule inet proxy ${hook} ${rule}`,
  ];
  await runIn(netns, ["nft", commands.join("; ")]);
}

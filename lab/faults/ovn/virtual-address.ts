import { putObject } from "../../cluster-objects.ts";
import { vipObject } from "../../manifests/kube-ovn.ts";
import { nbctl, sbctl } from "../../northbound/sync.ts";
import { ipBatch, runIn } from "../../run-in.ts";
import type { PodSpec } from "../../topology/specs.ts";
import { vpc } from "../../topology/topology.ts";
import { podNamed } from "../../verbs/named.ts";
import { waitUntil } from "../../wait.ts";
import { type AddressFault, type AddressPath, expectation, fromAToAddress } from "../fault.ts";

/** Addresses that pods share, as keepalived's, which no Pod has by the databases. */
export const virtualAddressFaults: readonly AddressFault[] = [
  {
    ...fromAToAddress,
    name: "virtual-address-nobody",
    summary: "none of the parents of a virtual port has its address",
    expect: expectation("destination-pod", "request", "ADDRESS_NOT_HELD"),
    inject: (path) => makeVirtualPort(path, holders(path)),
  },
  {
    ...fromAToAddress,
    name: "virtual-address-port-security",
    summary: "port security of the pod that holds a virtual address lets only its own through",
    expect: expectation("destination-bridge", "reply", "PORT_SECURITY_DROP"),
    inject: async (path) => {
      const [holder] = holders(path);
      await give(path, holder);
      const { logicalPort, mac, ip } = holder;
      await nbctl(path.lab, ["--wait=hv", "lsp-set-port-security", logicalPort, `${mac} ${ip}`]);
    },
  },
  {
    ...fromAToAddress,
    defaultSource: "d",
    name: "virtual-address-moved",
    summary: "a virtual address went to another pod, which did not announce it to the router",
    expect: expectation("destination-pod", "request", "MAC_BINDING_STALE"),
    inject: async (path) => {
      const [holder, next] = holders(path);
      const { lab, source, ip } = path;
      await give(path, holder);
      await runIn(source.netns, ["ping", "-c", "3", "-i", "0.2", "-W", "1", ip]);
      await waitUntil(
        `the router to learn ${ip}`,
        async () => (await sbctl(lab, ["--bare", "find", "MAC_Binding", `ip="${ip}"`])) !== "",
        { timeoutMs: 5_000, signal: lab.signal },
      );
      await ipBatch(holder.netns, [`addr del ${ip}/${holder.prefixLength} dev eth0`]);
      await give(path, next);
    },
  },
  {
    ...fromAToAddress,
    defaultSource: "d",
    name: "mac-binding-gone",
    summary: "the router has learnt a MAC for an address that no port has any more",
    expect: expectation("source-bridge", "request", "MAC_BINDING_STALE"),
    inject: async (path) => {
      const { lab, ip } = path;
      const port = `logical_port=${vpc}-${holders(path)[0].subnet}`;
      const datapath = await sbctl(lab, [
        "--bare",
        "--columns=datapath",
        "find",
        "Port_Binding",
        port,
      ]);
      const row = [`ip="${ip}"`, 'mac="00:00:00:0d:ea:d0"', port, `datapath=${datapath.trim()}`];
      await sbctl(lab, ["create", "MAC_Binding", ...row, `timestamp=${Date.now()}`]);
      await nbctl(lab, ["--wait=hv", "sync"]);
    },
  },
];

/** Two pods of its Subnet on two nodes. */
function holders({ lab }: AddressPath): [PodSpec, PodSpec] {
  return [podNamed(lab, "b"), podNamed(lab, "c")];
}

async function give({ ip }: AddressPath, pod: PodSpec): Promise<void> {
  await ipBatch(pod.netns, [`addr add ${ip}/${pod.prefixLength} dev eth0`]);
}

/** As kube-ovn-controller makes it of a Vip with a namespace (pkg/controller/vip.go). */
async function makeVirtualPort(
  { lab, ip }: AddressPath,
  parents: readonly PodSpec[],
): Promise<void> {
  const [first] = parents;
  const name = "vip1";
  await putObject(lab, vipObject(name, { subnet: first?.subnet ?? "", ip, namespace: "default" }));
  const list = parents.map(({ logicalPort }) => logicalPort).join(",");
  await nbctl(lab, [
    ...["--wait=hv", "lsp-add", first?.subnet ?? "", name],
    ...["--", "lsp-set-type", name, "virtual"],
    ...["--", "lsp-set-options", name, `virtual-ip=${ip}`, `virtual-parents=${list}`],
  ]);
}

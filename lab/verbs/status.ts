import type { Lab } from "../context.ts";
import { centralNetns, underlayNetns } from "../names.ts";
import { underlayBridge } from "../netns/declared.ts";
import { agentHttp, aggregatorHttp, productPids } from "../product.ts";
import { clientAccess } from "../tls/environment.ts";
import { agentsAddress, callersAddress } from "../tls/places.ts";
import { clusterIpsOf, podTcpPort, podUdpPort } from "../topology/services.ts";
import { addressesOf } from "../topology/topology.ts";

/** What a client or a test needs to know about a lab; the contract of `status -o json`. */
export function statusOf(lab: Lab): object {
  const { topology, paths } = lab;
  const pids = productPids(lab);
  const aggregator = {
    address: callersAddress(lab),
    agents: agentsAddress(lab),
    http: aggregatorHttp(lab),
    httpSocket: paths.httpSocket,
    pid: pids.aggregator,
  };
  return {
    ovnRoot: lab.ovnRoot ?? null,
    nodes: topology.nodes.map((node) => {
      const { name, netns, runDir, ip, encapIp, joinIp, ip6 } = node;
      const agent = { agentPid: pids.agents.get(name) ?? null, agentHttp: agentHttp(node) };
      return { name, netns, ovsRunDir: runDir, ip, encapIp, joinIp, ip6, ...agent };
    }),
    pods: topology.pods.map((pod) => ({
      ...pod,
      hostNetwork: false,
      ips: addressesOf(pod).map(({ ip }) => ip),
      gateways: addressesOf(pod).map(({ gateway }) => gateway),
    })),
    hostPods: topology.hostPods.map((pod) => ({
      ...pod,
      hostNetwork: true,
      ips: addressesOf(pod).map(({ ip }) => ip),
    })),
    services: topology.services.map((service) => ({
      ...service,
      clusterIps: clusterIpsOf(service),
    })),
    externals: topology.externals.map(({ name, ip, netns, vlan }) => ({
      name,
      ip,
      netns,
      vlan: vlan?.id ?? null,
      tcpPort: podTcpPort,
      udpPort: podUdpPort,
    })),
    central: {
      netns: centralNetns(lab.name),
      nbSocket: paths.nbSocket,
      sbSocket: paths.sbSocket,
    },
    underlay: { netns: underlayNetns(lab.name), bridge: underlayBridge },
    kubernetes: sourceOf(lab),
    kubeOvn: lab.kubeOvn,
    tls: lab.tls,
    aggregator,
    aggregators: [aggregator],
    env: clientAccess(lab),
  };
}

/** Where the aggregator reads Kubernetes objects. */
function sourceOf({ kubernetes, paths }: Lab): object {
  if (kubernetes === null) return { source: "manifests", folder: paths.manifests };
  return { source: "api", from: kubernetes.kind, kubeconfig: kubernetes.kubeconfig };
}

/** The same for a person. */
export function statusText(lab: Lab): string {
  const { nodes, pods, hostPods, services, externals } = lab.topology;
  const lines = [
    ...(lab.ovnRoot === undefined ? [] : [`OVN and OVS of ${lab.ovnRoot}`]),
    ...(lab.kubernetes === null ? [] : [`Kubernetes API: ${lab.kubernetes.kubeconfig}`]),
    ...(lab.kubeOvn === null ? [] : [`Kube-OVN's own programs of ${lab.kubeOvn.folder}`]),
    `lab ${lab.name}${lab.product ? "" : " (without aggregator and agents)"}`,
    ...nodes.map(({ name, netns, encapIp }) => `node ${name}  ${encapIp}  netns ${netns}`),
    ...pods.map(
      (pod) =>
        `pod ${pod.namespace}/${pod.name}  ` +
        `${addressesOf(pod)
          .map(({ ip }) => ip)
          .join(" ")}  on ${pod.node}  ${pod.hostInterface}`,
    ),
    ...pods.flatMap(({ name, attachments }) =>
      attachments.map((nic) => `pod ${name} ${nic.interface}  ${nic.ip}  ${nic.hostInterface}`),
    ),
    ...hostPods.map(
      ({ namespace, name, node, ip }) => `pod ${namespace}/${name}  ${ip}  on ${node} (host)`,
    ),
    ...services.map(
      ({ namespace, name, clusterIp }) => `service ${namespace}/${name}  ${clusterIp}`,
    ),
    ...externals.map(({ name, ip, netns }) => `external ${name}  ${ip}  netns ${netns}`),
    ...Object.entries(clientAccess(lab)).map(([name, value]) => `export ${name}=${value}`),
  ];
  return `${lines.join("\n")}\n`;
}

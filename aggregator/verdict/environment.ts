import type {
  EndEnvironment,
  Environment,
  KubeOvnEnvironment,
  NicEnvironment,
  NodeEnvironment,
} from "../../proto/documents/v1/environment.ts";
import { allOf, reason } from "../../proto/reasons/index.ts";
import type { NodeFacts } from "../../proto/wire/facts.ts";
import { reasonIn } from "../../words/reasons/index.ts";
import { told } from "../../words/told.ts";
import type { EvidenceItem } from "../evidence/item.ts";
import type { Role } from "../evidence/plan.ts";
import type { CaseView } from "../evidence/view.ts";

/** What the path runs on: releases of every node, placement, subnets, gateways, tunnels. */
export function environmentOf(view: CaseView): Environment {
  const { plan } = view;
  const [from, to] = [vpcOf(view, "source"), vpcOf(view, "destination")];
  return {
    kubeOvn: kubeOvnOf(view),
    nodes: nodesOf(view),
    source: endOf(view, "source"),
    destination: endOf(view, "destination"),
    sameNode: plan.source.node !== null && plan.source.node === plan.destination.node,
    sameSubnet: plan.sameSubnet,
    sameVpc: from === null || to === null ? null : from === to,
  };
}

function kubeOvnOf(view: CaseView): KubeOvnEnvironment {
  const release = view.kubeOvn();
  if (!release.known) return { version: null, from: null, ...told(release.reason) };
  if (release.value === null) {
    return { version: null, from: null, ...told(reason("RELEASE_UNKNOWN", {})) };
  }
  const { version, from } = release.value;
  return { version, from: reasonIn("en", from), source: from, reason: null };
}

/** Nodes by the facts that were asked of them, in the order of the path. */
function nodesOf(view: CaseView): NodeEnvironment[] {
  const { plan } = view;
  const facts = view.all("node");
  const asked = facts.map((item) => item.node);
  const names = new Set([plan.source.node, ...asked, plan.destination.node]);
  return [...names]
    .filter((node) => node !== null)
    .map((node) =>
      nodeOf(
        view,
        node,
        facts.find((item) => item.node === node),
      ),
    );
}

type NodeItem = Extract<EvidenceItem, { name: "node" }>;

function nodeOf(view: CaseView, node: string, item: NodeItem | undefined): NodeEnvironment {
  const chassis = chassisOf(view, node);
  const encaps = chassis?.encaps ?? [];
  const fromRows = {
    tunnel: encaps.map(({ type }) => type).find((type) => type !== "") ?? null,
    encapIps: [...new Set(encaps.map(({ ip }) => ip))],
  };
  const data = item?.status === "ok" ? item.data : null;
  if (data === null) {
    const why = told(item?.reason ?? reason("NOT_LOOKED_AT", {}));
    return { node, ovn: null, ovs: null, datapath: null, kernel: null, ...fromRows, ...why };
  }
  const { ovnController, vswitchd, kernel, externalIds } = data;
  const ips = (externalIds["ovn-encap-ip"] ?? "").split(",").filter((ip) => ip !== "");
  return {
    node,
    ovn: ovnController?.version || null,
    ovs: vswitchd?.version || null,
    datapath: vswitchd?.datapathType || null,
    kernel: kernel || null,
    tunnel: externalIds["ovn-encap-type"] || fromRows.tunnel,
    encapIps: ips.length > 0 ? ips : fromRows.encapIps,
    ...nicsOf(data),
    ...told(allOf([...(ovnController?.reasons ?? []), ...(vswitchd?.reasons ?? [])])),
  };
}

/** Cases that were recorded before NICs were looked at have none. */
function nicsOf({ nics }: Partial<Pick<NodeFacts, "nics">>): {
  nics?: readonly NicEnvironment[];
} {
  if (nics === undefined) return {};
  return {
    nics: nics.map(({ name, driver, version, firmware, offloads }) => ({
      name,
      driver: driver || null,
      version: version || null,
      firmware: firmware || null,
      offloads,
    })),
  };
}

function chassisOf(view: CaseView, node: string) {
  const rows = view.all("chassis").map(({ data }) => data);
  return rows.find((row) => row?.hostname === node) ?? null;
}

function endOf(view: CaseView, role: Role): EndEnvironment {
  const { node, switchName } = view.plan[role];
  const subnet = view.subnet(role);
  const row = subnet.known ? subnet.value : null;
  const missing =
    switchName === null
      ? reason("IN_NO_SUBNET", {})
      : reason("SUBNET_UNKNOWN", { subnet: switchName });
  return {
    node,
    subnet: switchName,
    vpc: vpcOf(view, role),
    cidrs: row?.cidrs ?? [],
    gatewayType: row?.gatewayType || null,
    gatewayNode: row?.gatewayNode || null,
    natOutgoing: row?.natOutgoing ?? null,
    vlan: row?.vlan || null,
    ...told(subnet.known ? (row === null ? missing : null) : subnet.reason),
  };
}

function vpcOf(view: CaseView, role: Role): string | null {
  const subnet = view.subnet(role);
  return view.plan[role].router ?? (subnet.known ? subnet.value?.vpc || null : null);
}

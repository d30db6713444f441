import type { MtuPoint } from "../../proto/documents/v1/diagnosis.ts";
import type { Role } from "../evidence/plan.ts";
import type { CaseView } from "../evidence/view.ts";
import { uplinksOf } from "./uplink.ts";

/** The MTU of every interface that packets of this path may pass, from the source's pod on. */
export function mtuPointsOf(view: CaseView): MtuPoint[] {
  const nodes = view.plan.relation === "cross-node";
  const source = [...podPoints(view, "source"), ...(nodes ? nodePoints(view, "source") : [])];
  const destination = [
    ...podPoints(view, "destination"),
    ...(nodes ? nodePoints(view, "destination") : []),
  ];
  return [...source, ...destination.reverse()];
}

/** The pod's own interface, and the host's end of its veth. */
function podPoints(view: CaseView, role: Role): MtuPoint[] {
  const port = view.port(role);
  if (!port.known || port.value === null) return [];
  const { podInterface, mtu } = port.value;
  const point = pointAt(view, role);
  const veth = hostVeth(view, role);
  const pod = point("pod", podInterface || "eth0", mtu);
  return veth === null ? [pod] : [pod, point("host-veth", veth.name, veth.mtu)];
}

/** Null when the node's links are not known or none is the veth's. */
export function hostVeth(
  view: CaseView,
  role: Role,
): { readonly name: string; readonly mtu: number; readonly evidence: readonly string[] } | null {
  const port = view.port(role);
  const facts = view.nodeFacts(role);
  if (!port.known || !facts.known) return null;
  const index = port.value?.vethIfindex ?? 0;
  const link = facts.value.links.find(({ ifindex }) => index > 0 && ifindex === index);
  if (link === undefined) return null;
  return { name: link.name, mtu: link.mtu, evidence: [port.id, facts.id] };
}

const tunnelDevice = /^(genev|vxlan)_sys_\d+$/;
/** The interface of the join subnet: traffic of the node itself, and to and from outside. */
const nodeInterface = "ovn0";

function nodePoints(view: CaseView, role: Role): MtuPoint[] {
  const facts = view.nodeFacts(role);
  const uplinks = uplinksOf(view, role);
  if (!facts.known) return [];
  const point = pointAt(view, role);
  const links = facts.value.links;
  const join = links.filter(({ name }) => name === nodeInterface);
  const tunnels = links.filter(({ name }) => tunnelDevice.test(name));
  return [
    ...join.map(({ name, mtu }) => point("ovn0", name, mtu)),
    ...tunnels.map(({ name, mtu }) => point("tunnel", name, mtu)),
    ...(uplinks.known ? uplinks.value : []).map(({ name, mtu }) => point("uplink", name, mtu)),
  ];
}

function pointAt(view: CaseView, end: Role) {
  const node = view.plan[end].node ?? "";
  return (role: MtuPoint["role"], name: string, mtu: number): MtuPoint => ({
    node,
    end,
    role,
    interface: name,
    mtu,
  });
}

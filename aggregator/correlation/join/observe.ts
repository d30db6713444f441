import type { PointName } from "../../../proto/documents/v1/diagnosis.ts";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { Sighting } from "../../../proto/records/sighting.ts";
import type { TapEvidence } from "../../evidence/item.ts";
import type { Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { innerDevice } from "../../host-state/inner-device.ts";
import { exitNics } from "../../host-state/nics.ts";
import type { Step } from "./route.ts";

/** Names of the devices that show decapsulated frames (OVS kernel datapath). */
const tunnelDevice = /^(genev|vxlan)_sys_\d+$/;

/** Where on a node a point is, resolved from evidence: what a sighting there looks like. */
export interface Observer {
  readonly point: PointName;
  readonly role: Role;
  readonly node: string;
  readonly interface: string;
  /** False when the tap lost something or did not end well: absence then proves nothing. */
  readonly intact: boolean;
  /** Packets may pass in hardware, where the tap does not see them: its silence proves nothing. */
  readonly offloads: boolean;
  readonly lost: number;
  readonly sightings: readonly Sighting[];
  readonly evidence: readonly string[];
}

/** Why a point could not be observed. */
export interface Blind {
  readonly point: PointName;
  readonly role: Role;
  readonly node: string;
  readonly reason: Reason;
}

export type Observation = { readonly seen: Observer } | { readonly blind: Blind };

/** A point of the route, whatever the direction. */
export type Place = Pick<Step, "point" | "role" | "encapsulated">;

/** Finds the point of a step in the evidence. */
export function observe(view: CaseView, step: Place): Observation {
  const { role, point } = step;
  const node = view.plan[role].node ?? "?";
  const blind = (why: Reason): Observation => ({ blind: { point, role, node, reason: why } });
  const tap = view.tap(role);
  if (!tap.known) return blind(reason("NO_TAP", { node, why: tap.reason }));
  const found = lookup(view, step, tap.value);
  if ("code" in found) return blind(found);
  return {
    seen: {
      point,
      role,
      node,
      interface: found.interface,
      intact: isWhole(tap.value),
      offloads: tap.value.hwOffload === true,
      lost: tap.value.lost,
      sightings: found.sightings,
      evidence: found.port === null ? [tap.id] : [tap.id, found.port],
    },
  };
}

/** The tap ran to its end and nothing of what it saw is missing. */
function isWhole(tap: TapEvidence): boolean {
  return tap.complete && tap.lost === 0 && tap.sightings.length === tap.sightingsExpected;
}

export function hasTunnelDevice(view: CaseView, role: Role): boolean {
  const tap = view.tap(role);
  return tap.known && tap.value.links.some((link) => tunnelDevice.test(link.name));
}

interface Found {
  readonly interface: string;
  readonly sightings: readonly Sighting[];
  readonly port: string | null;
}

function lookup(view: CaseView, place: Place, tap: TapEvidence): Found | Reason {
  const { point, role, encapsulated } = place;
  if (point.endsWith("-veth")) return vethOf(view, role, tap);
  if (point === "gateway-ovn0") return ovn0Of(view, role, tap);
  if (encapsulated || point.endsWith("-tunnel")) return tunnelOf(point, tap);
  return nicOf(view, place, tap);
}

/** The node's own port on br-int; it is an interface of the node, not a veth's end. */
function ovn0Of(view: CaseView, role: Role, tap: TapEvidence): Found | Reason {
  const port = view.port(role);
  if (!port.known) return reason("NODE_PORT_UNKNOWN", { why: port.reason });
  if (port.value === null) return reason("NO_NODE_PORT", {});
  const { interface: name } = port.value;
  const link = tap.links.find((one) => one.name === name);
  if (link === undefined) return reason("NO_NODE_INTERFACE", { name });
  const sightings = tap.sightings.filter((s) => s.ifindex === link.ifindex);
  return { interface: name, sightings, port: port.id };
}

function vethOf(view: CaseView, role: Role, tap: TapEvidence): Found | Reason {
  const port = view.port(role);
  const end = view.plan[role];
  if (!port.known) return reason("VETH_UNKNOWN", { name: end.name, why: port.reason });
  if (port.value === null || port.value.vethIfindex === 0) {
    return reason("NO_HOST_VETH", { name: end.name });
  }
  const { vethIfindex, veth } = port.value;
  const sightings = tap.sightings.filter((s) => s.ifindex === vethIfindex);
  return { interface: veth, sightings, port: port.id };
}

/**
 * The uplink is wherever the outer packet shows: one packet may pass several interfaces (a bond and
 * its member, a bridge and its port), so the name given is that of the interface that saw most.
 */
function tunnelOf(point: PointName, tap: TapEvidence): Found {
  const inner = point.endsWith("-tunnel");
  const devices = indexesOf(tap, tunnelDevice);
  // What the kernel hands to a bridge has not left the node yet.
  const bridges = new Set(tap.links.filter(isSwitchPort).map(({ ifindex }) => ifindex));
  const sightings = tap.sightings.filter((s) =>
    inner ? devices.has(s.ifindex) : s.hasTunnel && !(s.isOut && bridges.has(s.ifindex)),
  );
  return { interface: busiest(sightings, tap), sightings, port: null };
}

/** A bridge of the kernel's Open vSwitch, as the node's own interface on it. */
function isSwitchPort({ kind }: TapEvidence["links"][number]): boolean {
  return kind === "openvswitch";
}

/**
 * Packets as they pass the NIC without a tunnel around them: out by the one that they are routed or
 * bridged to, in by whichever they come.
 */
function nicOf(view: CaseView, { point, role }: Place, tap: TapEvidence): Found | Reason {
  const kind = point === "provider-uplink" ? "provider" : "routed";
  if (kind === "routed" && view.plan[role].attachment === "nic") return ownNicOf(view, role, tap);
  const nics = exitNics(view, role, kind);
  if (!nics.known) return reason("NIC_UNKNOWN", { why: nics.reason });
  const { names } = nics.value;
  const inner = indexesOf(tap, innerDevice);
  const outer = new Set(tap.links.filter((l) => names.has(l.name)).map((link) => link.ifindex));
  const sightings = tap.sightings.filter(
    (s) => !s.hasTunnel && (s.isOut ? outer.has(s.ifindex) : !inner.has(s.ifindex)),
  );
  return { interface: busiest(sightings, tap) || [...names][0] || "", sightings, port: nics.id };
}

/**
 * What a node sends itself has left it by whichever device showed it: none but the kernel's own
 * answer would tell which, and that may be of another moment, or of one next hop of several.
 */
function ownNicOf(view: CaseView, role: Role, tap: TapEvidence): Found {
  const nics = exitNics(view, role, "routed");
  const facts = view.nodeFacts(role);
  const ports = facts.known ? facts.value.bridgePorts : [];
  // What the kernel hands to a bridge has not left the node yet; OVS in userspace has others.
  const switches = new Set(ports.map(({ bridge }) => bridge));
  const isBridge = (link: TapEvidence["links"][number]): boolean =>
    isSwitchPort(link) || switches.has(link.name);
  const bridges = new Set(tap.links.filter(isBridge).map(({ ifindex }) => ifindex));
  const inner = indexesOf(tap, innerDevice);
  const sightings = tap.sightings.filter(
    (s) => !(s.hasTunnel || inner.has(s.ifindex) || (s.isOut && bridges.has(s.ifindex))),
  );
  const [name = ""] = nics.known ? nics.value.names : [];
  return {
    interface: busiest(sightings, tap) || name,
    sightings,
    port: nics.known ? nics.id : null,
  };
}

function indexesOf({ links }: TapEvidence, name: RegExp): ReadonlySet<number> {
  return new Set(links.filter((link) => name.test(link.name)).map(({ ifindex }) => ifindex));
}

function busiest(sightings: readonly Sighting[], { links }: TapEvidence): string {
  const counts = new Map<number, { readonly ifindex: number; count: number }>();
  let current: { readonly ifindex: number; count: number } = { ifindex: -1, count: 0 };
  for (const { ifindex } of sightings) {
    if (ifindex !== current.ifindex) {
      current = counts.get(ifindex) ?? { ifindex, count: 0 };
      counts.set(ifindex, current);
    }
    current.count += 1;
  }
  const [best] = [...counts.values()].sort((a, b) => b.count - a.count);
  if (best === undefined) return "";
  return links.find(({ ifindex }) => ifindex === best.ifindex)?.name ?? `ifindex ${best.ifindex}`;
}

import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { bridgeRoles, type Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { quoted, redirectAt, redirectPlaces } from "../../host-state/redirect.ts";
import { asPrefix } from "../../inventory/ip-address.ts";
import { isSamePoint, isWhole, type Matrix, type Row, showsAll } from "../join/matrix.ts";

/** Somebody on the way who answers in the destination's place, and what shows it. */
export interface Answerer {
  readonly who: Reason;
  /** The last point that requests passed, and the first that they did not. */
  readonly lastSeen: Row | null;
  readonly notSeen: Row;
  readonly evidence: readonly string[];
}

/**
 * Who answers instead of the destination: requests are answered, and from some point on no tap saw
 * them or their answers. That alone may be a tap that is passed by; what else shows the answerer
 * must be there as well. Null where nothing does.
 *
 * It is named where whole taps show that nothing got past it. Where none watched, or what would
 * show it was not read, somebody else may have answered: that is unknown, and no health.
 */
export function answererOnTheWay(
  view: CaseView,
  matrix: Matrix,
  answered: readonly number[],
): Answerer | "unknown" | null {
  const requests = matrix.rows.filter(({ step }) => step.direction === "request");
  const index = requests.findIndex((_, at) =>
    requests.slice(at).every((row) => isPassedBy(matrix, row, answered)),
  );
  const [lastSeen = null, notSeen] = [requests[index - 1], requests[index]];
  if (notSeen === undefined) return null;
  const missing = requests.slice(index);
  const watching = missing.findIndex((row) => shows(matrix, row, answered));
  // Whoever answers is before the first tap that would have known them.
  const before = watching < 0 ? missing : missing.slice(0, watching + 1);
  const looks = candidates(view, matrix, lastSeen, before);
  const shown = looks.find((look) => look !== null && look !== "unread") as Shown | undefined;
  if (shown === undefined) return looks.includes("unread") ? "unknown" : null;
  // Who has the address may be known, and not whether packets got past it.
  if (!missing.every((row) => shows(matrix, row, answered))) return "unknown";
  return { ...shown, lastSeen, notSeen };
}

type Shown = Pick<Answerer, "who" | "evidence">;

/** What shows an answerer; null: there is none of the kind; or nobody could look. */
type Look = Shown | "unread" | null;

/** Everybody who may answer between the last point that saw packets and the next that would. */
function candidates(
  view: CaseView,
  matrix: Matrix,
  lastSeen: Row | null,
  before: readonly Row[],
): Look[] {
  const looks: Look[] = [];
  if (lastSeen === null) looks.push(redirected(view, "source"));
  const leavesNode = before.some(
    ({ step }) => step.point === "gateway-uplink" && !step.encapsulated,
  );
  if (leavesNode) looks.push(addressOnNode(view), redirected(view, "destination"));
  // What a node sends to another past OVN, none of OVN's ports can take.
  const isOvns = bridgeRoles(view.plan).length > 0;
  const passesBridge = isOvns && (lastSeen !== null || before.length > 1);
  if (passesBridge) looks.push(anotherPort(view), anotherMac(view, matrix));
  return looks;
}

/** Neither the answered requests nor their answers were seen there, if anybody watched. */
function isPassedBy(matrix: Matrix, row: Row, answered: readonly number[]): boolean {
  return bothWays(matrix, row).every((one) => !answered.some((key) => one.seen.has(key)));
}

/** A whole tap, which would have known them. */
function shows(matrix: Matrix, row: Row, answered: readonly number[]): boolean {
  return bothWays(matrix, row).every(
    (one) => showsAll(one) && !answered.some((key) => one.unknown.has(key)),
  );
}

function bothWays({ rows }: Matrix, row: Row): Row[] {
  const back = rows.find((one) => one.step.direction === "reply" && isSamePoint(one, row));
  return back === undefined ? [row] : [row, back];
}

/** A rule there sends what is asked to a program of its own. */
function redirected(view: CaseView, role: Role): Look {
  const at = redirectPlaces(view).find((place) => place.role === role);
  if (at === undefined) return null;
  const looked = redirectAt(view, at);
  if (!looked.known) return "unread";
  if (looked.value === null) return null;
  if (!looked.value.certain) return "unread";
  return { who: reason("ANSWERED_BY_RULE", { rule: quoted(looked.value) }), evidence: [looked.id] };
}

/**
 * The gateway node has the destination's address on an interface of its own that is no NIC:
 * `kube-ipvs0`, which holds addresses of Services and their `externalIPs`, a dummy, the loopback.
 * Null where the address is one of the node's NICs: then the node is who was asked for.
 */
export function addressOnNode(view: CaseView): Look {
  const { exit, destination } = view.plan;
  const tap = view.tap("destination");
  if (exit !== "outside" || destination.attachment !== "ovn0") return null;
  if (!tap.known) return "unread";
  const { links, sightings } = tap.value;
  const used = new Set(sightings.filter((one) => !one.hasTunnel).map(({ ifindex }) => ifindex));
  // One address for itself, not that of a network that the interface is in.
  const hostAddress = asPrefix(destination.ip);
  const link = links.find(
    ({ addresses, ifindex }) => !used.has(ifindex) && addresses.includes(hostAddress),
  );
  if (link === undefined) return null;
  const node = destination.node ?? "";
  const args = { address: destination.ip, node, interface: link.name };
  return { who: reason("ANSWERED_BY_NODE", args), evidence: [tap.id] };
}

/** OVN itself delivers to others, as its load balancers do with an address of their own. */
function anotherPort(view: CaseView): Look {
  const trace = view.logicalTrace("request");
  if (!trace.known) return "unread";
  if (trace.value.result !== "delivered-elsewhere") return null;
  const { outputs } = trace.value;
  const address = view.plan.service?.ip ?? view.plan.destination.ip;
  if (outputs.length === 0) return null;
  return {
    who: reason("ANSWERED_BY_PORTS", { address, ports: [...outputs] }),
    evidence: [trace.id],
  };
}

/** In one Subnet answers carry the answerer's MAC. */
function anotherMac(view: CaseView, { rows }: Matrix): Look {
  const { sameSubnet, destination } = view.plan;
  const last = rows.at(-1);
  if (!sameSubnet || destination.mac === null || last === undefined) return null;
  if (last.macs.size === 0 && !isWhole(last)) return "unread";
  const own = destination.mac.toLowerCase();
  const macs = [...last.macs].map((mac) => mac.toLowerCase()).filter((mac) => mac !== own);
  if (macs.length === 0 || macs.length < last.macs.size) return null;
  const evidence = "seen" in last.observation ? last.observation.seen.evidence : [];
  return { who: reason("ANSWERED_BY_MACS", { address: destination.ip, macs }), evidence };
}

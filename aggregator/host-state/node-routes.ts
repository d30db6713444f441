import { type Reason, reason } from "../../proto/reasons/index.ts";
import type { Role } from "../evidence/plan.ts";
import type { CaseView, Looked } from "../evidence/view.ts";
import { routeBits, routeHolds } from "./route-holds.ts";
import { unread } from "./unread.ts";

/** An answer of the kernel of a node; `device` is "" and `error` in its words where it has none. */
export interface KernelRoute {
  readonly device: string;
  readonly gateway: string;
  /** "" for the main table. */
  readonly table: string;
  /** "" for unicast, "local" for an address of the node itself. */
  readonly type: string;
  readonly error: string;
}

/** What the kernel of a node does with packets of the path, and with the answers to them. */
export interface NodeRoutes {
  readonly there: KernelRoute;
  /** Null where the packet itself has no route, so that there is no answer to ask for. */
  readonly back: KernelRoute | null;
}

/**
 * Of an end that hangs on `ovn0`: as a destination of what comes in there, as a source of what the
 * node itself sends. Policy routing and rp_filter are in the answers.
 *
 * @returns null in cases from before this was asked, and where it could not be.
 */
export function nodeRoutes(view: CaseView, role: Role): Looked<NodeRoutes | null> {
  const facts = view.podFacts(role);
  if (!facts.known) return facts;
  const [trip] = facts.value.roundTrips ?? [];
  if (!trip?.there) return { known: true, value: null, id: facts.id };
  const { there, back } = trip;
  const value = { there: kernelRoute(there), back: back && kernelRoute(back) };
  return { known: true, value, id: facts.id };
}

interface WireAnswer {
  readonly route: Partial<Omit<KernelRoute, "error">> | null;
  readonly error: string;
}

/** An older agent tells neither table nor type. */
function kernelRoute({ route, error }: WireAnswer): KernelRoute {
  const { device = "", gateway = "", table = "", type = "" } = route ?? {};
  return { device, gateway, table, type, error };
}

/**
 * The interface by which a node routes packets to an address outside; "" where it has no route. In
 * cases from before the kernel was asked it is what its main table says. What could not be asked,
 * and a route by several next hops, name none: that is not known.
 */
export function outwardDevice(view: CaseView, role: Role): Looked<string> {
  const looked = nodeRoutes(view, role);
  const facts = view.podFacts(role);
  if (!looked.known) return looked;
  if (!facts.known) return facts;
  const unknown = (why: Reason | null): Looked<string> => {
    return { known: false, reason: why ?? reason("ROUTE_WITHOUT_DEVICE", {}) };
  };
  if (view.plan[role].attachment === "nic") {
    const own = facts.value.routeTo?.device ?? "";
    return own === "" ? unknown(unread(facts.value, "route-lookup")) : { ...looked, value: own };
  }
  if (looked.value !== null) {
    const { device, error } = looked.value.there;
    if (device === "" && error === "") return unknown(unread(facts.value, "route-lookup"));
    return { ...looked, value: device };
  }
  const notRead = unread(facts.value, "routes");
  if (notRead !== null) return unknown(notRead);
  const { ip } = view.plan.destination;
  const held = facts.value.routes.filter((route) => routeHolds(route, ip));
  const [best] = held.sort((a, b) => routeBits(b.destination) - routeBits(a.destination));
  if (best?.device === "") return unknown(null);
  return { ...looked, value: best?.device ?? "" };
}

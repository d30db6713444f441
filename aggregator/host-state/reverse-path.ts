import type { Role } from "../evidence/plan.ts";
import type { CaseView, Looked } from "../evidence/view.ts";
import { grownBy, watched } from "./growth.ts";
import type { KernelRoute } from "./node-routes.ts";

/** nstat(8)'s name of what rp_filter dropped (kernel's ip-sysctl.rst). */
export const reversePathCounter = "TcpExtIPReversePathFilter";

/** EXDEV and EINVAL, as ip(8) prints them. */
const [crossDevice, invalid] = ["Invalid cross-device link", "Invalid argument"];

/**
 * Whether a node's kernel does not take a packet as its way back is another interface than the one
 * that it comes in by. It says EXDEV (net/ipv4/fib_frontend.c), since Linux 6.13 EINVAL as for
 * other packets that it does not take: of these its counter tells.
 */
export function isReversePath(view: CaseView, role: Role, route: KernelRoute): Looked<boolean> {
  const facts = view.podFacts(role);
  if (!facts.known) return facts;
  if (route.error !== invalid) return { ...facts, value: route.error === crossDevice };
  const looked = watched(view, role, "node");
  if (!looked.known) return looked;
  const { before, after } = looked.value;
  return { ...looked, value: grownBy(before.counters, after.counters, reversePathCounter) > 0 };
}

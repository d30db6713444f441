import { reason } from "../../../proto/reasons/index.ts";
import { stoppedBytes } from "../../correlation/locate/contrast.ts";
import { fabricsOf, otherRole, podRoles, type Role } from "../../evidence/plan.ts";
import { hostVeth } from "../../host-state/mtu-points.ts";
import { overheadTo } from "../../host-state/overhead.ts";
import { uplinksOf } from "../../host-state/uplink.ts";
import {
  atNodes,
  type Check,
  type CheckContext,
  endArgs,
  ends,
  type Found,
  isFound,
  type Look,
  type Place,
  placeAmong,
} from "../check.ts";

/**
 * What a pod may send fits through the other pod's interface and, encapsulated, through the
 * uplinks. Geneve adds an inner Ethernet header, its own with OVN's option, UDP and IP.
 */
export const mtuCheck: Check = {
  name: "host/mtu",
  description: "The MTUs of pods and uplinks fit together",
  codes: ["MTU_MISMATCH"],
  reads: ["chassis", "node", "port"],
  run(context) {
    return atNodes(context.view, (role) => {
      const looks = [
        podTooSmall(context, role),
        hostVethTooSmall(context, role),
        uplinkTooSmall(context, role),
      ];
      if (isAboutSize(context)) return looks;
      return looks.map((look) => (isFound(look) ? { ...look, weight: "beside" } : look));
    });
  },
};

/** Small packets pass whatever the MTUs are: what stops those is something else. */
function isAboutSize({ view, located }: CheckContext): boolean {
  const { size, http } = view.plan.traffic;
  return located.pattern !== "all" || size !== null || (http ?? null) !== null;
}

/** The pod gets packets as large as the other one sends. */
function podTooSmall(context: CheckContext, role: Role): Look {
  const { view } = context;
  if (view.plan.exit !== "none" || podRoles(view.plan).length < 2) return null;
  const own = view.port(role);
  const other = view.port(otherRole(role));
  if (!own.known) return own.reason;
  if (!other.known) return other.reason;
  const [ownMtu, otherMtu] = [own.value?.mtu ?? 0, other.value?.mtu ?? 0];
  if (ownMtu === 0 || ownMtu >= otherMtu) return null;
  const toSource: Place = { stage: "source-pod", direction: "reply" };
  const toDestination: Place = { stage: "destination-pod", direction: "request" };
  const atVeth: Place = { stage: "destination-bridge", direction: "request" };
  return {
    code: "MTU_MISMATCH",
    ...(role === "source" ? toSource : placeAmong(context, toDestination, atVeth)),
    node: view.plan[role].node,
    args: {
      ...ends(view),
      ...endArgs(view, role),
      interface: reason("POD_INTERFACE", {
        interface: own.value?.podInterface || "eth0",
        pod: view.plan[role].name,
      }),
      actual: ownMtu,
      expected: otherMtu,
    },
    resources: [{ kind: "Pod", namespace: view.plan[role].namespace, name: view.plan[role].name }],
    evidence: [own.id, other.id],
    weight: weightOf(context, ownMtu),
  };
}

/** The host's end of the veth takes what the pod sends, and what is sent to it. */
function hostVethTooSmall(context: CheckContext, role: Role): Look {
  const { view } = context;
  if (view.plan[role].attachment !== "veth") return null;
  const port = view.port("source");
  const own = view.port(role);
  if (!port.known) return port.reason;
  if (!own.known) return own.reason;
  const veth = hostVeth(view, role);
  if (veth === null) return reason("HOST_VETH_UNKNOWN", { name: view.plan[role].name });
  const needed = port.value?.mtu ?? 0;
  if (veth.mtu === 0 || veth.mtu >= needed) return null;
  const fromSource: Place = { stage: "source-pod", direction: "request" };
  const toSource: Place = { stage: "source-bridge", direction: "reply" };
  const toDestination: Place = { stage: "destination-bridge", direction: "request" };
  const fromDestination: Place = { stage: "destination-pod", direction: "request" };
  const onOneBridge: Place = { stage: "source-bridge", direction: "request" };
  return {
    code: "MTU_MISMATCH",
    ...(role === "source"
      ? placeAmong(context, fromSource, toSource)
      : placeAmong(context, toDestination, fromDestination, onOneBridge)),
    node: view.plan[role].node,
    args: {
      ...ends(view),
      ...endArgs(view, role),
      interface: veth.name,
      actual: veth.mtu,
      expected: needed,
    },
    resources: [{ kind: "Interface", namespace: null, name: veth.name }],
    evidence: veth.evidence,
    weight: weightOf(context, veth.mtu),
  };
}

function uplinkTooSmall(context: CheckContext, role: Role): Look {
  const { view } = context;
  if (view.plan.relation === "same-node" || !fabricsOf(view.plan).includes("tunnel")) return null;
  const uplinks = uplinksOf(view, role);
  const pod = view.port("source");
  const overhead = overheadTo(view, role);
  if (!uplinks.known) return uplinks.reason;
  if (!pod.known) return pod.reason;
  if (!overhead.known) return overhead.reason;
  const needed = (pod.value?.mtu ?? 0) + overhead.value;
  const small = uplinks.value.find((link) => link.mtu > 0 && link.mtu < needed);
  if (small === undefined) return null;
  return {
    code: "MTU_MISMATCH",
    ...uplinkPlace(context, role),
    node: view.plan[role].node,
    args: {
      ...ends(view),
      ...endArgs(view, role),
      interface: small.name,
      actual: small.mtu,
      expected: needed,
    },
    resources: [{ kind: "Interface", namespace: null, name: small.name }],
    evidence: [uplinks.id, pod.id],
    weight: weightOf(context, small.mtu - overhead.value),
  };
}

/** Only packets that are larger than what fits stop for their size. */
function weightOf({ view, located }: CheckContext, fits: number): Found["weight"] {
  const bytes = stoppedBytes(view, located);
  if (bytes === null) return "supporting";
  if (bytes > fits) return "decisive";
  // Below 1280 bytes the kernel takes IPv6 off an interface (RFC 8200 section 5).
  const isWithoutV6 = view.plan.source.ip.includes(":") && fits < leastV6Mtu;
  return isWithoutV6 ? "supporting" : "beside";
}

const leastV6Mtu = 1_280;

/** A sender's uplink refuses the packet; a receiver's may drop it before or after the tap. */
function uplinkPlace(context: CheckContext, role: Role): Place {
  const underlay: Place = { stage: "underlay", direction: "request" };
  return role === "source"
    ? placeAmong(context, { stage: "source-bridge", direction: "request" }, underlay)
    : placeAmong(
        context,
        underlay,
        { stage: "destination-bridge", direction: "request" },
        {
          stage: "destination-bridge",
          direction: "reply",
        },
      );
}

import {
  quoted,
  type RedirectPlace,
  redirectAt,
  redirectPlaces,
} from "../../host-state/redirect.ts";
import {
  type Check,
  type CheckContext,
  endArgs,
  ends,
  type Look,
  lookedAt,
  type Place,
  stackStage,
} from "../check.ts";

/**
 * No rule of a pod or node sends requests elsewhere: the proxy beside a program (a service mesh), a
 * hostPort that was left over, a transparent proxy. Who answers or refuses then is another.
 */
export const redirectCheck: Check = {
  name: "path/redirect",
  description: "No nftables or iptables rule of a pod or node redirects the requests",
  codes: ["NAT_REDIRECTED"],
  reads: ["netns", "port"],
  run(context) {
    return lookedAt(redirectPlaces(context.view).map((place) => redirected(context, place)));
  },
};

function redirected(context: CheckContext, at: RedirectPlace): Look {
  const { view, located } = context;
  const looked = redirectAt(view, at);
  if (!looked.known) return looked.reason;
  if (looked.value === null) return null;
  const { node, name, namespace, kind } = view.plan[at.role];
  const { certain } = looked.value;
  const rule = quoted(looked.value);
  const isPod = at.place === "pod";
  const place = isPod ? `${namespace ?? ""}/${name}` : (node ?? "");
  const resource = isPod
    ? ({ kind: kind === "Node" ? "Node" : "Pod", namespace, name } as const)
    : ({ kind: "Node", namespace: null, name: node ?? "" } as const);
  return {
    code: "NAT_REDIRECTED",
    ...placeOf(context, at),
    node,
    args: {
      ...ends(view),
      ...endArgs(view, at.role),
      address: view.plan.service?.ip ?? view.plan.destination.ip,
      node: node ?? "",
      actual: place,
      rule,
    },
    resources: [resource],
    evidence: [looked.id],
    // A path that works in spite of it, or because of it, is worth a word.
    weight: located.pattern === "none" ? "beside" : certain ? "decisive" : "supporting",
  };
}

/** Of a node that takes the packet itself the stage is that of its own stack. */
function placeOf(context: CheckContext, { role }: RedirectPlace): Place {
  const { view } = context;
  const direction = "request";
  if (role === "source") return { stage: "source-pod", direction };
  if (view.plan.exit !== "outside") return { stage: stackStage(view, "destination"), direction };
  return { stage: "gateway", direction };
}

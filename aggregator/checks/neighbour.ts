import { neighbourRequests } from "../correlation/neighbour-request.ts";
import { type Check, endArgs, ends, type Found, foundOrClean, skipped } from "./check.ts";

/** A pod that asks for its next hop's MAC gets an answer. */
export const neighbourCheck: Check = {
  name: "pod/neighbour",
  description: "The pods' questions for the MAC of their next hop are answered",
  codes: ["ARP_UNANSWERED"],
  run({ view }) {
    const found: Found[] = [];
    for (const role of ["source", "destination"] as const) {
      if (!view.tap(role).known || !view.port(role).known) {
        return skipped("the veth was not observed");
      }
      const requests = neighbourRequests(view, role);
      if (requests === null || requests.answered > 0) continue;
      const { node } = view.plan[role];
      found.push({
        code: "ARP_UNANSWERED",
        stage: role === "source" ? "source-bridge" : "destination-bridge",
        direction: role === "source" ? "request" : "reply",
        node,
        args: {
          ...ends(view),
          ...endArgs(view, role),
          address: requests.target,
          sent: requests.asked,
        },
        resources: [],
        evidence: requests.evidence,
        weight: "supporting",
      });
    }
    return foundOrClean(found);
  },
};

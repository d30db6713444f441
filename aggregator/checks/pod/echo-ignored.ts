import { reason } from "../../../proto/reasons/index.ts";
import {
  atEnds,
  type Check,
  type CheckContext,
  endArgs,
  ends,
  type Look,
  skipped,
} from "../check.ts";

/** The destination answers echo requests at all. */
export const echoIgnoredCheck: Check = {
  name: "pod/echo-ignored",
  description: "The kernel of the destination pod answers echo requests",
  codes: ["POD_IGNORES_ECHO"],
  reads: ["netns"],
  run(context) {
    if (context.view.plan.traffic.protocol !== "icmp") return skipped(reason("NO_ECHO_ASKED", {}));
    return atEnds(() => ignored(context), ["destination"]);
  },
};

function ignored({ view }: CheckContext): Look {
  const state = view.netns("destination", "pod", "after");
  if (!state.known) return state.reason;
  const { ip, node, name, namespace } = view.plan.destination;
  const key = ip.includes(":") ? "net.ipv6.icmp.echo_ignore_all" : "net.ipv4.icmp_echo_ignore_all";
  const setting = state.value.sysctls[key];
  if (setting === undefined) return reason("SETTING_UNREAD", { name: key });
  if (setting === "0") return null;
  return {
    code: "POD_IGNORES_ECHO",
    stage: "destination-pod",
    direction: "request",
    node,
    args: { ...ends(view), ...endArgs(view, "destination"), detail: `${key} = ${setting}` },
    resources: [{ kind: "Pod", namespace, name }],
    evidence: [state.id],
    weight: "decisive",
  };
}

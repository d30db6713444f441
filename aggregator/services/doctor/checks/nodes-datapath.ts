import { reason } from "../../../../proto/reasons/index.ts";
import { bad, type DoctorCheck, node, ok, unknown } from "../check.ts";

/** Packets pass where taps see them: which datapath br-int has, and whether hardware forwards. */
export const nodesDatapath: DoctorCheck = {
  name: "nodes-datapath",
  run: ({ looks }) =>
    looks.map(({ node: name, facts, self }) => {
      const subject = node(name);
      if (!facts.known) return unknown(subject, facts.why);
      if (!self.known) return unknown(subject, self.why);
      const type = facts.value.vswitchd?.datapathType ?? "";
      if (type === "") return unknown(subject, reason("DATAPATH_UNREAD", {}));
      const { hwOffload, hwOffloadUnread } = self.value;
      if (hwOffloadUnread !== null) return unknown(subject, hwOffloadUnread);
      if (hwOffload !== "true") return ok(subject, reason("DATAPATH_SEEN", { type }));
      const command = "ovs-appctl dpctl/dump-flows type=offloaded";
      const found = reason("DATAPATH_OFFLOADED", { type });
      return bad("warning", subject, found, reason("ADVICE_OFFLOAD", {}), [command]);
    }),
};

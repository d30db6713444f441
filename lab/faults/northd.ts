import { removeObject } from "../cluster-objects.ts";
import { policyObject } from "../manifests/kubernetes.ts";
import { addPortCommand } from "../northbound/create.ts";
import { nbctl } from "../northbound/sync.ts";
import { tellNorthd } from "../northd-control.ts";
import { podTcpPort } from "../services.ts";
import { expectation, type Fault, fromAToB } from "./fault.ts";
import { applyPolicy, deny } from "./policy.ts";

/** ovn-northd is paused: what NB says does not come to SB. `clear` resumes it. */
export const northdFaults: readonly Fault[] = [
  {
    ...fromAToB,
    name: "northd-paused-policy",
    summary: "ovn-northd is paused, and a NetworkPolicy that is gone from NB still drops",
    expect: expectation("destination-bridge", "request", "NORTHD_STALLED"),
    inject: async ({ lab, destination }) => {
      const policy = await deny(lab, "paused-northd", destination, "ingress");
      await tellNorthd(lab, "pause");
      await nbctl(lab, ["pg-del", "paused.northd.default"]);
      await removeObject(lab, policyObject(policy));
    },
  },
  {
    ...fromAToB,
    name: "northd-paused-new-port",
    summary: "ovn-northd is paused, and the destination's new port is in NB only",
    expect: expectation("control-plane", "request", "NORTHD_STALLED"),
    inject: async ({ lab, destination }) => {
      await nbctl(lab, ["--wait=hv", "lsp-del", destination.logicalPort]);
      await tellNorthd(lab, "pause");
      await nbctl(lab, addPortCommand(destination));
    },
  },
  {
    ...fromAToB,
    protocols: ["tcp"],
    name: "northd-paused-allow",
    summary: "ovn-northd is paused, and the NetworkPolicy that allows the source is in NB only",
    expect: expectation("destination-bridge", "request", "NORTHD_STALLED"),
    inject: async ({ lab, source, destination }) => {
      await deny(lab, "northd-deny", destination, "ingress");
      await tellNorthd(lab, "pause");
      const { namespace, name: selects } = destination;
      const policy = { namespace, name: "northd-allow", selects, direction: "ingress" } as const;
      const allow = { from: [source.name], tcpPort: podTcpPort };
      await applyPolicy(lab, { ...policy, allow }, "none");
    },
  },
];

import { addressFamilies } from "../../topology/addresses.ts";
import { expectation, fromAToWeb, likely, type ServiceFault } from "../fault.ts";
import { deny } from "../ovn/policy.ts";
import { endServer } from "../pod/server.ts";

/** A pod asks a Service of which it is the only backend: OVN turns its packets round. */
const toItself = {
  ...fromAToWeb,
  families: addressFamilies,
  defaultSource: "b",
  defaultDestination: "svc/named",
} as const;

/** What keeps a pod from reaching itself by its Service. */
export const hairpinFaults: readonly ServiceFault[] = [
  {
    ...toItself,
    name: "hairpin-not-listening",
    summary: "nothing listens in the pod, which asks its own Service",
    expect: expectation("destination-pod", "request", "PORT_NOT_LISTENING"),
    inject: ({ lab, source }) => endServer(lab, source),
  },
  {
    ...toItself,
    name: "hairpin-denied",
    summary: "a NetworkPolicy denies all ingress of the pod, which asks its own Service",
    // Only ovn-trace follows the packet through its load balancer: it proves less than flows do.
    expect: likely("destination-bridge", "request", "ACL_DENIED"),
    inject: async ({ lab, source }) => {
      await deny(lab, "deny-ingress", source, "ingress");
    },
  },
];

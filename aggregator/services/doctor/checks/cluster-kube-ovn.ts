import { reason } from "../../../../proto/reasons/index.ts";
import { bad, cluster, type DoctorCheck, ok, unknown } from "../check.ts";
import { isWithin, madeFor } from "../release.ts";

/** Kube-OVN is of a release that tapline knows. */
export const clusterKubeOvn: DoctorCheck = {
  name: "cluster-kube-ovn",
  run({ kubeOvn }) {
    if (!kubeOvn.known) return [unknown(cluster, kubeOvn.why)];
    const { version, from } = kubeOvn.value;
    if (isWithin(version, madeFor.kubeOvn) === true) {
      return [ok(cluster, reason("KUBE_OVN_FITS", { version, from }))];
    }
    const found = reason("RELEASE_NOT_TRIED", { what: "Kube-OVN", version, ...madeFor.kubeOvn });
    return [bad("warning", cluster, found, reason("ADVICE_RELEASE_NOT_TRIED", {}))];
  },
};

import type { DoctorCheck } from "../check.ts";
import { agentsClock } from "./agents-clock.ts";
import { agentsConnected } from "./agents-connected.ts";
import { agentsLosses } from "./agents-losses.ts";
import { agentsTools } from "./agents-tools.ts";
import { agentsVersion } from "./agents-version.ts";
import { aggregatorKubernetes } from "./aggregator-kubernetes.ts";
import { aggregatorRights } from "./aggregator-rights.ts";
import { aggregatorTools } from "./aggregator-tools.ts";
import { certificatesExpiry } from "./certificates-expiry.ts";
import { clusterKubeOvn } from "./cluster-kube-ovn.ts";
import { databasesNorthd } from "./databases-northd.ts";
import { databasesReachable } from "./databases-reachable.ts";
import { imagesAge } from "./images-age.ts";
import { nodesDaemons } from "./nodes-daemons.ts";
import { nodesDatapath } from "./nodes-datapath.ts";
import { nodesSoftware } from "./nodes-software.ts";
import { nodesTunnel } from "./nodes-tunnel.ts";

/** All checks, in the order in which they are shown: what others depend on comes first. */
export const doctorChecks: readonly DoctorCheck[] = [
  aggregatorKubernetes,
  aggregatorRights,
  databasesReachable,
  databasesNorthd,
  clusterKubeOvn,
  aggregatorTools,
  agentsConnected,
  agentsVersion,
  agentsTools,
  agentsClock,
  agentsLosses,
  nodesDaemons,
  nodesSoftware,
  nodesTunnel,
  nodesDatapath,
  certificatesExpiry,
  imagesAge,
];

import type { KubeOvn } from "./kube-ovn/programs.ts";
import type { KubernetesApi } from "./kubernetes/api.ts";
import { type LabPaths, labPaths } from "./names.ts";
import type { OvnRoot } from "./ovn-root.ts";
import type { Topology } from "./topology/specs.ts";

/** What every part of a verb works with. */
export interface Lab {
  readonly name: string;
  readonly paths: LabPaths;
  readonly topology: Topology;
  /** Whether the lab runs aggregator and agents. */
  readonly product: boolean;
  readonly ovnRoot: OvnRoot;
  /** What holds the Kubernetes objects; null: a folder of manifests. */
  readonly kubernetes: KubernetesApi | null;
  /** Kube-OVN's own programs, which write what the lab writes otherwise; wants an API server. */
  readonly kubeOvn: KubeOvn | null;
  /** Agents, and callers where there is an API server, prove who they are, over TLS. */
  readonly tls: boolean;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  /** One line of progress, on stderr. */
  readonly say: (line: string) => void;
}

export function labOf(
  topology: Topology,
  options: Pick<Lab, "product" | "ovnRoot" | "kubernetes" | "kubeOvn" | "tls" | "signal" | "say">,
): Lab {
  return { name: topology.lab, paths: labPaths(topology.lab), topology, ...options };
}

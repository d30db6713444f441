import type { KubernetesStore } from "./store.ts";

/** What a name means by Kubernetes' DNS specification, as far as the inventory knows it. */
export interface ClusterName {
  readonly namespace: string;
  readonly service: string;
}

/**
 * The Service of `SERVICE.NAMESPACE.svc[.DOMAIN]` or `SERVICE.NAMESPACE`; null when the name has
 * another form or there is no such Service (Kubernetes DNS-Based Service Discovery, 2.3).
 */
export function serviceOfName(kubernetes: KubernetesStore, host: string): ClusterName | null {
  const [service, namespace, kind, ...domain] = host.replace(/\.$/, "").split(".");
  if (service === undefined || namespace === undefined) return null;
  const isService = kind === "svc" || (kind === undefined && domain.length === 0);
  if (!isService || kubernetes.service(namespace, service) === null) return null;
  return { namespace, service };
}

import { z } from "zod";
import { canonicalIps } from "../ip-address.ts";
import {
  projectIp,
  projectProviderNetwork,
  projectSecurityGroup,
  projectSubnet,
  projectVip,
  projectVlan,
  projectVpc,
} from "./kube-ovn-projection.ts";
import {
  condition,
  kubeOvnAnnotations,
  labels,
  list,
  metadata,
  namespacedMetadata,
  text,
} from "./manifest-schema.ts";
import type * as k from "./objects.ts";
import { projectPod } from "./pod-projection.ts";

/** On the Service of a SwitchLBRule (kube-ovn pkg/controller/switch_lb_rule.go). */
const switchLbVip = "ovn.kubernetes.io/switch_lb_vip";

const serviceSchema = z.object({
  metadata: namespacedMetadata,
  spec: z.object({
    type: text,
    clusterIP: text,
    clusterIPs: list(z.string()),
    externalIPs: list(z.string()),
    sessionAffinity: text,
    sessionAffinityConfig: z
      .object({ clientIP: z.object({ timeoutSeconds: z.number().int().nullish() }).nullish() })
      .nullish(),
    publishNotReadyAddresses: z.boolean().nullish(),
    selector: labels,
    ports: list(
      z.object({
        name: text,
        protocol: text,
        port: z.number().int(),
        targetPort: z.union([z.number().int(), z.string()]).nullish(),
        nodePort: z.number().int().nullish(),
      }),
    ),
  }),
});

function projectService(document: unknown): k.Service {
  const { metadata: meta, spec } = serviceSchema.parse(document);
  return {
    kind: "Service",
    namespace: meta.namespace,
    name: meta.name,
    uid: meta.uid,
    type: spec.type || "ClusterIP",
    clusterIPs: canonicalIps([...new Set([...spec.clusterIPs, spec.clusterIP])]),
    switchLbVips: canonicalIps((meta.annotations[switchLbVip] ?? "").split(",")),
    headless: spec.clusterIP === "None" || spec.clusterIPs.includes("None"),
    externalIPs: canonicalIps(spec.externalIPs),
    ports: spec.ports.map(({ name, protocol, port, targetPort, nodePort }) => ({
      name,
      protocol: protocol || "TCP",
      port,
      targetPort: targetPort ?? port,
      nodePort: nodePort ?? null,
    })),
    selector: spec.selector,
    sessionAffinity: spec.sessionAffinity || "None",
    sessionAffinityTimeout: spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? null,
    publishNotReadyAddresses: spec.publishNotReadyAddresses ?? false,
    annotations: kubeOvnAnnotations(meta.annotations),
  };
}

const sliceSchema = z.object({
  metadata: namespacedMetadata,
  addressType: text,
  ports: list(z.object({ name: text, protocol: text, port: z.number().int().nullish() })),
  endpoints: list(
    z.object({
      addresses: list(z.string()),
      conditions: z
        .object({
          ready: z.boolean().nullish(),
          serving: z.boolean().nullish(),
          terminating: z.boolean().nullish(),
        })
        .nullish(),
      nodeName: text,
      topology: labels, // discovery.k8s.io/v1beta1 names the node here
      targetRef: z.object({ kind: text, namespace: text, name: text }).nullish(),
    }),
  ),
});

function projectEndpointSlice(document: unknown): k.EndpointSlice {
  const slice = sliceSchema.parse(document);
  const { namespace, name, labels: sliceLabels } = slice.metadata;
  return {
    kind: "EndpointSlice",
    namespace,
    name,
    serviceName: sliceLabels["kubernetes.io/service-name"] ?? "",
    addressType: slice.addressType,
    ports: slice.ports.map(({ port, protocol, ...rest }) => ({
      ...rest,
      protocol: protocol || "TCP",
      port: port ?? null,
    })),
    endpoints: slice.endpoints.map((endpoint) => projectEndpoint(endpoint, namespace)),
  };
}

function projectEndpoint(
  endpoint: z.infer<typeof sliceSchema>["endpoints"][number],
  namespace: string,
): k.SliceEndpoint {
  const { addresses, conditions, nodeName, topology, targetRef } = endpoint;
  const ready = conditions?.ready ?? true; // the API says: unknown is to be taken as ready
  return {
    addresses: canonicalIps(addresses),
    ready,
    serving: conditions?.serving ?? ready,
    terminating: conditions?.terminating ?? false,
    nodeName: nodeName || topology["kubernetes.io/hostname"] || null,
    pod:
      targetRef?.kind === "Pod"
        ? { namespace: targetRef.namespace || namespace, name: targetRef.name }
        : null,
  };
}

const policySchema = z.object({
  metadata: namespacedMetadata,
  spec: z.object({
    podSelector: z
      .object({
        matchLabels: labels,
        matchExpressions: list(
          z.object({ key: z.string(), operator: z.string(), values: list(z.string()) }),
        ),
      })
      .nullish(),
    policyTypes: list(z.string()),
    ingress: list(z.unknown()),
    egress: list(z.unknown()),
  }),
});

function projectNetworkPolicy(document: unknown): k.NetworkPolicy {
  const { metadata: meta, spec } = policySchema.parse(document);
  const implied = spec.egress.length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
  return {
    kind: "NetworkPolicy",
    namespace: meta.namespace,
    name: meta.name,
    uid: meta.uid,
    podSelector: spec.podSelector ?? { matchLabels: {}, matchExpressions: [] },
    policyTypes: spec.policyTypes.length > 0 ? spec.policyTypes : implied,
    ingress: spec.ingress,
    egress: spec.egress,
    annotations: kubeOvnAnnotations(meta.annotations),
  };
}

const nodeSchema = z.object({
  metadata,
  status: z
    .object({
      addresses: list(z.object({ type: z.string(), address: z.string() })),
      conditions: list(condition),
    })
    .nullish(),
});

function projectNode(document: unknown): k.Node {
  const { metadata: meta, status } = nodeSchema.parse(document);
  const addresses = status?.addresses ?? [];
  const readyCondition = status?.conditions.find(({ type }) => type === "Ready");
  const unavailable = status?.conditions.find(({ type }) => type === "NetworkUnavailable");
  return {
    kind: "Node",
    name: meta.name,
    uid: meta.uid,
    internalIPs: canonicalIps(
      addresses.filter(({ type }) => type === "InternalIP").map(({ address }) => address),
    ),
    ready: readyCondition?.status === "True",
    readyStatus: readyCondition?.status ?? "",
    readyReason: readyCondition?.reason ?? "",
    networkUnavailable: unavailable?.status === "True" ? unavailable.reason : null,
    labels: meta.labels,
    annotations: kubeOvnAnnotations(meta.annotations),
  };
}

const namespaceSchema = z.object({ metadata, status: z.object({ phase: text }).nullish() });

function projectNamespace(document: unknown): k.Namespace {
  const { metadata: meta, status } = namespaceSchema.parse(document);
  return {
    kind: "Namespace",
    name: meta.name,
    phase: status?.phase || "Active",
    labels: meta.labels,
    annotations: kubeOvnAnnotations(meta.annotations),
  };
}

const projections = {
  Pod: projectPod,
  Service: projectService,
  EndpointSlice: projectEndpointSlice,
  NetworkPolicy: projectNetworkPolicy,
  Node: projectNode,
  Namespace: projectNamespace,
  Subnet: projectSubnet,
  Vpc: projectVpc,
  IP: projectIp,
  Vip: projectVip,
  Vlan: projectVlan,
  ProviderNetwork: projectProviderNetwork,
  SecurityGroup: projectSecurityGroup,
} satisfies Record<k.KubernetesKind, (document: unknown) => k.KubernetesObject>;

/** Whether objects of this kind are of use; all others are skipped unread. */
export function isKnownKind(kind: string): kind is k.KubernetesKind {
  return Object.hasOwn(projections, kind);
}

/**
 * Keeps of an object what a diagnosis needs.
 *
 * @throws {z.ZodError} when a field that is needed has another form.
 */
export function projectObject(kind: k.KubernetesKind, document: unknown): k.KubernetesObject {
  return projections[kind](document);
}

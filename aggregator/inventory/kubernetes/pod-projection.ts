import { z } from "zod";
import { canonicalIps } from "../ip-address.ts";
import {
  condition,
  kubeOvnAnnotations,
  list,
  namespacedMetadata,
  text,
} from "./manifest-schema.ts";
import type { ContainerState, Pod } from "./objects.ts";
import { probedContainerSchema, probesOf } from "./probe-projection.ts";

const stateSchema = z.object({ reason: text }).nullish();

const containerStatusSchema = z.object({
  name: text,
  ready: z.boolean().nullish(),
  started: z.boolean().nullish(),
  restartCount: z.number().int().nullish(),
  containerID: text,
  state: z.object({ waiting: stateSchema, terminated: stateSchema }).nullish(),
});

const podSchema = z.object({
  metadata: namespacedMetadata,
  spec: z.object({
    nodeName: text,
    hostNetwork: z.boolean().nullish(),
    containers: list(probedContainerSchema.extend({ image: text })),
    initContainers: list(probedContainerSchema.extend({ restartPolicy: text })),
  }),
  status: z
    .object({
      phase: text,
      reason: text,
      podIP: text,
      podIPs: list(z.object({ ip: z.string() })),
      conditions: list(condition),
      containerStatuses: list(containerStatusSchema),
    })
    .nullish(),
});

/** Label `app` of the pods whose image is Kube-OVN's (kube-ovn dist/images/install.sh). */
const kubeOvnApps = new Set([
  "kube-ovn-controller",
  "kube-ovn-cni",
  "kube-ovn-monitor",
  "kube-ovn-pinger",
  "ovn-central",
  "ovs",
]);

/** Keeps of a v1 Pod what a diagnosis needs. */
export function projectPod(document: unknown): Pod {
  const { metadata: meta, spec, status } = podSchema.parse(document);
  // An init container that is always restarted runs beside the others, and may have probes.
  const sidecars = spec.initContainers.filter(({ restartPolicy }) => restartPolicy === "Always");
  const owner = meta.ownerReferences[0];
  const listed = status?.podIPs.map(({ ip }) => ip) ?? [];
  const statuses = status?.containerStatuses ?? [];
  const conditions = status?.conditions ?? [];
  const unscheduled = conditions.find(
    (one) => one.type === "PodScheduled" && one.status !== "True",
  );
  return {
    kind: "Pod",
    namespace: meta.namespace,
    name: meta.name,
    uid: meta.uid,
    nodeName: spec.nodeName === "" ? null : spec.nodeName,
    phase: status?.phase || "Pending",
    ready: conditions.some((one) => one.type === "Ready" && one.status === "True"),
    deleting: meta.deletionTimestamp !== "",
    reason: status?.reason || unscheduled?.reason || "",
    containers: statuses.map(containerState),
    podIPs: canonicalIps([...new Set([...listed, status?.podIP ?? ""])]),
    hostNetwork: spec.hostNetwork ?? false,
    containerIds: statuses
      .map(({ containerID }) => containerID.replace(/^.*:\/\//, ""))
      .filter((id) => id !== ""),
    probes: [...sidecars, ...spec.containers].flatMap(probesOf),
    ports: spec.containers.flatMap(({ ports }) =>
      ports.map(({ name, containerPort, protocol }) => ({
        name,
        port: containerPort,
        protocol: protocol || "TCP",
      })),
    ),
    owner: owner === undefined ? null : { kind: owner.kind, name: owner.name },
    kubeOvnImage: kubeOvnApps.has(meta.labels.app ?? "")
      ? (spec.containers[0]?.image ?? null)
      : null,
    labels: meta.labels,
    annotations: kubeOvnAnnotations(meta.annotations),
  };
}

function containerState(status: z.infer<typeof containerStatusSchema>): ContainerState {
  const { state, started } = status;
  return {
    name: status.name,
    ready: status.ready ?? false,
    ...(started == null ? {} : { started }),
    restarts: status.restartCount ?? 0,
    reason: state?.waiting?.reason || state?.terminated?.reason || "",
  };
}

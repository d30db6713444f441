import type { CodeArgs } from "../../../proto/codes/index.ts";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { isHost } from "../../evidence/plan.ts";
import type { PodObjectRow, ProbeRow } from "../../evidence/rows.ts";
import type { CaseView } from "../../evidence/view.ts";
import { listensOn } from "../../host-state/listener.ts";
import {
  type Check,
  clean,
  endArgs,
  ends,
  type Found,
  type Look,
  lookedAt,
  skipped,
  stackStage,
} from "../check.ts";

/**
 * The kubelet's probes of the destination pod: their ports are listened on, what they ask for is
 * answered as they want it, and Kubernetes does not say that they fail. They come from the pod's
 * own node, to its first address.
 */
export const podProbeCheck: Check = {
  name: "kubernetes/pod-probe",
  description: "The startup, readiness and liveness probes of the destination pod can succeed",
  codes: ["POD_PROBE_PORT_NOT_LISTENING", "POD_PROBE_HTTP_STATUS", "POD_PROBE_FAILING"],
  reads: ["pod", "pod-object", "probe"],
  run({ view }) {
    if (view.plan.destination.kind !== "Pod") return clean;
    const pod = view.podObject("destination");
    if (!pod.known) return skipped(pod.reason);
    if (pod.value === null || pod.value.phase !== "Running") return clean;
    const { probes } = pod.value;
    if (probes === undefined) return skipped(reason("NOT_LOOKED_AT", {}));
    const looked = { view, pod: pod.value, id: pod.id };
    return lookedAt(
      probes.flatMap((probe) => [
        portClosed(looked, probe),
        badStatus(looked, probe),
        failing(looked, probe),
      ]),
    );
  },
};

interface Probed {
  readonly view: CaseView;
  readonly pod: PodObjectRow;
  readonly id: string;
}

function portClosed(probed: Probed, probe: ProbeRow): Look {
  const { view, pod, id } = probed;
  const { port, host } = probe;
  const address = host || pod.ips[0];
  if (port === null || address === undefined || !pod.ips.includes(address)) return null;
  const facts = view.podFacts("destination");
  if (!facts.known) return facts.reason;
  const { listeners, problems } = facts.value;
  if (problems.some(({ part }) => part === "listeners")) {
    return reason("NOT_LOOKED_AT", {});
  }
  if (listensOn(listeners, "tcp", port, address)) return null;
  const others = listeners
    .filter(({ protocol }) => protocol.startsWith("tcp"))
    .map((one) => `${one.address}:${one.port}`);
  const detail =
    others.length === 0
      ? reason("LISTENS_ON_NOTHING", { protocol: "tcp" })
      : reason("LISTENS_ON", { addresses: others.slice(0, 5) });
  const found = at(
    probed,
    "POD_PROBE_PORT_NOT_LISTENING",
    probe,
    { port, address, detail },
    id,
    facts.id,
  );
  return { ...found, weight: isAsked(view, port) ? "decisive" : "beside" };
}

/** A node asks the port of the probe, as the kubelet does. */
function isAsked({ plan }: CaseView, port: number): boolean {
  return isHost(plan.source) && plan.traffic.protocol === "tcp" && plan.targetPort === port;
}

/**
 * From 200 to 399 is success (kubelet pkg/probe/http). What is asked in the clear and without the
 * probe's own headers is answered otherwise than a probe that has them.
 */
function badStatus(probed: Probed, probe: ProbeRow): Look {
  const { view, id } = probed;
  const { http, port } = view.plan.traffic;
  const { isEncrypted, hasHeaders } = probe;
  if (probe.by !== "http" || probe.host !== "" || isEncrypted || hasHeaders) return null;
  const report = view.probe("asked");
  if (port === null || probe.port !== port || probe.path !== http) return null;
  if (!report.known) return report.reason;
  const statuses = report.value.attempts.map(({ httpStatus = 0 }) => httpStatus);
  const bad = statuses.filter((status) => status > 0 && (status < 200 || status > 399));
  if (bad.length === 0) return null;
  if (isEncrypted === undefined || hasHeaders === undefined) return reason("NOT_LOOKED_AT", {});
  const args = { port, match: probe.path, actual: [...new Set(bad)].join(", ") };
  return at(probed, "POD_PROBE_HTTP_STATUS", probe, args, id, report.id);
}

/** By the status: a container that runs and has not started, or is not ready. */
function failing(probed: Probed, probe: ProbeRow): Look {
  const state = probed.pod.containers.find(({ name }) => name === probe.container);
  if (state === undefined || state.reason !== "") return null;
  const isStarting = state.started === false;
  const fails =
    probe.probe === "startup"
      ? isStarting
      : probe.probe === "readiness" && !isStarting && !state.ready;
  if (!fails) return null;
  return at(probed, "POD_PROBE_FAILING", probe, { detail: howOf(probe) }, probed.id);
}

function howOf({ by, port, path }: ProbeRow): Reason {
  return reason("PROBE_ASKS", { by, port, path: path === "" ? null : path });
}

function at(
  { view, pod: { namespace, name } }: Probed,
  code: Found["code"],
  { probe, container }: ProbeRow,
  args: CodeArgs,
  ...evidence: string[]
): Found {
  return {
    code,
    stage: stackStage(view, "destination"),
    direction: "request",
    node: view.plan.destination.node,
    args: { ...ends(view), ...endArgs(view, "destination"), probe, container, ...args },
    resources: [{ kind: "Pod", namespace, name }],
    evidence,
    weight: "beside",
  };
}

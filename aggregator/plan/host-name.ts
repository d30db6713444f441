import type { NameResolution } from "../../proto/documents/v1/attempts.ts";
import { type Reason, reason, said } from "../../proto/reasons/index.ts";
import { parseReason } from "../../proto/reasons/parse.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import type { NameAnswer } from "../../proto/wire/names.ts";
import { told } from "../../words/told.ts";
import type { PodEndpoint } from "../inventory/endpoints/endpoints.ts";
import { EndpointError } from "../inventory/endpoints/error.ts";
import { parseEndpointReference } from "../inventory/endpoints/reference.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { serviceOfName } from "../inventory/kubernetes/cluster-name.ts";
import type { AgentDirectory } from "../transport/agent-directory.ts";
import { familyOf } from "./family.ts";
import type { PathRequest } from "./request.ts";

export interface NameModules {
  readonly inventory: Inventory;
  readonly agents: AgentDirectory;
}

/** The request with an address or a Service in place of a host name. */
export interface Resolved<Request> {
  readonly request: Request;
  /** Null where the destination is no host name. */
  readonly resolution: NameResolution | null;
}

/** The agent looks up for 4 s at most. */
const mostMs = 5_000;

/**
 * Resolves a host name as the source pod would; where the pod's resolver cannot be asked, or does
 * not know it, by the names that cluster DNS gives to Services.
 *
 * @throws {EndpointError} HOST_NOT_FOUND, with all that was tried.
 */
export async function resolveHostName<Request extends PathRequest>(
  modules: NameModules,
  request: Request,
  signal: AbortSignal,
  withinMs = mostMs,
): Promise<Resolved<Request>> {
  const parsed = parseEndpointReference(request.destination, request.namespace);
  if (parsed.kind !== "host") return { request, resolution: null };
  const { host } = parsed;
  const source = modules.inventory.endpoint(request.source, request.namespace);
  const options = { timeoutMs: Math.min(mostMs, withinMs), signal };
  const asked =
    source.kind === "Pod"
      ? await askPod(modules.agents, source, host, options)
      : nothingAsked(reason("SOURCE_IS_NO_POD", {}));
  const address = addressFor(asked.addresses, source.ips, request.family);
  if (address !== null) {
    return {
      request: { ...request, destination: address },
      resolution: { ...asked, used: address },
    };
  }
  const service = serviceOfName(modules.inventory.kubernetes, host);
  if (service === null) throw notFound(host, asked, request.source);
  const destination = `svc/${service.namespace}/${service.service}`;
  return { request: { ...request, destination }, resolution: { ...asked, used: destination } };
}

type Asked = Omit<NameResolution, "used">;

async function askPod(
  agents: AgentDirectory,
  pod: PodEndpoint,
  host: string,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Asked> {
  const agent = agents.agent(pod.node ?? "");
  if (agent === undefined || agent.info.status !== "ok") {
    return { ...nothingAsked(reason("NO_AGENT", { node: pod.node ?? "" })), name: host };
  }
  const { namespace, name, ips, mac } = pod;
  const logicalPort = pod.logicalPort ?? pod.expectedLogicalPort ?? "";
  const ref = { namespace, name, logicalPort, addresses: [...ips], mac: mac ?? "" };
  const reference = { ...ref, interface: pod.interface ?? "", hostNetwork: pod.hostNetwork };
  try {
    const answer = await agent.resolve({ pod: reference, name: host }, options);
    return resolutionOf(host, answer);
  } catch (thrown) {
    options.signal.throwIfAborted();
    return { ...nothingAsked(reasonOf(thrown)), name: host };
  }
}

function resolutionOf(name: string, answer: NameAnswer): Asked {
  const { addresses, foundAs, source, nameservers, attempts } = answer;
  const status =
    answer.status === "answered" || answer.status === "failed" ? answer.status : "not-asked";
  return {
    name,
    status,
    addresses,
    foundAs: foundAs || null,
    source: source === "hosts" || source === "dns" ? source : null,
    nameservers,
    attempts: attempts.map((one) => ({ name: one.name, outcome: one.outcome })),
    ...told(answer.why),
  };
}

function nothingAsked(why: Reason): Asked {
  const empty = { addresses: [], foundAs: null, source: null, nameservers: [], attempts: [] };
  return { name: "", status: "not-asked", ...empty, ...told(why) };
}

/** An address of a family that the source has: IPv4 before IPv6, as the pods' own are chosen. */
function addressFor(
  addresses: readonly string[],
  own: readonly string[],
  wanted: 4 | 6 | null,
): string | null {
  const families = wanted === null ? ([4, 6] as const) : [wanted];
  for (const family of families) {
    if (!own.some((ip) => familyOf(ip) === family)) continue;
    const found = addresses.find((ip) => familyOf(ip) === family);
    if (found !== undefined) return found;
  }
  return null;
}

function notFound(host: string, asked: Asked, source: string): EndpointError {
  return new EndpointError(reason("HOST_NOT_FOUND", { host, why: whyNotFound(asked, source) }));
}

function whyNotFound(asked: Asked, pod: string): Reason {
  const { status, attempts, nameservers: servers, addresses } = asked;
  if (status === "answered") return reason("RESOLVED_TO_OTHER_FAMILY", { pod, addresses });
  if (status === "failed") {
    const answers = attempts.map(({ name, outcome }) => `${name}: ${outcome}`);
    return reason("RESOLVER_SAYS", { pod, servers, answers });
  }
  const why = parseReason(asked.because) ?? (asked.reason === null ? null : said(asked.reason));
  return reason("RESOLVER_NOT_ASKED", { pod, why });
}

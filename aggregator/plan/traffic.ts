import type { Protocol } from "../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../proto/reasons/index.ts";
import type { ServiceEndpoint } from "../inventory/endpoints/endpoints.ts";
import { PlanError } from "./plan-error.ts";
import type { PathRequest } from "./request.ts";

/** What is sent where the request leaves protocol or port open: the one place that decides it. */
export interface Traffic {
  readonly protocol: Protocol;
  /** Null for ICMP. */
  readonly port: number | null;
}

type Asked = Pick<PathRequest, "protocol" | "port">;

/** To a pod, a node or an address: TCP where a port is named, else ICMP. */
export function directProtocol({ protocol, port }: Asked): Protocol {
  return protocol ?? (port === null ? "icmp" : "tcp");
}

/** @throws {PlanError} NO_PORT. */
export function directTraffic(asked: Asked): Traffic {
  const protocol = directProtocol(asked);
  if (protocol !== "icmp" && asked.port === null) {
    throw new PlanError(reason("NO_PORT", { protocol }));
  }
  return { protocol, port: asked.port };
}

/**
 * To a Service: the first of its ports that fits what was asked for. A port that it has by TCP and
 * by UDP is asked for by TCP.
 *
 * @throws {PlanError} SERVICE_ICMP_NOT_SUPPORTED, SERVICE_PORT_NOT_CHOSEN.
 */
export function serviceTraffic(
  { service, namespace, name }: ServiceEndpoint,
  asked: Asked,
): { readonly protocol: Protocol; readonly port: number } {
  const id = `${namespace}/${name}`;
  if (asked.protocol === "icmp") {
    throw new PlanError(reason("SERVICE_ICMP_NOT_SUPPORTED", { service: id }));
  }
  const ports = service.ports.map((one) => ({ ...one, protocol: one.protocol.toLowerCase() }));
  const fitting = ports.filter(({ protocol, port }) => {
    const isProtocol = asked.protocol === null || protocol === asked.protocol;
    return isProtocol && (asked.port === null || port === asked.port);
  });
  const byTcp = asked.port === null ? undefined : fitting.find((one) => one.protocol === "tcp");
  const first = byTcp ?? fitting[0];
  const protocol = asked.protocol ?? (first?.protocol === "udp" ? "udp" : "tcp");
  const port = asked.port ?? first?.port;
  if (port !== undefined) return { protocol, port };
  const has = ports.map((one) => `${one.protocol}/${one.port}`);
  const args = { service: id, protocol: asked.protocol, has };
  throw new PlanError(reason("SERVICE_PORT_NOT_CHOSEN", args));
}

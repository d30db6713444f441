import {
  type HttpHandler,
  type HttpRequest,
  HttpServer,
  json,
} from "../../../lib/http/http-server.ts";
import type { Presented } from "../../access/access.ts";
import type { Log } from "../../log.ts";
import type { AggregatorWatch } from "../../monitoring/aggregator-watch.ts";
import type { Readiness } from "../../monitoring/readiness.ts";
import type { Services } from "../../services/services.ts";
import { agentsDocument } from "./agents-document.ts";
import { httpError } from "./http-error.ts";

export interface HttpApiParts {
  readonly version: string;
  readonly readiness: Readiness;
  readonly watch: AggregatorWatch;
  readonly services: Pick<Services, "agents">;
  readonly log: Log;
}

/**
 * What the aggregator answers by HTTP. `/healthz`: its event loop turns. `/readyz`: it takes calls,
 * and all that it reads is complete and current. `/metrics`: for Prometheus. `/v1/…`: services.
 */
export function httpApi({ version, readiness, watch, services, log }: HttpApiParts): HttpServer {
  const told = { program: "aggregator", version };
  return new HttpServer({
    routes: {
      "/healthz": () =>
        json(200, { status: "ok", ...told, uptimeSeconds: Math.round(process.uptime()) }),
      "/readyz": () => {
        const { isReady } = readiness;
        const status = isReady ? "ready" : "not-ready";
        return json(isReady ? 200 : 503, { status, ...told, conditions: readiness.conditions() });
      },
      "/metrics": async () => {
        return { status: 200, type: watch.metrics.contentType, body: await watch.metrics.text() };
      },
      "/v1/agents": service(async (request) => {
        const { signal } = request;
        const presented = presentedBy(request);
        const list = await services.agents({}, { presented, signal, emit: () => {} });
        return json(200, agentsDocument(list));
      }),
    },
    onDefect: (path, thrown) => log.error({ path, err: thrown }, "request failed"),
  });
}

/** What a request brought along to say who asks; certificates of clients are for gRPC. */
function presentedBy({ listener, peer, headers }: HttpRequest): Presented {
  const { authorization } = headers;
  return {
    listener: listener.kind,
    peer,
    authorization: authorization === undefined ? [] : [authorization],
    certificate: null,
  };
}

/** What a service throws is told as to a gRPC caller. */
function service(ask: HttpHandler): HttpHandler {
  return async (request) => {
    try {
      return await ask(request);
    } catch (thrown) {
      return httpError(thrown);
    }
  };
}

import { HttpServer, json } from "../../lib/http/http-server.ts";
import type { Reason } from "../../proto/reasons/index.ts";
import { logText } from "../../proto/reasons/reasoned-error.ts";
import type { Logger } from "../log.ts";
import type { AgentWatch } from "./agent-watch.ts";

export interface EndpointParts {
  readonly node: string;
  readonly version: string;
  readonly watch: AgentWatch;
  /** Why the Open_vSwitch database cannot be read; null when it can. */
  readonly ovsProblem: () => Reason | null;
  readonly log: Logger;
}

interface Condition {
  readonly name: string;
  readonly ok: boolean;
  readonly code: string | null;
  readonly message: string | null;
}

/**
 * What the agent answers by HTTP. `/healthz`: its event loop turns. `/readyz`: it has a session and
 * can read the node's Open vSwitch. `/metrics`: for Prometheus.
 */
export function agentEndpoints({
  node,
  version,
  watch,
  ovsProblem,
  log,
}: EndpointParts): HttpServer {
  const told = { program: "agent", node, version };
  const conditions = (): Condition[] => {
    const ovs = ovsProblem();
    return [
      condition("session", watch.sessionProblem),
      condition("open-vswitch", ovs && { code: ovs.code, message: logText(ovs) }),
    ];
  };
  return new HttpServer({
    routes: {
      "/healthz": () =>
        json(200, { status: "ok", ...told, uptimeSeconds: Math.round(process.uptime()) }),
      "/readyz": () => {
        const all = conditions();
        const isReady = all.every(({ ok }) => ok);
        const status = isReady ? "ready" : "not-ready";
        return json(isReady ? 200 : 503, { status, ...told, conditions: all });
      },
      "/metrics": async () => {
        return { status: 200, type: watch.metrics.contentType, body: await watch.metrics.text() };
      },
    },
    onDefect: (path, thrown) => log.error({ path, err: thrown }, "request failed"),
  });
}

function condition(
  name: string,
  problem: { readonly code: string; readonly message: string } | null,
): Condition {
  if (problem === null) return { name, ok: true, code: null, message: null };
  return { name, ok: false, ...problem };
}

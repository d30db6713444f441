import type { Lab } from "../context.ts";
import type { NodeSpec } from "../topology/specs.ts";
import {
  agentListeners,
  agentsAudience,
  authorityFolder,
  callersAddress,
  callersAudience,
  hasToken,
  serverFiles,
  serverName,
  tokenFile,
} from "./places.ts";

/** What programs of a lab are started with so that they prove who they are, or do not. */

type Environment = Readonly<Record<string, string>>;

export function aggregatorAccess(lab: Lab): Environment {
  const { paths, kubernetes } = lab;
  if (!lab.tls) {
    return {
      TAPLINE_LISTEN: `unix:${paths.aggregatorSocket}`,
      TAPLINE_AGENT_LISTEN: `unix:${paths.agentsSocket}`,
    };
  }
  const { certificate, key } = serverFiles(paths);
  return {
    TAPLINE_LISTEN: callersAddress(lab),
    TAPLINE_AGENT_LISTEN: agentListeners(lab).bound,
    TAPLINE_TLS_CERT: certificate,
    TAPLINE_TLS_KEY: key,
    TAPLINE_AGENT_CA: `${authorityFolder(paths, "agents")}/ca.crt`,
    TAPLINE_CALLER_CA: `${authorityFolder(paths, "callers")}/ca.crt`,
    TAPLINE_TOKEN_AUDIENCE: callersAudience,
    ...(kubernetes === null ? {} : { TAPLINE_AGENT_TOKEN_AUDIENCE: agentsAudience }),
    // A test that takes a right away waits for it.
    TAPLINE_ACCESS_CACHE_SECONDS: "1",
  };
}

export function agentAccess(lab: Lab, node: NodeSpec): Environment {
  const { paths } = lab;
  if (!lab.tls) return { TAPLINE_AGGREGATOR: `unix:${paths.agentsSocket}` };
  const certificate = {
    TAPLINE_TLS_CERT: `${authorityFolder(paths, "agents")}/${node.name}.crt`,
    TAPLINE_TLS_KEY: `${authorityFolder(paths, "agents")}/${node.name}.key`,
  };
  return {
    TAPLINE_AGGREGATOR: agentListeners(lab).reached,
    TAPLINE_TLS_CA: `${authorityFolder(paths, "server")}/ca.crt`,
    TAPLINE_TLS_SERVER_NAME: serverName,
    ...(hasToken(lab, node) ? { TAPLINE_TOKEN_FILE: tokenFile(paths, node.name) } : certificate),
  };
}

/** Of somebody who may do everything. */
export function clientAccess(lab: Lab): Record<string, string> {
  const address = { TAPLINE_AGGREGATOR: callersAddress(lab) };
  if (!lab.tls || lab.kubernetes === null) return address;
  return {
    ...address,
    TAPLINE_CA: `${authorityFolder(lab.paths, "server")}/ca.crt`,
    TAPLINE_TLS_SERVER_NAME: serverName,
    TAPLINE_TOKEN_FILE: tokenFile(lab.paths, "operator"),
  };
}

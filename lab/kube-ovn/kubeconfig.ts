import { writeFileSync } from "node:fs";
import type { Lab } from "../context.ts";
import { readKubeconfig } from "../kubernetes/kubeconfig.ts";
import { centralIp } from "../topology/topology.ts";

/** Where the nodes reach the API server, at the central address. */
export const apiPort = 6443;

export function nodesKubeconfig(lab: Lab): string {
  return `${lab.paths.state}/kube-ovn/kubeconfig`;
}

/** The kubeconfig of Kube-OVN's programs: the administrator's, for the address on the nodes. */
export function writeNodesKubeconfig(lab: Lab, admin: string): void {
  const { server, tls, token } = readKubeconfig(admin);
  const encoded = (data: Buffer): string => data.toString("base64");
  const cluster = {
    server: `https://${centralIp}:${apiPort}`,
    "tls-server-name": server.hostname,
    ...(tls.ca ? { "certificate-authority-data": encoded(tls.ca) } : {}),
    ...(tls.rejectUnauthorized === false ? { "insecure-skip-tls-verify": true } : {}),
  };
  const user = {
    ...(token === undefined ? {} : { token }),
    ...(tls.cert ? { "client-certificate-data": encoded(tls.cert) } : {}),
    ...(tls.key ? { "client-key-data": encoded(tls.key) } : {}),
  };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "lab", cluster }],
    users: [{ name: "lab", user }],
    contexts: [{ name: "lab", context: { cluster: "lab", user: "lab" } }],
    "current-context": "lab",
  };
  writeFileSync(nodesKubeconfig(lab), JSON.stringify(config), { mode: 0o600 });
}

import { writeFileSync } from "node:fs";
import type { Lab } from "../context.ts";
import type { LabPaths } from "../names.ts";
import { callApi, stringAt } from "./call.ts";
import { kubeconfigOf, readKubeconfig } from "./kubeconfig.ts";
import { apiResources } from "./resources.ts";

const name = "tapline-aggregator";
const namespace = "default";
const rbac = "/apis/rbac.authorization.k8s.io/v1";
/** Longer than a lab is up. */
const tokenSeconds = 30 * 24 * 3_600;

/** The kubeconfig of the aggregator's service account. */
export function aggregatorKubeconfig(paths: LabPaths): string {
  return `${paths.kubernetes}/aggregator.kubeconfig`;
}

/**
 * The aggregator in the lab may list and watch what it follows, ask who callers are and what they
 * may do, and nothing else, as in a cluster: were a permission missing there, it would be missing
 * here.
 */
export async function writeAggregatorKubeconfig(lab: Lab, admin: string): Promise<void> {
  const metadata = { name };
  const rules = apiResources.map(({ groupVersion, plural }) => ({
    apiGroups: [groupVersion.includes("/") ? groupVersion.split("/")[0] : ""],
    resources: [plural],
    verbs: ["list", "watch"],
  }));
  const reviews = [
    ["authentication.k8s.io", "tokenreviews"],
    ["authorization.k8s.io", "subjectaccessreviews"],
  ].map(([group, plural]) => ({ apiGroups: [group], resources: [plural], verbs: ["create"] }));
  const role = {
    ...{ apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata },
    rules: [...rules, ...reviews],
  };
  const binding = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  };
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } };
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  await create(admin, `${rbac}/clusterroles`, role);
  await create(admin, `${rbac}/clusterrolebindings`, binding);
  await create(admin, accounts, account);
  const request = {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { expirationSeconds: tokenSeconds },
  };
  const path = `${accounts}/${name}/token`;
  const { body } = await callApi(admin, { method: "POST", path, body: request });
  const { server, tls } = readKubeconfig(admin);
  const cluster = {
    server: server.href.replace(/\/$/, ""),
    ...(tls.ca ? { "certificate-authority-data": tls.ca.toString("base64") } : {}),
    ...(tls.rejectUnauthorized === false ? { "insecure-skip-tls-verify": true } : {}),
  };
  const token = stringAt(body, "status", "token") ?? "";
  const file = aggregatorKubeconfig(lab.paths);
  writeFileSync(file, kubeconfigOf(cluster, token), { mode: 0o600 });
}

/** Removes what `aggregatorKubeconfig` made in the cluster. */
export async function removeAggregatorAccount(admin: string): Promise<void> {
  for (const path of [
    `${rbac}/clusterrolebindings/${name}`,
    `${rbac}/clusterroles/${name}`,
    `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`,
  ]) {
    await callApi(admin, { method: "DELETE", path, ok: [404] });
  }
}

async function create(admin: string, path: string, body: object): Promise<void> {
  await callApi(admin, { method: "POST", path, body, ok: [409] });
}

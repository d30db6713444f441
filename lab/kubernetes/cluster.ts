import { mkdirSync } from "node:fs";
import type { Lab } from "../context.ts";
import { LabError } from "../errors.ts";
import { removeAccounts } from "../tls/accounts.ts";
import type { KubernetesApi } from "./api.ts";
import { ensureAssets } from "./assets.ts";
import { ensureDefinitions, removeDefinitions } from "./crds.ts";
import { listAll, reconcileApiObjects, removeAllObjects } from "./objects.ts";
import { removeAggregatorAccount, writeAggregatorKubeconfig } from "./reader.ts";
import { apiResources } from "./resources.ts";
import { ensureScript } from "./script.ts";

/** Starts the API server, unless it runs or is somebody else's; gives its kubeconfig. */
export async function ensureServer(lab: Lab, api: KubernetesApi): Promise<string> {
  mkdirSync(lab.paths.kubernetes, { recursive: true, mode: 0o700 });
  if (api.kind === "assets") await ensureAssets(lab, api);
  else if (api.kind === "script") await ensureScript(lab, api);
  return api.kubeconfig;
}

/** Brings API server, definitions and objects to the declared state. */
export async function reconcileCluster(lab: Lab, api: KubernetesApi): Promise<void> {
  const kubeconfig = await ensureServer(lab, api);
  await ensureDefinitions(kubeconfig, lab.signal);
  await reconcileApiObjects(lab, kubeconfig);
  await writeAggregatorKubeconfig(lab, kubeconfig);
}

/**
 * An API server on loopback may still be somebody's cluster.
 *
 * @throws {LabError} NO_API_SERVER when it has nodes that no lab has made.
 */
export async function refuseForeignCluster(api: KubernetesApi): Promise<void> {
  if (api.kind !== "given") return;
  const nodes = apiResources.find(({ kind }) => kind === "Node");
  const live = nodes === undefined ? new Map() : await listAll(api.kubeconfig, nodes);
  const foreign = [...live.keys()].filter((key) => !/^Node node\d+$/.test(key));
  if (foreign.length === 0) return;
  const found = `it has ${foreign.slice(0, 3).join(", ")}`;
  const message = `Cannot use ${api.kubeconfig}: ${found}, wanted an API server without a cluster`;
  throw new LabError({ code: "NO_API_SERVER" }, message);
}

/** Leaves nothing of the lab in an API server that goes on running. */
export async function emptyCluster({ kubeconfig, kind }: KubernetesApi): Promise<void> {
  if (kind !== "given") return;
  await removeAllObjects(kubeconfig);
  await removeDefinitions(kubeconfig);
  await removeAggregatorAccount(kubeconfig);
  await removeAccounts(kubeconfig);
}

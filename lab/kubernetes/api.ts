import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { LabError } from "../errors.ts";
import type { LabPaths } from "../names.ts";
import { readKubeconfig } from "./kubeconfig.ts";

/** The API server that holds a lab's objects, and who runs it. */
export type KubernetesApi =
  /** Somebody else's, at a loopback address. */
  | { readonly kind: "given"; readonly kubeconfig: string }
  /** etcd and kube-apiserver of a folder, run by the lab. */
  | { readonly kind: "assets"; readonly kubeconfig: string; readonly folder: string }
  /** A script that starts and stops both: `api-server start DIR`. */
  | { readonly kind: "script"; readonly kubeconfig: string; readonly script: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** Beside the checkout, where the project keeps what several checkouts share. */
const besideCheckout = fileURLToPath(
  new URL("../../../shared/kubernetes/api-server", import.meta.url),
);

/**
 * Which API server to use: the first of KUBECONFIG, KUBEBUILDER_ASSETS, TAPLINE_API_SERVER that is
 * set, else the script beside the checkout.
 *
 * @throws {LabError} NO_API_SERVER
 */
export function findApi(env: Environment, paths: LabPaths): KubernetesApi {
  const own = `${paths.kubernetes}/kubeconfig`;
  if (env.KUBECONFIG) return given(resolve(env.KUBECONFIG));
  if (env.KUBEBUILDER_ASSETS) {
    const folder = resolve(env.KUBEBUILDER_ASSETS);
    for (const program of ["etcd", "kube-apiserver"]) {
      if (existsSync(`${folder}/${program}`)) continue;
      throw noServer(`KUBEBUILDER_ASSETS=${folder} has no ${program}`);
    }
    return { kind: "assets", folder, kubeconfig: own };
  }
  const script = resolve(env.TAPLINE_API_SERVER || besideCheckout);
  if (existsSync(script)) return { kind: "script", script, kubeconfig: own };
  throw noServer(env.TAPLINE_API_SERVER ? `there is no ${script}` : "none is given");
}

/** The lab writes to it, so it must be one of this machine; a real cluster is never touched. */
function given(kubeconfig: string): KubernetesApi {
  const { server } = readKubeconfig(kubeconfig);
  if (/^(localhost|127(\.\d+){3}|\[::1\])$/.test(server.hostname)) {
    return { kind: "given", kubeconfig };
  }
  throw noServer(`KUBECONFIG=${kubeconfig} names ${server.host}, which is not this machine`);
}

function noServer(found: string): LabError {
  const message =
    `Cannot find a Kubernetes API server: ${found}; wanted KUBECONFIG with a server on loopback, ` +
    "KUBEBUILDER_ASSETS with etcd and kube-apiserver, or TAPLINE_API_SERVER";
  return new LabError({ code: "NO_API_SERVER" }, message);
}

import { stat } from "node:fs/promises";
import { Agent, type RequestOptions } from "node:https";
import type { Cluster, KubeConfig } from "@kubernetes/client-node";
import { collectGarbage } from "../../../../lib/collect-garbage.ts";
import { reason } from "../../../../proto/reasons/index.ts";
import { reasonOf } from "../../../../proto/reasons/reason-of.ts";
import { ReasonedError } from "../../../../proto/reasons/reasoned-error.ts";
import { KubernetesApiError } from "./api-error.ts";

/** Where the API server's address and our credentials are. */
export type ClusterLocation =
  | { readonly kind: "kubeconfig"; readonly file: string }
  /** The service account that Kubernetes mounts into every pod. */
  | { readonly kind: "in-cluster" };

/** What one request needs. */
export interface Access {
  readonly server: URL;
  /** TLS, credentials and agent, made anew each time because tokens and certificates change. */
  readonly options: RequestOptions;
}

/** Finds the way to the API server, again for every request. */
export class ClusterAccess {
  readonly #location: ClusterLocation;
  /** A connection each: a pooled one may have died without telling. */
  readonly #agent = new Agent({ keepAlive: false });
  #config: { readonly version: string; readonly kubeConfig: KubeConfig } | null = null;

  constructor(location: ClusterLocation) {
    this.#location = location;
  }

  /** @throws {KubernetesApiError} API_ACCESS_UNUSABLE. */
  async access(): Promise<Access> {
    return this.#usable(async (kubeConfig, cluster) => {
      const options: RequestOptions = {};
      await kubeConfig.applyToHTTPSOptions(options);
      // Through a proxy the library's agent is needed; else its pool and timeouts are not wanted.
      const server = new URL(cluster.server);
      const isDirect = cluster.proxyUrl === undefined && server.protocol === "https:";
      return { server, options: isDirect ? { ...options, agent: this.#agent } : options };
    });
  }

  /**
   * The configuration as it is now, and the address in its current context.
   *
   * @throws {KubernetesApiError} API_ACCESS_UNUSABLE.
   */
  config(): Promise<{ readonly kubeConfig: KubeConfig; readonly server: string }> {
    return this.#usable(async (kubeConfig, { server }) => ({ kubeConfig, server }));
  }

  async #usable<T>(use: (kubeConfig: KubeConfig, cluster: Cluster) => Promise<T>): Promise<T> {
    try {
      const kubeConfig = await this.#load();
      const cluster = kubeConfig.getCurrentCluster();
      if (cluster === null) throw new ReasonedError(reason("NO_CURRENT_CONTEXT", {}));
      return await use(kubeConfig, cluster);
    } catch (thrown) {
      const file = this.#location.kind === "kubeconfig" ? this.#location.file : null;
      const unusable = reason("API_ACCESS_UNUSABLE", { file, why: reasonOf(thrown) });
      throw new KubernetesApiError(unusable, { cause: thrown });
    }
  }

  /** The library takes 15 MB and a quarter of a second: loaded when wanted, not before. */
  async #load(): Promise<KubeConfig> {
    const version = await this.#version();
    if (this.#config?.version === version) return this.#config.kubeConfig;
    const { KubeConfig } = await import("./client-library.ts");
    if (this.#config === null) collectGarbage(); // what loading it left
    const kubeConfig = new KubeConfig();
    if (this.#location.kind === "in-cluster") kubeConfig.loadFromCluster();
    else kubeConfig.loadFromFile(this.#location.file);
    this.#config = { version, kubeConfig };
    return kubeConfig;
  }

  /** Differs when the kubeconfig was written anew. */
  async #version(): Promise<string> {
    if (this.#location.kind === "in-cluster") return "in-cluster"; // the token is followed anyway
    const { mtimeNs, size, ino } = await stat(this.#location.file, { bigint: true });
    return `${mtimeNs} ${size} ${ino}`;
  }
}

import { type IncomingMessage, request as requestHttp } from "node:http";
import { type RequestOptions, request as requestHttps } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { messageOf } from "../../lib/errors.ts";
import { reason, said } from "../../proto/reasons/index.ts";
import { Failure, usage } from "../failure.ts";

/** Which cluster, as kubectl is told. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** An API server that does not answer within it is not there. */
const timeoutMs = 10_000;
/** Lists of names: a namespace of ten thousand pods is some 100 MB, and not completed. */
const maxBytes = 32 * 1024 * 1024;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The API server of a kubeconfig, with the user's own credentials. */
export class ClusterAccess {
  readonly kubeConfig: KubeConfig;
  readonly server: string;
  /** Namespace of the context. */
  readonly namespace: string;

  private constructor(kubeConfig: KubeConfig, server: string, namespace: string) {
    this.kubeConfig = kubeConfig;
    this.server = server;
    this.namespace = namespace;
  }

  /**
   * As kubectl does: a file that is named, else those of KUBECONFIG, else ~/.kube/config.
   *
   * @throws {Failure} USAGE
   */
  static async open({ kubeconfig, context }: ClusterOptions): Promise<ClusterAccess> {
    const { KubeConfig } = await import("./library.ts");
    const config = new KubeConfig();
    try {
      if (kubeconfig === undefined) config.loadFromDefault();
      else config.loadFromFile(kubeconfig);
    } catch (thrown) {
      throw usage(reason("KUBECONFIG_UNUSABLE", { why: said(messageOf(thrown)) }));
    }
    if (context !== undefined) {
      if (config.getContextObject(context) === null) {
        const known = config.getContexts().map(({ name }) => name);
        throw usage(reason("CONTEXT_UNKNOWN", { name: context, known }));
      }
      config.setCurrentContext(context);
    }
    const cluster = config.getCurrentCluster();
    if (cluster === null) {
      throw usage(reason("KUBECONFIG_UNUSABLE", { why: reason("NO_CURRENT_CONTEXT", {}) }));
    }
    const { namespace } = config.getContextObject(config.getCurrentContext()) ?? {};
    return new ClusterAccess(config, cluster.server, namespace ?? "default");
  }

  /** @throws {Failure} NO_AGGREGATOR when the API server does not answer. */
  get(path: string, signal: AbortSignal): Promise<Answer> {
    return this.#ask("GET", path, undefined, signal);
  }

  /** @throws {Failure} NO_AGGREGATOR when the API server does not answer. */
  post(path: string, body: object, signal: AbortSignal): Promise<Answer> {
    return this.#ask("POST", path, JSON.stringify(body), signal);
  }

  async #ask(
    method: string,
    path: string,
    body: string | undefined,
    signal: AbortSignal,
  ): Promise<Answer> {
    try {
      const options: RequestOptions = {};
      await this.kubeConfig.applyToHTTPSOptions(options);
      const type = body === undefined ? {} : { "content-type": "application/json" };
      const headers = { ...options.headers, accept: "application/json", ...type };
      const url = new URL(this.server.replace(/\/$/, "") + path);
      return await exchange(url, { ...options, method, headers, signal }, body);
    } catch (thrown) {
      const why = said(messageOf(thrown));
      const unreachable = reason("CLUSTER_UNREACHABLE", { server: this.server, why });
      throw new Failure("NO_AGGREGATOR", unreachable, { cause: thrown });
    }
  }
}

function exchange(url: URL, options: RequestOptions, body: string | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const take = (response: IncomingMessage): void => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxBytes) response.destroy(new Error(`more than ${maxBytes} bytes`));
        else chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(chunks)) });
      });
    };
    const whole = { ...options, timeout: timeoutMs };
    const outgoing =
      url.protocol === "https:"
        ? requestHttps(url, whole, take)
        : requestHttp(url, { ...whole, agent: undefined }, take);
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer in ${timeoutMs} ms`)));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** An answer that is no JSON is one of a proxy: its status tells what there is to tell. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return null;
  }
}

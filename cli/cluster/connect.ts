import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { reason, said } from "../../proto/reasons/index.ts";
import { Failure, usage } from "../failure.ts";
import { type Answer, ClusterAccess, type ClusterOptions } from "./access.ts";
import { type AggregatorPod, findAggregator } from "./find-aggregator.ts";
import { PodForward } from "./port-forward.ts";

export interface ClusterRequest extends ClusterOptions {
  readonly aggregatorNamespace?: string;
  readonly allNamespaces?: boolean;
  /** `NAMESPACE/NAME`, or a name in the aggregator's namespace. */
  readonly serviceAccount?: string;
  /** The caller has other credentials, which are not looked for in the kubeconfig then. */
  readonly hasCredentials: boolean;
  /** The CA is given: it is not looked for. */
  readonly hasCa: boolean;
}

/** An aggregator that is reached through the API server, until `close`. */
export interface ClusterConnection {
  readonly address: string;
  /** Namespace of the kubeconfig's context. */
  readonly namespace: string;
  readonly tlsServerName?: string;
  /** Files, for as long as the connection is open. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly token?: string;
  /** What is wrong with the way to the Pod, if connections failed. */
  trouble(): Failure | null;
  close(): Promise<void>;
}

/** For whom the token is made; the chart's TAPLINE_TOKEN_AUDIENCE. */
const audience = "tapline";
const tokenSeconds = 3_600;

/**
 * Finds the aggregator and opens a way to it. Credentials of the kubeconfig go to the API server
 * alone, but for a client certificate, which gives nothing away: a token of the user's would let
 * whoever gets it act as the user everywhere.
 *
 * @throws {Failure}
 */
export async function connectThroughCluster(
  request: ClusterRequest,
  signal: AbortSignal,
): Promise<ClusterConnection> {
  const cluster = await ClusterAccess.open(request);
  const { aggregatorNamespace: namespace, allNamespaces: everywhere = false } = request;
  const where = { ...(namespace === undefined ? {} : { namespace }), everywhere };
  const pod = await findAggregator(cluster, where, signal);
  const ca = request.hasCa ? null : await readCa(cluster, pod, signal);
  const token = await tokenFor(request, cluster, pod, signal);
  const files = new Files();
  try {
    const identity =
      token === null && !request.hasCredentials ? await certificateOf(cluster, files) : {};
    const forward = await PodForward.open(cluster, pod);
    return {
      address: forward.address,
      namespace: cluster.namespace,
      ...(pod.serverName === null ? {} : { tlsServerName: pod.serverName }),
      ...(ca === null ? {} : { ca: files.write("ca.crt", ca) }),
      ...(token === null ? {} : { token }),
      ...identity,
      trouble: () => troubleOf(forward, pod),
      close: async () => {
        files.remove();
        await forward.close();
      },
    };
  } catch (thrown) {
    files.remove();
    throw thrown;
  }
}

function troubleOf({ trouble }: PodForward, { namespace, name }: AggregatorPod): Failure | null {
  if (trouble === null) return null;
  const pod = `${namespace}/${name}`;
  return new Failure("NO_AGGREGATOR", reason("PORT_FORWARD_FAILED", { pod, why: said(trouble) }));
}

async function tokenFor(
  { serviceAccount }: ClusterRequest,
  cluster: ClusterAccess,
  pod: AggregatorPod,
  signal: AbortSignal,
): Promise<string | null> {
  if (serviceAccount === undefined) return null;
  const [first = "", second, third] = serviceAccount.split("/");
  const [namespace, name] = second === undefined ? [pod.namespace, first] : [first, second];
  if (namespace === "" || name === "" || third !== undefined) {
    throw usage(reason("SERVICE_ACCOUNT_MALFORMED", { text: serviceAccount }));
  }
  const scope = `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
  const path = `${scope}/serviceaccounts/${encodeURIComponent(name)}/token`;
  const spec = { audiences: [audience], expirationSeconds: tokenSeconds };
  const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec };
  const answer = await cluster.post(path, body, signal);
  const made = z.object({ status: z.object({ token: z.string() }) }).safeParse(answer.body);
  if (made.success) return made.data.status.token;
  const account = `${namespace}/${name}`;
  const { status, detail } = refusalOf(answer);
  throw new Failure("NOT_PERMITTED", reason("TOKEN_NOT_MADE", { account, status, detail }));
}

/** @throws {Failure} where there is one that cannot be read: without it nobody is trusted. */
async function readCa(
  cluster: ClusterAccess,
  { namespace, name: pod, serverName, caConfigMap: name }: AggregatorPod,
  signal: AbortSignal,
): Promise<string | null> {
  if (name === null) {
    if (serverName === null) return null;
    // A token must not go out in the clear because nobody said whom to trust.
    throw usage(reason("CA_NOT_NOTED", { pod: `${namespace}/${pod}` }));
  }
  const scope = `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
  const answer = await cluster.get(`${scope}/configmaps/${encodeURIComponent(name)}`, signal);
  const read = z.object({ data: z.object({ "ca.crt": z.string() }) }).safeParse(answer.body);
  if (read.success) return read.data.data["ca.crt"];
  const configMap = `${namespace}/${name}`;
  const { status, detail } = refusalOf(answer);
  const kind = status === 403 ? "NOT_PERMITTED" : "NO_AGGREGATOR";
  throw new Failure(kind, reason("CA_NOT_READ", { configMap, status, detail }));
}

async function certificateOf(
  { kubeConfig }: ClusterAccess,
  files: Files,
): Promise<{ cert: string; key: string } | Record<never, never>> {
  const options: RequestOptions = {};
  await kubeConfig.applyToHTTPSOptions(options);
  const { cert, key } = options;
  if (!isText(cert) || !isText(key)) return {};
  return { cert: files.write("tls.crt", cert), key: files.write("tls.key", key) };
}

function isText(value: unknown): value is string | Buffer {
  return typeof value === "string" || Buffer.isBuffer(value);
}

function refusalOf({ status, body }: Answer): { status: number; detail: string } {
  const told = z.object({ message: z.string() }).safeParse(body);
  return { status, detail: told.success ? told.data.message : "" };
}

/** Files that only this user can read, and that go with the connection. */
class Files {
  #folder: string | null = null;

  write(name: string, contents: string | Buffer): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), "tapline-")); // mkdtemp(3) makes it 0700
    const path = join(this.#folder, name);
    writeFileSync(path, contents, { mode: 0o600 });
    return path;
  }

  remove(): void {
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = null;
  }
}

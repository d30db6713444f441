import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { callApi } from "../../../lab/kubernetes/call.ts";
import type { Issued } from "../../../lab/tls/authority.ts";
import { run } from "../../../lib/exec.ts";
import { channelOptions, wire } from "../../../proto/load.ts";
import { bearer, secureChannel } from "../../../proto/secure-channel.ts";
import { helloOf, until } from "../../unit/aggregator/transport/scripted-agent.ts";
import type { LabSession } from "../session.ts";
import { Accounts } from "./accounts.ts";

export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type Environment = Readonly<Record<string, string>>;

/** The address of a pod of another namespace, shop/web, that is never asked. */
export const foreignIp = "10.16.200.9";

/** Callers, accounts and files of a lab that is up with `--tls --kubernetes`. */
export class AccessLab {
  /** Tokens of accounts, named by where they may create diagnoses. */
  readonly callers = { both: "", default: "", shop: "", none: "" };
  readonly #session: LabSession;

  constructor(session: LabSession) {
    this.#session = session;
  }

  get env(): Environment {
    return this.#session.env();
  }

  get nodes(): number {
    return this.#session.status().nodes.length;
  }

  /** Kubeconfig of somebody who may do everything. */
  get admin(): string {
    return this.#session.status().kubernetes.kubeconfig ?? assert.fail("no API server");
  }

  get accounts(): Accounts {
    return new Accounts(this.admin);
  }

  /** Files of its API server, of its certificates and tokens. */
  get folders(): { readonly api: string; readonly tls: string } {
    return { api: dirname(this.admin), tls: dirname(dirname(this.env.TAPLINE_CA ?? "")) };
  }

  async prepare(): Promise<void> {
    await this.#addForeignPod();
    const { accounts, callers } = this;
    [callers.both, callers.default, callers.shop, callers.none] = await Promise.all([
      accounts.create("both", "default", "shop"),
      accounts.create("source-only", "default"),
      accounts.create("destination-only", "shop"),
      accounts.create("none"),
    ]);
  }

  async #addForeignPod(): Promise<void> {
    const post = async (path: string, body: object): Promise<void> => {
      await callApi(this.admin, { method: "POST", path, body, ok: [409] });
    };
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };
    await post("/api/v1/namespaces", namespace);
    const pods = "/api/v1/namespaces/shop/pods";
    const spec = { nodeName: "node2", containers: [{ name: "c", image: "i" }] };
    await post(pods, { apiVersion: "v1", kind: "Pod", metadata: { name: "web" }, spec });
    const body = { status: { phase: "Running", podIP: foreignIp, podIPs: [{ ip: foreignIp }] } };
    await callApi(this.admin, { method: "PATCH", path: `${pods}/web/status`, body });
  }

  /** What a client with that token needs, and no other. */
  as(token: string): Environment {
    return { ...this.env, TAPLINE_TOKEN_FILE: "", TAPLINE_TOKEN: token };
  }

  tapline(env: Environment, ...words: readonly string[]): Promise<Answer> {
    const argv = ["node", "cli/bin.js", ...words];
    return run(argv, { env, okCodes: [1, 2, 3, 4, 5], timeoutMs: 60_000 });
  }

  trace(token: string, source: string, destination: string): Promise<Answer> {
    return this.tapline(this.as(token), "trace", source, destination, "--minimal");
  }

  tokenOfNode(node: string): string {
    return readFileSync(`${this.folders.tls}/${node}.token`, "utf8");
  }

  async nodeReference(name: string): Promise<object> {
    const { body } = await callApi(this.admin, { method: "GET", path: `/api/v1/nodes/${name}` });
    const { uid } = (body as { metadata: { uid: string } }).metadata;
    return { apiVersion: "v1", kind: "Node", name, uid };
  }

  /** How somebody who says to be the agent of a node is refused. */
  async helloAs(
    node: string,
    { token, identity }: { readonly token?: string; readonly identity?: Issued },
  ): Promise<{ readonly code: number; readonly details: string }> {
    const address = this.#session.status().aggregator.agents;
    const secure = secureChannel(address, {
      ca: readFileSync(this.env.TAPLINE_CA ?? ""),
      identity: identity
        ? { certificate: readFileSync(identity.certificate), key: readFileSync(identity.key) }
        : null,
      serverName: this.env.TAPLINE_TLS_SERVER_NAME ?? null,
    });
    const interceptors = token === undefined ? [] : [bearer(() => token)];
    const options = { ...channelOptions, ...secure.options, interceptors };
    const client = new wire.AgentService(address, secure.credentials, options);
    const call = client.Session();
    const ended: { code: number; details: string }[] = [];
    call.on("data", () => ended.push({ code: 0, details: "welcomed" }));
    call.on("error", () => {});
    call.on("status", (told) => void ended.push(told));
    call.write({ hello: helloOf(node) });
    await until("a refusal", () => ended.length > 0);
    client.close();
    return ended[0] ?? assert.fail();
  }
}

/** Exit 4, nothing printed, and the words. */
export function assertRefused(answer: Answer, ...words: readonly RegExp[]): void {
  const { exitCode, stdout, stderr } = answer;
  assert.equal(exitCode, 4, stderr);
  assert.equal(stdout, "");
  for (const one of words) assert.match(stderr, one);
}

import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";
import { isReady } from "../../lab/kubernetes/assets.ts";
import { ExecError, run, start } from "../../lib/exec.ts";

const besideCheckout = fileURLToPath(
  new URL("../../../shared/kubernetes/api-server", import.meta.url),
);
const script = process.env.TAPLINE_API_SERVER || besideCheckout;
const startMs = 120_000;

/** Why there is no API server for tests; false when there is one. */
export async function noApiServerReason(): Promise<string | false> {
  if (!existsSync(script)) return "no API server: neither TAPLINE_API_SERVER nor beside checkout";
  try {
    await run(["etcd", "--version"]);
    return false;
  } catch (thrown) {
    if (thrown instanceof ExecError)
      return "no etcd for the API server: apt-get install etcd-server";
    throw thrown;
  }
}

/** A real kube-apiserver with etcd, for one test file. */
export class ApiServer {
  readonly #folder: string;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(folder: string, environment: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#environment = environment;
  }

  static async start(): Promise<ApiServer> {
    const folder = await mkdtemp(join(tmpdir(), "tapline-api-"));
    const { stdout } = await run([script, "start", folder], { timeoutMs: startMs });
    const lines = stdout.matchAll(/^(\w+)="?([^"\n]*)"?$/gm);
    return new ApiServer(
      folder,
      Object.fromEntries([...lines].map(([, key, value]) => [key, value])),
    );
  }

  async stop(): Promise<void> {
    await run([script, "stop", this.#folder], { timeoutMs: 60_000 });
    await rm(this.#folder, { recursive: true, force: true });
  }

  get kubeconfig(): string {
    return `${this.#folder}/kubeconfig`;
  }

  get port(): number {
    return Number(new URL(this.#environment.KAPI_SERVER ?? "").port);
  }

  /** A kubeconfig for the same cluster by another port, or with another user's token. */
  async kubeconfigWith(change: { port?: number; token?: string }): Promise<string> {
    const config = parse(await readFile(this.kubeconfig, "utf8"));
    if (change.port !== undefined) {
      config.clusters[0].cluster.server = `https://127.0.0.1:${change.port}`;
    }
    if (change.token !== undefined) config.users[0].user = { token: change.token };
    const file = `${this.#folder}/kubeconfig.${change.port ?? 0}.${change.token?.length ?? 0}`;
    writeFileSync(file, stringify(config));
    return file;
  }

  /** Ends kube-apiserver and starts it again, at the same address; etcd goes on. */
  async restart(): Promise<void> {
    const file = `${this.#folder}/kube-apiserver.pid`;
    const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
    const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    process.kill(pid, "SIGKILL");
    while (existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(statusOf(pid))) await moment();
    // Its first thread is a zombie before the last one has let go of the socket.
    while (await isListening(this.port)) await moment();
    const output = openSync(`${this.#folder}/kube-apiserver.log`, "a");
    const { child, pid: next } = await start(argv, { detached: true, output });
    closeSync(output);
    child.unref();
    writeFileSync(file, `${next} ${startTick(next)}\n`);
    const deadline = Date.now() + startMs;
    while (!(await isReady(this.kubeconfig))) {
      if (Date.now() > deadline || !existsSync(`/proc/${next}`)) {
        const log = readFileSync(`${this.#folder}/kube-apiserver.log`, "utf8").slice(-600);
        throw new Error(`Cannot wait any longer for kube-apiserver: ${log}`);
      }
    }
  }

  /** Writes objects where the API server keeps them: thousands in a second. */
  async store(entries: ReadonlyMap<string, object>): Promise<void> {
    const encode = (text: string): string => Buffer.from(text).toString("base64");
    const success = Array.from(entries, ([key, value]) => ({
      request_put: { key: encode(key), value: encode(JSON.stringify(value)) },
    }));
    const url = `${this.#environment.KAPI_ETCD_URL ?? ""}/v3/kv/txn`;
    for (let at = 0; at < success.length; at += 100) {
      await post(url, { success: success.slice(at, at + 100) });
    }
  }

  /** Makes etcd forget all old revisions: what was watched from there is "410 Gone". */
  async compact(): Promise<void> {
    const url = this.#environment.KAPI_ETCD_URL ?? "";
    const range = await post(`${url}/v3/kv/range`, { key: "AA==" });
    const revision = /"revision":"(\d+)"/.exec(range)?.[1] ?? "";
    await post(`${url}/v3/kv/compaction`, { revision, physical: true });
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => settle(true)).once("error", () => settle(false));
  });
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "State: Z";
  }
}

function startTick(pid: number): string {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function moment(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function post(url: string, body: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: "POST" }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += String(chunk);
      });
      response.on("end", () => resolve(text));
    });
    outgoing.on("error", reject);
    outgoing.end(JSON.stringify(body));
  });
}

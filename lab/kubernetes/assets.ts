import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import type { Lab } from "../context.ts";
import { ensureProcess } from "../processes/supervise.ts";
import type { KubernetesApi } from "./api.ts";
import { callApi } from "./call.ts";
import { kubeconfigOf } from "./kubeconfig.ts";

/**
 * etcd and kube-apiserver from a folder (KUBEBUILDER_ASSETS, as setup-envtest fills it), on
 * loopback ports of their own. Ports and keys stay the same for as long as the lab is up.
 */
export async function ensureAssets(
  lab: Lab,
  { folder, kubeconfig }: Extract<KubernetesApi, { kind: "assets" }>,
): Promise<void> {
  const dir = lab.paths.kubernetes;
  const { client, peer, api } = await preparation(dir, kubeconfig);
  const etcdUrl = `http://127.0.0.1:${client}`;
  const peerUrl = `http://127.0.0.1:${peer}`;
  await ensureProcess(lab, {
    name: "kubernetes/etcd",
    netns: null,
    argv: [
      `${folder}/etcd`,
      ...["--name", "lab", "--data-dir", `${dir}/etcd`, "--unsafe-no-fsync"],
      ...["--listen-client-urls", etcdUrl, "--advertise-client-urls", etcdUrl],
      ...["--listen-peer-urls", peerUrl, "--initial-advertise-peer-urls", peerUrl],
      ...["--initial-cluster", `lab=${peerUrl}`],
    ],
    ready: () => answers(`${etcdUrl}/health`),
  });
  await ensureProcess(lab, {
    name: "kubernetes/kube-apiserver",
    netns: null,
    argv: [
      `${folder}/kube-apiserver`,
      ...[`--etcd-servers=${etcdUrl}`, `--cert-dir=${dir}`, "--bind-address=127.0.0.1"],
      ...[`--secure-port=${api}`, `--token-auth-file=${dir}/tokens.csv`],
      ...["--authorization-mode=RBAC", "--allow-privileged=true"],
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${dir}/account.key`,
      `--service-account-signing-key-file=${dir}/account.key`,
      `--service-cluster-ip-range=${serviceRanges}`,
      "--disable-admission-plugins=ServiceAccount",
      "--endpoint-reconciler-type=none",
    ],
    ready: () => isReady(kubeconfig),
  });
}

/** Of both families, for the dual-stack Services of the lab. */
export const serviceRanges = "10.96.0.0/12,fd00:10:96::/112";

interface Ports {
  readonly client: number;
  readonly peer: number;
  readonly api: number;
}

async function preparation(dir: string, kubeconfig: string): Promise<Ports> {
  const file = `${dir}/ports.json`;
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Ports;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const [client, peer, api] = [await freePort(), await freePort(), await freePort()];
  const token = randomBytes(24).toString("hex");
  const secret = { mode: 0o600 };
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs1", format: "pem" });
  writeFileSync(`${dir}/account.key`, pem, secret);
  writeFileSync(`${dir}/tokens.csv`, `${token},lab,lab,"system:masters"\n`, secret);
  const authority = { "certificate-authority": `${dir}/apiserver.crt` };
  const cluster = { server: `https://127.0.0.1:${api}`, ...authority };
  writeFileSync(kubeconfig, kubeconfigOf(cluster, token));
  writeFileSync(file, JSON.stringify({ client, peer, api }));
  return { client, peer, api };
}

export async function isReady(kubeconfig: string): Promise<boolean> {
  try {
    return (await callApi(kubeconfig, { method: "GET", path: "/readyz" })).status === 200;
  } catch {
    return false; // not listening yet, or its certificate is not written yet
  }
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = request(url, { timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    outgoing.on("timeout", () => outgoing.destroy());
    outgoing.on("error", () => resolve(false));
    outgoing.end();
  });
}

/** A port on loopback that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

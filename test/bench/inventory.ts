import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ensureDefinitions } from "../../lab/kubernetes/crds.ts";
import { run, start } from "../../lib/exec.ts";
import { schemas } from "../../proto/documents/schemas.ts";
import { ApiServer, noApiServerReason } from "../scenario/api-server.ts";

/**
 * Memory of the whole aggregator with 10,000 pods, each with its IP object of Kube-OVN, in a real
 * API server: when it has listed them, and at its highest. The OVN databases are not there.
 */
const count = Number(process.env.TAPLINE_BENCH_PODS ?? 10_000);
const limitMb = 150;

export async function bench(): Promise<void> {
  const reason = await noApiServerReason();
  if (reason !== false) throw new Error(`Cannot measure: ${reason}`);
  const server = await ApiServer.start();
  const folder = await mkdtemp(join(tmpdir(), "tapline-inventory-"));
  try {
    await ensureDefinitions(server.kubeconfig, AbortSignal.timeout(60_000));
    await server.store(objects());
    await measure(server.kubeconfig, `unix:${folder}/aggregator.sock`);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

async function measure(kubeconfig: string, address: string): Promise<void> {
  const none = "unix:/nonexistent/db.sock";
  const env = {
    TAPLINE_LISTEN: address,
    TAPLINE_AGENT_LISTEN: `${address}.agents`,
    TAPLINE_NB: none,
    TAPLINE_SB: none,
    TAPLINE_LOG_LEVEL: "fatal",
  };
  const argv = [process.execPath, "dist/aggregator.js", "--kubeconfig", kubeconfig];
  const began = performance.now();
  const { child, pid } = await start(argv, { env, output: process.stderr.fd, dieWithParent: true });
  try {
    await untilListed(address);
    const seconds = (performance.now() - began) / 1_000;
    const highest = memoryMb(pid, "VmHWM");
    const rest = await settledMb(pid);
    console.log(`${count} pods and as many IP objects, listed after ${seconds.toFixed(1)} s`);
    console.log(`memory: ${rest.toFixed(0)} MB, at its highest ${highest.toFixed(0)} MB`);
    if (Math.max(rest, highest) < limitMb) return;
    console.log(`wanted less than ${limitMb} MB`);
    process.exitCode = 1;
  } finally {
    child.kill("SIGTERM");
  }
}

/** What is left when garbage was collected: the memory once it has stopped to shrink. */
async function settledMb(pid: number): Promise<number> {
  let least = memoryMb(pid, "VmRSS");
  for (let quiet = 0, looks = 0; quiet < 5 && looks < 30; looks += 1) {
    await delay(1_000);
    const now = memoryMb(pid, "VmRSS");
    quiet = now < least - 1 ? 0 : quiet + 1;
    least = Math.min(least, now);
  }
  return least;
}

async function untilListed(address: string): Promise<void> {
  const deadline = performance.now() + 120_000;
  let last = "nothing";
  while (performance.now() < deadline) {
    const argv = [process.execPath, "cli/bin.js", "agents", "-o", "json", "--address", address];
    const { stdout } = await run(argv, { okCodes: [1, 2, 3, 5], timeoutMs: 30_000 });
    const known = stdout === "" ? undefined : schemas.v1.agents.parse(JSON.parse(stdout)).sources;
    const kubernetes = known?.find(({ name }) => name === "kubernetes");
    if (kubernetes?.status === "ok") return;
    last = JSON.stringify(kubernetes ?? stdout);
  }
  throw new Error(`Cannot wait any longer for the objects to be listed: ${last}`);
}

function memoryMb(pid: number, field: "VmHWM" | "VmRSS"): number {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(text)?.[1]) / 1_024;
}

function objects(): ReadonlyMap<string, object> {
  const entries = new Map<string, object>();
  for (let index = 0; index < count; index++) {
    const name = `web-7d4b9c6f5d-${index.toString(36).padStart(5, "0")}`;
    const ip = `10.16.${index >> 8}.${index & 255}`;
    entries.set(`/registry/pods/shop/${name}`, pod(name, ip, index));
    entries.set(`/registry/kubeovn.io/ips/${name}.shop`, ipObject(name, ip, index));
  }
  return entries;
}

function metadataOf(name: string, index: number): object {
  const uid = `00000000-0000-4000-8000-${index.toString(16).padStart(12, "0")}`;
  return { name, uid, creationTimestamp: "2026-01-01T00:00:00Z" };
}

function macOf(index: number): string {
  const digits = index.toString(16).padStart(4, "0");
  return `00:00:00:aa:${digits.slice(0, 2)}:${digits.slice(2)}`;
}

/** As large as pods are: most of it is of no use to a diagnosis. */
function pod(name: string, ip: string, index: number): object {
  const env = Array.from({ length: 20 }, (_, at) => ({
    name: `SETTING_${at}`,
    value: `value of setting ${at} of ${name}`,
  }));
  const own = (key: string): string => `ovn.kubernetes.io/${key}`;
  const annotations = {
    "example.com/checksum": "0123456789abcdef".repeat(8),
    [own("allocated")]: "true",
    [own("routed")]: "true",
    [own("cidr")]: "10.16.0.0/16",
    [own("gateway")]: "10.16.0.1",
    [own("ip_address")]: ip,
    [own("logical_router")]: "ovn-cluster",
    [own("logical_switch")]: "ovn-default",
    [own("mac_address")]: macOf(index),
    [own("pod_nic_type")]: "veth-pair",
  };
  const labels = { app: "web", "pod-template-hash": "7d4b9c6f5d", "topology/zone": "a" };
  const ready = ["Initialized", "Ready", "ContainersReady", "PodScheduled"];
  const container = { name: "web", image: "example.com/web:1", ports: [{ containerPort: 8080 }] };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...metadataOf(name, index), namespace: "shop", labels, annotations },
    spec: { nodeName: `node${index % 200}`, containers: [{ ...container, env }] },
    status: {
      phase: "Running",
      podIP: ip,
      podIPs: [{ ip }],
      conditions: ready.map((type) => ({ type, status: "True" })),
      containerStatuses: [
        {
          ...{ name: "web", ready: true, restartCount: 0, image: "example.com/web:1", imageID: "" },
          containerID: `containerd://${index.toString(16).padStart(64, "0")}`,
          state: { running: {} },
        },
      ],
    },
  };
}

function ipObject(name: string, ip: string, index: number): object {
  return {
    apiVersion: "kubeovn.io/v1",
    kind: "IP",
    metadata: metadataOf(`${name}.shop`, index),
    spec: {
      podName: name,
      namespace: "shop",
      subnet: "ovn-default",
      nodeName: `node${index % 200}`,
      ipAddress: ip,
      v4IpAddress: ip,
      macAddress: macOf(index),
    },
  };
}

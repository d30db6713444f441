import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../lib/exec.ts";
import "../installed-ovn.ts";
import { type LabStatus, lab, labStatus } from "../scenario/lab-run.ts";
import { traceCluster, wipe } from "./cluster.ts";
import { recordDatabase } from "./databases.ts";
import { type LogicalTraceCase, logicalTraces, withoutLookup } from "./logical-traces.ts";
import {
  addMirror,
  addShownForms,
  makePlainBridges,
  outputOf,
  plugPorts,
  type RecordedNode,
  tool,
} from "./nodes.ts";
import { alienFlows, type OpenflowTraceCase, openflowTraces } from "./openflow-traces.ts";
import { policyCluster } from "./policy-cluster.ts";

/**
 * `scripts/record-ovn FOLDER`: what the tools and databases of the installed OVN and OVS (or of
 * TAPLINE_OVN_ROOT) say of the same clusters, with their versions in the names of the files.
 */

class Recording {
  readonly #folder: string;
  readonly #status: LabStatus;
  readonly #versions: { readonly ovn: string; readonly ovs: string };

  constructor(folder: string, status: LabStatus, versions: { ovn: string; ovs: string }) {
    this.#folder = folder;
    this.#status = status;
    this.#versions = versions;
  }

  node(name: string): RecordedNode {
    const node = this.#status.nodes.find((one) => one.name === name);
    if (node === undefined) throw new Error(`Cannot find ${name} in the lab`);
    return node;
  }

  get nodes(): readonly RecordedNode[] {
    return this.#status.nodes;
  }

  get nbSocket(): string {
    return this.#status.central.nbSocket;
  }

  get sbSocket(): string {
    return this.#status.central.sbSocket;
  }

  keep(kind: string, name: string, by: "ovn" | "ovs", ending: "txt" | "json", text: string): void {
    mkdirSync(join(this.#folder, kind), { recursive: true });
    const file = `${name}.${by}-${this.#versions[by]}.${ending}`;
    writeFileSync(join(this.#folder, kind, file), text);
  }

  /** One transaction for all commands. */
  async nbctl(commands: readonly (readonly string[])[]): Promise<void> {
    const argv = commands.flatMap((command) => ["--", ...command]);
    const database = `--db=unix:${this.#status.central.nbSocket}`;
    await run(["ovn-nbctl", database, "--wait=hv", "--timeout=20", ...argv], { timeoutMs: 25_000 });
  }

  async sbctl(...argv: readonly string[]): Promise<string> {
    return (await run(["ovn-sbctl", `--db=unix:${this.sbSocket}`, ...argv])).stdout;
  }

  /** Commands to ovn-northd, which runs beside the databases. */
  async northd(command: string): Promise<void> {
    const env = { OVN_RUNDIR: join(this.sbSocket, "..") };
    await run(["ovn-appctl", "-t", "ovn-northd", command], { env });
  }

  async logicalTrace({ name, datapath, microflow, options = [] }: LogicalTraceCase): Promise<void> {
    const friendly = options.includes("--friendly-names") ? [] : ["--no-friendly-names"];
    const database = [`--db=unix:${this.sbSocket}`, "--detailed"];
    const argv = ["ovn-trace", ...database, ...friendly, ...options, "--", datapath, microflow];
    this.keep("ovn-trace", name, "ovn", "txt", await outputOf(argv));
  }

  async openflowTrace({
    name,
    node,
    bridge,
    flow,
    options = [],
  }: OpenflowTraceCase): Promise<void> {
    const where = this.node(node ?? "node1");
    const argv = ["ovs-appctl", "ofproto/trace", bridge ?? "br-int", flow, ...options];
    this.keep("ofproto-trace", `trace-${name}`, "ovs", "txt", await outputOf(argv, where));
  }

  async dump(name: string, node: string, ...argv: readonly string[]): Promise<void> {
    const text = await tool(this.node(node), "ovs-ofctl", ...argv);
    this.keep("flows", name, "ovs", "txt", text);
  }
}

async function begin(folder: string): Promise<Recording> {
  await lab("up", "--nodes", "2", "--no-product");
  const version = async (program: string): Promise<string> =>
    / (\d+\.\d+\.\d+)/.exec((await run([program, "--version"])).stdout)?.[1] ?? "unknown";
  const versions = { ovn: await version("ovn-trace"), ovs: await version("ovs-vswitchd") };
  return new Recording(folder, await labStatus(), versions);
}

async function recordTraces(recording: Recording): Promise<void> {
  await recording.nbctl(wipe);
  await recording.nbctl(traceCluster);
  for (const node of recording.nodes) await plugPorts(node);
  await recording.nbctl([["sync"]]);
  for (const trace of logicalTraces) await recording.logicalTrace(trace);
  for (const trace of openflowTraces.ofOvn) await recording.openflowTrace(trace);
  await learn(recording, "ovn-cluster-ovn-default", "10.16.0.200", "00:00:00:aa:00:c8");
  await recordHealthy(recording);
  await recordDumps(recording);
  await recordImplicitDrop(recording);
  const node1 = recording.node("node1");
  for (const flow of alienFlows) await tool(node1, "ovs-ofctl", "add-flow", "br-int", flow);
  for (const trace of openflowTraces.ofAliens) await recording.openflowTrace(trace);
  await makePlainBridges(node1);
  for (const trace of openflowTraces.ofPlainBridge) await recording.openflowTrace(trace);
  await recordPlainDumps(recording);
  await addShownForms(node1);
  for (const trace of openflowTraces.ofShownForms) await recording.openflowTrace(trace);
  await addMirror(node1);
  for (const trace of openflowTraces.ofMirror) await recording.openflowTrace(trace);
  const ports = await tool(node1, "ovs-appctl", "dpif/show");
  recording.keep("ovs", "dpif-show-mirror", "ovs", "txt", ports);
}

/** A neighbour that OVN would have learnt from an ARP reply. */
async function learn(recording: Recording, port: string, ip: string, mac: string): Promise<void> {
  const find = ["--bare", "--columns=datapath", "find", "Port_Binding", `logical_port=${port}`];
  const datapath = (await recording.sbctl(...find)).trim();
  const columns = [`logical_port=${port}`, `ip=${ip}`, `mac="${mac}"`, `datapath=${datapath}`];
  await recording.sbctl("create", "MAC_Binding", ...columns);
  await recording.nbctl([["sync"]]);
}

async function recordHealthy(recording: Recording): Promise<void> {
  const { nbSocket, sbSocket } = recording;
  const southbound = await recordDatabase(sbSocket, "OVN_Southbound");
  recording.keep("ovsdb", "healthy-sb", "ovn", "json", southbound);
  const northbound = await recordDatabase(nbSocket, "OVN_Northbound");
  recording.keep("ovsdb", "healthy-nb", "ovn", "json", northbound);
  const counts = new Map<string, number>();
  for (const node of recording.nodes) {
    const flows = await tool(node, "ovs-ofctl", "-O", "OpenFlow15", "dump-flows", "br-int");
    for (const [key] of flows.matchAll(/cookie=0x[0-9a-f]+(?=,)/g)) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const lines = [...counts].sort().map(([key, count]) => `${key} ${count}\n`);
  recording.keep("ovsdb", "healthy-br-int-cookies", "ovs", "txt", lines.join(""));
}

async function recordDumps(recording: Recording): Promise<void> {
  const openflow15 = ["-O", "OpenFlow15"];
  await recording.dump("dump-node1", "node1", ...openflow15, "dump-flows", "br-int");
  await recording.dump(
    ...(["dump-node1-names-nxst", "node1", "--names", "dump-flows", "br-int"] as const),
  );
  await recording.dump("groups-node1", "node1", ...openflow15, "dump-groups", "br-int");
}

async function recordPlainDumps(recording: Recording): Promise<void> {
  const dump = ["-O", "OpenFlow15", "dump-flows", "br0"];
  await recording.dump("dump-actions", "node1", ...dump);
  await recording.dump("dump-actions-names", "node1", "--names", ...dump);
  await recording.dump("dump-actions-no-stats", "node1", "--no-stats", ...dump);
  await recording.dump("dump-actions-nxst", "node1", "dump-flows", "br0");
  await recording.dump("dump-empty", "node1", ...dump, "table=200");
}

/** Northd always has a flow for unknown MAC addresses: it is paused and the flow taken away. */
async function recordImplicitDrop(recording: Recording): Promise<void> {
  await recording.northd("pause");
  const find = ["--bare", "--columns=_uuid", "find", "Logical_Flow", "priority=0"];
  const stage = 'external_ids:stage-name="ls_in_l2_lkup"';
  const found = (await recording.sbctl(...find, stage)).trim().split(/\s+/);
  await recording.sbctl("destroy", "Logical_Flow", ...found);
  await recording.logicalTrace(withoutLookup);
  await recording.northd("resume");
  await recording.nbctl([["sync"]]);
}

async function recordPolicies(recording: Recording): Promise<void> {
  await recording.nbctl(wipe);
  await recording.nbctl(policyCluster);
  const nb = await recordDatabase(recording.nbSocket, "OVN_Northbound");
  recording.keep("ovsdb", "policies-nb", "ovn", "json", nb);
  const sb = await recordDatabase(recording.sbSocket, "OVN_Southbound");
  recording.keep("ovsdb", "policies-sb", "ovn", "json", sb);
}

const [folder = "test/fixtures"] = process.argv.slice(2);
const recording = await begin(folder);
try {
  await recordTraces(recording);
  await recordPolicies(recording);
} finally {
  await lab("down");
}

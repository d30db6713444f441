import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inNetns, run, type Started, start } from "../../../lib/exec.ts";
import { vswitchSchema } from "../../installed-ovn.ts";
import { DatabaseServer } from "../lib/ovsdb/database-server.ts";
import { skipNetns, TestNetnses, type TestPair } from "./ports/test-netns.ts";
import { FakeAggregator } from "./session/fake-aggregator.ts";

const main = fileURLToPath(new URL("../../../agent/main.ts", import.meta.url));

/** Why a node cannot be made here; false when it can. */
export const skipNode: string | false =
  skipNetns || (existsSync(vswitchSchema) ? false : "Open vSwitch is not installed");

export const hostInterface = "3f00112233cc_h";
export const podMac = "00:00:00:aa:02:05";

/**
 * A node with one pod and a real Open_vSwitch database (no switch behind it), and an agent of its
 * own process on it, connected to an aggregator of the test.
 */
export class NodeUnderTest {
  readonly aggregator: FakeAggregator;
  readonly database: DatabaseServer;
  readonly agent: Started;
  readonly pair: TestPair;
  readonly #netnses: TestNetnses;

  private constructor(parts: {
    aggregator: FakeAggregator;
    database: DatabaseServer;
    agent: Started;
    pair: TestPair;
    netnses: TestNetnses;
  }) {
    this.aggregator = parts.aggregator;
    this.database = parts.database;
    this.agent = parts.agent;
    this.pair = parts.pair;
    this.#netnses = parts.netnses;
  }

  static async start(): Promise<NodeUnderTest> {
    const netnses = new TestNetnses();
    const pair = await netnses.pair(hostInterface, podMac);
    const database = await DatabaseServer.create(vswitchSchema);
    const aggregator = await FakeAggregator.start();
    const env = {
      TAPLINE_NODE: "node1",
      TAPLINE_AGGREGATOR: aggregator.address,
      TAPLINE_OVS_RUNDIR: database.folder,
      TAPLINE_OVN_RUNDIR: database.folder,
      TAPLINE_NETNS_DIRS: "/run/netns",
      TAPLINE_LOG_LEVEL: "silent",
    };
    const argv = inNetns(pair.node.path, [process.execPath, "--import", "tsx", main]);
    const agent = await start(argv, { env, dieWithParent: true });
    const node = new NodeUnderTest({ aggregator, database, agent, pair, netnses });
    await node.vsctl("init");
    await node.vsctl("add-br", "br-int");
    await node.plug();
    await aggregator.whenConnected();
    return node;
  }

  /** ovs-vsctl(8), without a switch to wait for. */
  async vsctl(...argv: string[]): Promise<void> {
    await run(["ovs-vsctl", `--db=${this.database.remote}`, "--no-wait", ...argv]);
  }

  /** Puts the pod's interface on the bridge as kube-ovn does. */
  async plug(): Promise<void> {
    const ids = {
      "iface-id": "a.default",
      vendor: "kube-ovn",
      pod_name: "a",
      pod_namespace: "default",
      pod_netns: this.pair.pod.path,
      ip: "192.0.2.5",
    };
    const columns = Object.entries(ids).map(([key, value]) => `external_ids:${key}=${value}`);
    const add = ["--may-exist", "add-port", "br-int", hostInterface];
    await this.vsctl(...add, "--", "set", "Interface", hostInterface, "ofport=2", ...columns);
  }

  async remove(): Promise<void> {
    if (this.agent.child.exitCode === null && this.agent.child.signalCode === null) {
      const closed = once(this.agent.child, "close");
      this.agent.child.kill("SIGTERM");
      await closed;
    }
    await this.aggregator.stop();
    await this.database.remove();
    await this.#netnses.remove();
  }
}

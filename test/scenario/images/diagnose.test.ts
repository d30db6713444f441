import assert from "node:assert/strict";
import { chown, mkdir, readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { toolNames } from "../../../agent/facts/own/tools.ts";
import { privileges } from "../../../agent/session/privileges.ts";
import { endProcesses } from "../../../lab/processes/end.ts";
import { run } from "../../../lib/exec.ts";
import { waitFor } from "../../unit/lib/ovsdb/database-server.ts";
import { agentPid, programPid } from "../in-lab.ts";
import { diagnose, type LabStatus, lab, labStatus, protocolArgs } from "../lab-run.ts";
import { testLabName } from "../session.ts";
import { buildImages, Image, logText, noImagesReason } from "./image.ts";

/**
 * The images, built and started as a container runtime does, in place of the lab's own agents and
 * aggregator: as their users, with the capabilities that deploy/README.md lists and no others, on a
 * root file system that is read-only.
 */
const skip = await noImagesReason();

/** As the chart gives them. */
const capabilities = privileges.map(({ name }) => name);

describe("the images", { skip, timeout: 900_000 }, () => {
  let status: LabStatus;
  let agent: Image;
  let aggregator: Image;
  let folder: string;
  let sizes: string;
  let env: Readonly<Record<string, string>>;

  before(async () => {
    process.env.TAPLINE_LAB = testLabName("tlimage");
    sizes = await buildImages();
    agent = await Image.open("agent");
    aggregator = await Image.open("aggregator");
    await lab("down");
    await lab("up");
    status = await labStatus();
    folder = `${status.env.TAPLINE_AGGREGATOR?.replace(/^unix:|\/[^/]*$/g, "")}/images`;
    env = { TAPLINE_AGGREGATOR: `unix:${folder}/run/aggregator.sock` };
    await replaceProduct();
  });
  after(async () => {
    await aggregator?.close();
    await agent?.close();
    await lab("down");
  });

  /** Ends what the lab started, and starts the containers in its place. */
  async function replaceProduct(): Promise<void> {
    const { netns } = status.central;
    const old = await programPid(netns, "dist/aggregator.js");
    const words = (await readFile(`/proc/${old}/cmdline`, "utf8")).split("\0");
    const source = words.slice(words.indexOf("--manifests"), -1);
    const agents = await Promise.all(status.nodes.map(({ name }) => agentPid(status, name)));
    await endProcesses([old, ...agents]);
    await mkdir(`${folder}/run`, { recursive: true });
    await chown(`${folder}/run`, 65_532, 65_532);
    // In a cluster databases are reached so; their unix sockets are root's.
    await listenOnTcp(status.central.nbSocket, 6641);
    await listenOnTcp(status.central.sbSocket, 6642);
    await aggregator.start({
      netns,
      capabilities: "",
      mounts: [
        [`${folder}/run`, "/run/tapline"],
        [source[1] ?? "", "/manifests", "ro"],
      ],
      env: { TAPLINE_NB: "tcp:127.0.0.1:6641", TAPLINE_SB: "tcp:127.0.0.1:6642" },
      args: ["--manifests", "/manifests"],
      log: `${folder}/aggregator.log`,
    });
    for (const { name } of status.nodes) await startAgent(name);
    await waitFor(async () => (await agentsThatAre("ok")).length === 3, 30_000);
  }

  function startAgent(name: string, held = capabilities, log = name): Promise<number> {
    const node = status.nodes.find((one) => one.name === name);
    assert.ok(node !== undefined);
    return agent.start({
      netns: node.netns,
      capabilities: held.map((one) => `+${one.toLowerCase()}`).join(","),
      mounts: [
        [`${folder}/run`, "/run/tapline"],
        [node.ovsRunDir, "/run/openvswitch", "ro"],
        [node.ovsRunDir, "/run/ovn", "ro"],
        ["/run/netns", "/run/netns", "ro"],
      ],
      env: { TAPLINE_NODE: name, TAPLINE_AGGREGATOR: "unix:/run/tapline/agents.sock" },
      log: `${folder}/${log}.log`,
    });
  }

  async function agentsThatAre(wanted: string): Promise<string[]> {
    const argv = ["node", "cli/bin.js", "agents", "-o", "json"];
    const { stdout } = await run(argv, { env, okCodes: [5] });
    const { agents = [] } = JSON.parse(stdout || "{}") as {
      agents?: { node: string; status: string }[];
    };
    return agents.filter((one) => one.status === wanted).map(({ node }) => node);
  }

  test("have what is started in them, and nothing to build with", async () => {
    assert.match(sizes, /^tapline\/agent:test\t\d+ MB\ntapline\/aggregator:test\t\d+ MB\n$/);
    for (const image of [agent, aggregator]) {
      assert.equal(image.config.Labels["org.opencontainers.image.version"], "test");
      assert.equal((await image.ask("node", "--version")).split(".")[0], "v24");
      const found = await image.ask("which", "gcc", "cc", "make", "npm", "npx", "curl", "wget");
      assert.equal(found, "");
    }
    const tools = await agent.ask("which", ...toolNames, "ipset", "conntrack", "sysctl", "cat");
    assert.equal(tools.trim().split("\n").length, toolNames.length + 4, tools);
    assert.notEqual(await aggregator.ask("which", "ovn-trace"), "");
    assert.match(await aggregator.ask("tapline", "--help"), /^Usage: tapline /);
    assert.equal(aggregator.config.User, "65532:65532");
  });

  test("diagnose a fault", async () => {
    await lab("inject", "acl-ingress-deny");
    const { diagnosis } = await diagnose(env, "default/a", "default/b", ...protocolArgs("tcp"));
    const logs = await logText(`${folder}/aggregator.log`);
    assert.equal(diagnosis?.cause?.code, "ACL_DENIED", logs);
    assert.equal(diagnosis?.failure?.stage, "destination-bridge");
    assert.deepEqual(
      diagnosis?.checks.filter(({ status: ended }) => ended === "failed"),
      [],
    );
    assert.equal(diagnosis?.confidence, "confirmed");
  });

  test("an agent without one of its capabilities says which one, and what it lacks", async () => {
    for (const { name, neededFor } of privileges) {
      const others = capabilities.filter((one) => one !== name);
      const log = `without-${name}`;
      const pid = await startAgent("node3", others, log);
      await waitFor(
        async () => (await logText(`${folder}/${log}.log`)).includes(neededFor),
        20_000,
      );
      await agent.end(pid);
      const warnings = (await logText(`${folder}/${log}.log`)).matchAll(/"capability":"(\w+)"/g);
      assert.deepEqual(
        Array.from(warnings, ([, capability]) => capability),
        [name],
      );
    }
  });
});

async function listenOnTcp(socket: string, port: number): Promise<void> {
  const control = socket.replace(/sock$/, "ctl");
  await run(["ovs-appctl", "-t", control, "ovsdb-server/add-remote", `ptcp:${port}:127.0.0.1`]);
}

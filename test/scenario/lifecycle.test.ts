import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { run, start } from "../../lib/exec.ts";
import { lab, labStatus } from "./lab-run.ts";
import { testLabName } from "./session.ts";

/** The lab leaves the machine as it found it, however it ends. */
const name = testLabName("tllife");
process.env.TAPLINE_LAB = name;

interface Machine {
  readonly namespaces: string;
  readonly links: string;
  readonly temporary: readonly string[];
  readonly states: readonly string[];
  readonly processes: readonly string[];
}

async function machine(): Promise<Machine> {
  const text = async (...argv: readonly string[]): Promise<string> => (await run(argv)).stdout;
  const processes = (await text("ps", "-eo", "args=,stat=")).split("\n");
  return {
    namespaces: (await text("ip", "netns", "list")).split("\n").filter(isOurs).join("\n"),
    links: await text("ip", "-brief", "link", "show"),
    temporary: (await readdir("/tmp")).filter(isOurs),
    states: (await readdir("/run/tapline-lab").catch(() => [])).filter(isOurs),
    processes: processes.filter((line) => isOurs(line) && !/ Z/.test(line)),
  };
}

function isOurs(text: string): boolean {
  return text.includes(name);
}

const nothing = { namespaces: "", temporary: [], states: [], processes: [] };

test("up, status, down: nothing is left", async () => {
  const before = await machine();
  await lab("up");
  const status = await labStatus();
  assert.deepEqual(
    status.nodes.map(({ name }) => name),
    ["node1", "node2", "node3"],
  );
  assert.deepEqual(
    status.pods.filter(({ name }) => "abcd".includes(name)).map(({ name, node }) => [name, node]),
    [
      ["a", "node1"],
      ["b", "node2"],
      ["c", "node1"],
      ["d", "node3"],
    ],
  );
  assert.ok(status.env.TAPLINE_AGGREGATOR?.startsWith("unix:/"));
  await lab("down");
  const after = await machine();
  assert.deepEqual({ ...after, links: "" }, { ...nothing, links: "" });
  assert.equal(after.links, before.links);
});

test("down when nothing is up is fine", async () => {
  await lab("down");
});

test("Ctrl-C while it is being built leaves nothing", async () => {
  const { child } = await start(["node", "--import", "tsx", "lab/main.ts", "up"]);
  await untilNamespaces();
  child.kill("SIGINT");
  await new Promise((resolve) => child.once("close", resolve));
  assert.deepEqual({ ...(await machine()), links: "" }, { ...nothing, links: "" });
});

test("an up after one that was killed builds a whole lab, and down takes it away", async () => {
  const { child } = await start(["node", "--import", "tsx", "lab/main.ts", "up"]);
  await untilNamespaces();
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("close", resolve));
  await lab("up", "--no-product");
  await lab("down");
  assert.deepEqual({ ...(await machine()), links: "" }, { ...nothing, links: "" });
});

/** Some of the lab is there: the moment to interrupt. */
async function untilNamespaces(): Promise<void> {
  const deadline = Date.now() + 20_000;
  while ((await machine()).namespaces === "") {
    if (Date.now() > deadline) throw new Error("Cannot wait any longer for the lab to begin");
  }
}

import { fileURLToPath } from "node:url";
import { underlayNetns } from "../../names.ts";
import { underlayBridge } from "../../netns/declared.ts";
import { podProcess, serverProcess } from "../../processes/declared.ts";
import { endProcess, ensureProcess } from "../../processes/supervise.ts";
import { ipBatch, runIn } from "../../run-in.ts";
import { acrossNodes, expectation, type Fault, type FaultPath, fromAToB } from "../fault.ts";

/** Longer than a probe waits, so that what is asked for comes too late. */
const delayMs = 1_300;
/** Longer than a probe waits, and not longer than the taps listen. */
const answerMs = 1_100;

/** What makes answers slow. Programs are called "fault/…": `clear` ends those. */
export const latencyFaults: readonly Fault[] = [
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "underlay-slow",
    summary: `the underlay keeps what goes to the destination's node for ${delayMs} ms`,
    expect: expectation("underlay", "request", "UNDERLAY_LATENCY", "degraded"),
    inject: (path) => slowLink(path, { toNode: delayMs, fromNode: 0 }),
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "underlay-slow-reply",
    summary: `the underlay keeps what comes from the destination's node for ${delayMs} ms`,
    expect: expectation("underlay", "reply", "UNDERLAY_LATENCY", "degraded"),
    inject: (path) => slowLink(path, { toNode: 0, fromNode: delayMs }),
  },
  {
    ...fromAToB,
    protocols: ["udp"],
    name: "pod-slow",
    summary: `the program in the destination pod answers after ${answerMs} ms`,
    expect: expectation("destination-pod", "request", "POD_SLOW", "degraded"),
    inject: async ({ lab, destination }) => {
      await endProcess(lab, podProcess(destination, "server"));
      const spec = serverProcess(destination);
      await ensureProcess(lab, {
        ...spec,
        name: `fault/${destination.name}/server`,
        argv: [...spec.argv, "::", String(answerMs)],
        ready: () => listens(destination.netns),
      });
    },
  },
];

async function listens(netns: string): Promise<boolean> {
  const { stdout } = await runIn(netns, ["ss", "-Hlun"]);
  return stdout.includes(":9090");
}

/**
 * Where both devices send: a VXLAN device hands what is for an address of its own host to another
 * device of the host, and past every program; what is for a group it really sends.
 */
const group = "239.1.1.1";

/** UDP ports on the loopback of the underlay's namespace: device, and relay to the other device. */
const ports = { fabric: 7_001, node: 7_002, toNode: 7_003, toFabric: 7_004 } as const;

/**
 * Takes the node's port off the fabric's bridge and puts two VXLAN devices between, whose datagrams
 * a program hands on late. This kernel has no netem; frames, queue and bridge are real.
 */
async function slowLink(
  { lab, destinationNode }: FaultPath,
  delays: { readonly toNode: number; readonly fromNode: number },
): Promise<void> {
  const netns = underlayNetns(lab.name);
  const program = fileURLToPath(new URL("../../programs/slow-link.js", import.meta.url));
  const groups = [
    ...[ports.toNode, ports.node, delays.toNode],
    ...[ports.toFabric, ports.fabric, delays.fromNode],
  ];
  await ensureProcess(lab, {
    name: "fault/slow-link",
    netns,
    argv: [process.execPath, program, ...groups.map(String)],
    ready: async () => {
      const { stdout } = await runIn(netns, ["ss", "-Hlun"]);
      return stdout.includes(`:${ports.toNode}`) && stdout.includes(`:${ports.toFabric}`);
    },
  });
  const device = (name: string, own: number): string =>
    `link add ${name} type vxlan id 7 local 127.0.0.1 dstport ${own} nolearning`;
  await ipBatch(netns, [
    "link set lo up",
    `route replace ${group} dev lo`,
    device("slow-fabric", ports.fabric),
    device("slow-node", ports.node),
    "link add slow-bridge type bridge",
    ...["slow-fabric", "slow-node"].map((name) => `link set ${name} mtu 1500 up`),
    "link set slow-bridge up",
    `link set slow-fabric master ${underlayBridge}`,
    "link set slow-node master slow-bridge",
    `link set ${destinationNode.underlayPort} master slow-bridge`,
  ]);
  const flood = "00:00:00:00:00:00";
  for (const [name, port] of [
    ["slow-fabric", ports.toNode],
    ["slow-node", ports.toFabric],
  ] as const) {
    const to = ["dst", group, "port", String(port), "via", "lo"];
    await runIn(netns, ["bridge", "fdb", "append", flood, "dev", name, ...to]);
  }
}

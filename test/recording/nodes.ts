import { ExecError, inNetns, run } from "../../lib/exec.ts";
import type { LabStatus } from "../scenario/lab-run.ts";
import { ports } from "./cluster.ts";
import { behindPatch, everyAction, groups, hashGroup, meter, shownForms } from "./plain-bridge.ts";

export type RecordedNode = LabStatus["nodes"][number];

/** Output of a tool as a person sees it, also where it refuses or aborts. */
export async function outputOf(argv: readonly string[], node?: RecordedNode): Promise<string> {
  const env = node === undefined ? {} : { OVS_RUNDIR: node.ovsRunDir, OVN_RUNDIR: node.ovsRunDir };
  try {
    const { stdout, stderr } = await run(argv, { env, okCodes: [1, 2], timeoutMs: 20_000 });
    const lineEnd = stdout === "" || stdout.endsWith("\n") || stderr === "" ? "" : "\n";
    return stdout + lineEnd + stderr;
  } catch (thrown) {
    if (thrown instanceof ExecError && thrown.type.code === "FAILED") return thrown.type.stderr;
    throw thrown;
  }
}

/** Output of a tool that must not fail. */
export async function tool(node: RecordedNode, ...argv: readonly string[]): Promise<string> {
  const env = { OVS_RUNDIR: node.ovsRunDir, OVN_RUNDIR: node.ovsRunDir };
  return (await run(argv, { env })).stdout;
}

/** Replaces the lab's pods by ports of fixed numbers, the tunnel being port 1. */
export async function plugPorts(node: RecordedNode): Promise<void> {
  const present = (await tool(node, "ovs-vsctl", "list-ports", "br-int")).trim().split("\n");
  const isTunnel = (name: string): boolean => name.startsWith("ovn-");
  for (const name of present.filter((one) => !isTunnel(one))) {
    await tool(node, "ovs-vsctl", "--if-exists", "del-port", "br-int", name);
  }
  const [tunnel = ""] = present.filter(isTunnel);
  await setNumber(node, tunnel, 1);
  for (const { name, number } of ports.filter((port) => port.node === node.name)) {
    await plug(node, "br-int", name.replace(".", "-"), number, `external_ids:iface-id=${name}`);
  }
  await addBridge(node, "br-ext");
  const mapping = "external_ids:ovn-bridge-mappings=ext:br-ext";
  await tool(node, "ovs-vsctl", "set", "Open_vSwitch", ".", mapping);
}

/** In one transaction, for the machine may have no kernel datapath. */
async function addBridge(node: RecordedNode, name: string, ...columns: string[]): Promise<void> {
  const set = ["--", "set", "bridge", name, "datapath_type=netdev", ...columns];
  await tool(node, "ovs-vsctl", "--may-exist", "add-br", name, ...set);
}

async function plug(
  node: RecordedNode,
  bridge: string,
  name: string,
  number: number,
  ...columns: readonly string[]
): Promise<void> {
  const add = ["--may-exist", "add-port", bridge, name];
  const set = ["set", "Interface", name, `ofport_request=${number}`];
  const type = columns.some((column) => column.startsWith("type=")) ? [] : ["type=internal"];
  await tool(node, "ovs-vsctl", ...add, "--", ...set, ...type, ...columns);
  if (type.length > 0)
    await run(inNetns(`/run/netns/${node.netns}`, ["ip", "link", "set", name, "up"]));
  await setNumber(node, name, number);
}

async function setNumber(node: RecordedNode, name: string, number: number): Promise<void> {
  await tool(node, "ovs-vsctl", "set", "Interface", name, `ofport_request=${number}`);
  await tool(node, "ovs-vsctl", "wait-until", "Interface", name, `ofport=${number}`);
}

/** br0 and br1 with every kind of flow, joined by a patch. */
export async function makePlainBridges(node: RecordedNode): Promise<void> {
  for (const bridge of ["br0", "br1"]) {
    await addBridge(node, bridge, "protocols=OpenFlow10,OpenFlow15");
  }
  for (const number of [1, 2, 3]) await plug(node, "br0", `p${number}`, number);
  await plug(node, "br1", "q1", 1);
  await tool(
    ...([node, "ovs-vsctl", "add-port", "br0", "p10"] as const),
    ...["--", "set", "Interface", "p10", "type=patch", "options:peer=q5", "ofport_request=10"],
    ...["--", "add-port", "br1", "q5"],
    ...["--", "set", "Interface", "q5", "type=patch", "options:peer=p10", "ofport_request=5"],
  );
  const ofctl = (...argv: string[]): Promise<string> =>
    tool(node, "ovs-ofctl", "-O", "OpenFlow15", ...argv);
  for (const bridge of ["br0", "br1"]) await ofctl("del-flows", bridge);
  await ofctl("add-tlv-map", "br0", "{class=0x102,type=0x80,len=4}->tun_metadata0");
  await ofctl("add-meter", "br0", meter);
  for (const group of groups) await ofctl("add-group", "br0", group);
  for (const flow of everyAction) await ofctl("add-flow", "br0", flow);
  for (const flow of behindPatch) await ofctl("add-flow", "br1", flow);
}

/** Flows of `shownForms` on br0. */
export async function addShownForms(node: RecordedNode): Promise<void> {
  const ofctl = (...argv: string[]): Promise<string> =>
    tool(node, "ovs-ofctl", "-O", "OpenFlow15", ...argv);
  await ofctl("add-group", "br0", hashGroup);
  for (const flow of shownForms) await ofctl("add-flow", "br0", flow);
}

/** A mirror of all ports of br0, as Kube-OVN's `--enable-mirror` makes it. */
export async function addMirror(node: RecordedNode): Promise<void> {
  await plug(node, "br0", "mirror0", 4);
  await tool(
    ...([node, "ovs-vsctl", "--id=@port", "get", "port", "mirror0"] as const),
    ...["--", "--id=@mirror", "create", "mirror", "name=m0", "select_all=true"],
    ...["output-port=@port", "--", "set", "bridge", "br0", "mirrors=@mirror"],
  );
}

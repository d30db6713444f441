import { fileURLToPath } from "node:url";
import type { Lab } from "../context.ts";
import { centralNetns } from "../names.ts";
import { podTcpPort, podUdpPort } from "../topology/services.ts";
import type { ExternalSpec, NodeSpec, PodSpec, SwitchHost } from "../topology/specs.ts";
import { centralIp } from "../topology/topology.ts";
import type { ProcessSpec } from "./supervise.ts";

/** The programs of a lab without the product, with the run directories of a real node. */

export function databaseServer(lab: Lab, which: "nb" | "sb"): ProcessSpec {
  const { central } = lab.paths;
  const file = `${central}/ovn${which}_db`;
  const port = which === "nb" ? 6641 : 6642;
  return {
    name: `central/ovn${which}_db`,
    netns: centralNetns(lab.name),
    pidFile: `${file}.pid`,
    argv: [
      "ovsdb-server",
      `${file}.db`,
      `--remote=punix:${file}.sock`,
      `--remote=ptcp:${port}:${centralIp}`,
      `--unixctl=${file}.ctl`,
      `--pidfile=${file}.pid`,
      `--log-file=${lab.paths.log}/ovsdb-server-${which}.log`,
      "-vconsole:off",
      "--detach",
    ],
  };
}

export function northd(lab: Lab): ProcessSpec {
  const { central, nbSocket, sbSocket, log } = lab.paths;
  return {
    name: "central/ovn-northd",
    netns: centralNetns(lab.name),
    env: { OVN_RUNDIR: central },
    pidFile: `${central}/ovn-northd.pid`,
    argv: [
      "ovn-northd",
      `--ovnnb-db=unix:${nbSocket}`,
      `--ovnsb-db=unix:${sbSocket}`,
      "--pidfile",
      `--log-file=${log}/ovn-northd.log`,
      "-vconsole:off",
      "--detach",
    ],
  };
}

function nodeDaemon(lab: Lab, node: SwitchHost, program: string, args: string[]): ProcessSpec {
  return {
    name: `${node.name}/${program}`,
    netns: node.netns,
    env: { OVS_RUNDIR: node.runDir, OVN_RUNDIR: node.runDir },
    pidFile: `${node.runDir}/${program}.pid`,
    argv: [
      program,
      ...args,
      "--pidfile",
      `--log-file=${lab.paths.log}/${node.name}-${program}.log`,
      "-vconsole:off",
      "--detach",
    ],
  };
}

export function nodeDatabase(lab: Lab, node: SwitchHost): ProcessSpec {
  const { runDir } = node;
  const args = [`${runDir}/conf.db`, `--remote=punix:${runDir}/db.sock`];
  return nodeDaemon(lab, node, "ovsdb-server", args);
}

export function virtualSwitch(lab: Lab, node: SwitchHost): ProcessSpec {
  return nodeDaemon(lab, node, "ovs-vswitchd", [`unix:${node.runDir}/db.sock`]);
}

export function ovnController(lab: Lab, node: NodeSpec): ProcessSpec {
  return nodeDaemon(lab, node, "ovn-controller", [`unix:${node.runDir}/db.sock`]);
}

/** On the host network or not. */
type AnyPod = Pick<PodSpec, "namespace" | "name" | "netns">;

/** What keeps a pod alive when its server is gone; its /sys shows the pod's interfaces. */
export function pauseProcess(pod: AnyPod): ProcessSpec {
  return { name: podProcess(pod, "pause"), netns: pod.netns, argv: ["sleep", "infinity"] };
}

export function serverProcess(pod: AnyPod): ProcessSpec {
  return server(podProcess(pod, "server"), pod);
}

export function externalServer(external: ExternalSpec): ProcessSpec {
  return server(`external/${external.name}/server`, external);
}

function server(
  name: string,
  host: { readonly name: string; readonly netns: string },
): ProcessSpec {
  const script = fileURLToPath(new URL("../programs/pod-server.js", import.meta.url));
  const argv = [process.execPath, script, host.name, String(podTcpPort), String(podUdpPort)];
  return { name, netns: host.netns, argv, exactArguments: true };
}

export function podProcess(pod: AnyPod, which: "pause" | "server"): string {
  return `pod/${pod.namespace}/${pod.name}/${which}`;
}

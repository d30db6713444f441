import { isIPv4 } from "node:net";
import type { Lab } from "../context.ts";
import { usageError } from "../errors.ts";
import type {
  AddressFault,
  AddressPath,
  NodeFault,
  NodePath,
  OutwardFault,
  OutwardPath,
  ServiceFault,
  ServicePath,
} from "../faults/fault.ts";
import type { PodSpec } from "../topology/specs.ts";
import { subnetNamed } from "../topology/topology.ts";
import { nodeNamed, podNamed } from "./named.ts";

/** Paths to what is no pod, from the words of the command line. */
export interface PathWords {
  readonly source?: string;
  readonly destination?: string;
}

/** @throws {LabError} USAGE when there is no such Service. */
export function servicePathOf(lab: Lab, fault: ServiceFault, words: PathWords): ServicePath {
  const source = podNamed(lab, words.source ?? fault.defaultSource);
  const text = words.destination ?? fault.defaultDestination;
  const { services } = lab.topology;
  const service = services.find(({ name }) => text === `svc/${name}`);
  if (service === undefined) {
    const known = services.map(({ name }) => `svc/${name}`).join(", ");
    throw usageError(`Cannot find Service ${text}: wanted one of ${known}`);
  }
  return { lab, source, sourceNode: nodeNamed(lab, source.node), service };
}

/** @throws {LabError} USAGE for what is no address, and for one that a pod has. */
export function addressPathOf(lab: Lab, fault: AddressFault, words: PathWords): AddressPath {
  const source = podNamed(lab, words.source ?? fault.defaultSource);
  const ip = words.destination ?? fault.defaultDestination;
  const isTaken = lab.topology.pods.some((pod) => pod.ip === ip);
  if (!isIPv4(ip) || isTaken) throw usageError(`Cannot use ${ip}: wanted an unused IPv4 address`);
  return { lab, source, sourceNode: nodeNamed(lab, source.node), ip };
}

/** @throws {LabError} USAGE when the lab has neither such a host outside nor such a node. */
export function outwardPathOf(lab: Lab, fault: OutwardFault, words: PathWords): OutwardPath {
  const source = podNamed(lab, words.source ?? fault.defaultSource);
  const text = words.destination ?? fault.defaultDestination;
  const sourceNode = nodeNamed(lab, source.node);
  const { externals, nodes } = lab.topology;
  const node = nodes.find(({ name }) => text === `node/${name}`);
  if (node !== undefined) {
    return { lab, source, sourceNode, gateway: node, ip: node.encapIp, external: null };
  }
  const external = externals.find(({ ip }) => ip === text);
  const published = publishedAddresses(lab);
  if (external === undefined && !published.includes(text)) {
    const addresses = [...externals.map(({ ip }) => ip), ...published];
    const known = [...addresses, ...nodes.map(({ name }) => `node/${name}`)];
    throw usageError(`Cannot find ${text} outside: wanted one of ${known.join(", ")}`);
  }
  const central = gatewayNodeOf(lab, source);
  const gateway = central === undefined ? sourceNode : nodeNamed(lab, central);
  return { lab, source, sourceNode, gateway, ip: text, external: external ?? null };
}

/** Addresses of pods in external networks of their VPCs. */
function publishedAddresses({ topology }: Lab): string[] {
  return topology.externalNetworks.flatMap(({ fip, dnat }) => [fip.ip, dnat.ip]);
}

/** Of a centralized gateway, or of the gateway chassis of the VPC; undefined: the pod's own. */
function gatewayNodeOf({ topology }: Lab, source: PodSpec): string | undefined {
  const { vpc, gatewayNodes } = subnetNamed(topology, source.subnet);
  const network = topology.externalNetworks.find((one) => one.vpc === vpc);
  if (network === undefined) return gatewayNodes[0];
  return network.fip.pod === source.name ? undefined : network.gatewayNodes[0];
}

/** @throws {LabError} USAGE when the lab has no such node, or such a placement makes no sense. */
export function nodePathOf(lab: Lab, fault: NodeFault, words: PathWords): NodePath {
  const text = words.source ?? fault.defaultSource;
  const sourceNode = lab.topology.nodes.find(({ name }) => text === `node/${name}`);
  if (sourceNode === undefined) {
    const known = lab.topology.nodes.map(({ name }) => `node/${name}`).join(", ");
    throw usageError(`Cannot find ${text}: wanted one of ${known}`);
  }
  const destination = podNamed(lab, words.destination ?? fault.defaultDestination);
  const placement = destination.node === sourceNode.name ? "same-node" : "cross-node";
  if (!fault.placements.includes(placement)) {
    const what = `${fault.name} from ${text} to ${destination.name}`;
    throw usageError(`Cannot inject ${what}: it makes no sense ${placement}`);
  }
  return { lab, sourceNode, destination, destinationNode: nodeNamed(lab, destination.node) };
}

import type { Lab } from "../context.ts";
import { usageError } from "../errors.ts";
import { catalogue } from "../faults/catalogue.ts";
import type { Fault, FaultPath } from "../faults/fault.ts";
import { takeLock } from "../lock.ts";
import type { NodeSpec, PodSpec } from "../topology.ts";

export interface InjectOptions {
  readonly name: string;
  readonly source?: string;
  readonly destination?: string;
}

/** Breaks one thing; faults add up until `clear`. */
export async function inject(lab: Lab, options: InjectOptions): Promise<void> {
  const fault = faultNamed(options.name);
  const path = pathOf(lab, fault, options);
  const release = takeLock(lab.paths, `inject ${fault.name}`);
  try {
    await fault.inject(path);
  } finally {
    release();
  }
  lab.say(`${fault.name} from ${path.source.name} to ${path.destination.name}: ${fault.summary}`);
}

function faultNamed(name: string): Fault {
  const fault = catalogue.find((candidate) => candidate.name === name);
  if (fault !== undefined) return fault;
  throw usageError(`Cannot inject ${name}: no such fault; see "npm run lab -- faults"`);
}

/** @throws {LabError} USAGE for pods that do not exist and for placements that make no sense. */
export function pathOf(lab: Lab, fault: Fault, options: Omit<InjectOptions, "name">): FaultPath {
  const source = podNamed(lab, options.source ?? fault.defaultSource);
  const destination = podNamed(lab, options.destination ?? fault.defaultDestination);
  const refuse = (why: string): never => {
    const what = `${fault.name} from ${source.name} to ${destination.name}`;
    throw usageError(`Cannot inject ${what}: ${why}`);
  };
  if (source === destination) refuse("source and destination are the same pod");
  const placement = source.node === destination.node ? "same-node" : "cross-node";
  if (!fault.placements.includes(placement)) refuse(`it makes no sense ${placement}`);
  const path: FaultPath = {
    lab,
    source,
    destination,
    sourceNode: nodeNamed(lab, source.node),
    destinationNode: nodeNamed(lab, destination.node),
    placement,
  };
  const reason = fault.refuses?.(path);
  return reason === undefined ? path : refuse(reason);
}

function podNamed(lab: Lab, text: string): PodSpec {
  const [namespace, name] = text.includes("/") ? text.split("/", 2) : ["default", text];
  const { pods } = lab.topology;
  const pod = pods.find(
    (candidate) => candidate.namespace === namespace && candidate.name === name,
  );
  if (pod !== undefined) return pod;
  const known = pods.map((candidate) => candidate.name).join(", ");
  throw usageError(`Cannot find pod ${text}: wanted one of ${known}`);
}

function nodeNamed(lab: Lab, name: string): NodeSpec {
  const node = lab.topology.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw new RangeError(`Cannot find node ${name}`);
  return node;
}

import type { Lab } from "../context.ts";
import { usageError } from "../errors.ts";
import type { NodeSpec, PodSpec } from "../topology/specs.ts";

/** @throws {LabError} USAGE when there is no such pod. */
export function podNamed(lab: Lab, text: string): PodSpec {
  const [namespace, name] = text.includes("/") ? text.split("/", 2) : ["default", text];
  const { pods } = lab.topology;
  const pod = pods.find(
    (candidate) => candidate.namespace === namespace && candidate.name === name,
  );
  if (pod !== undefined) return pod;
  const known = pods.map((candidate) => candidate.name).join(", ");
  throw usageError(`Cannot find pod ${text}: wanted one of ${known}`);
}

export function nodeNamed(lab: Lab, name: string): NodeSpec {
  const node = lab.topology.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw new RangeError(`Cannot find node ${name}`);
  return node;
}

import { usageError } from "./errors.ts";

/**
 * Every name outside the lab's own namespaces derives from the name of the lab, so several labs can
 * run side by side: network namespaces, and one state directory.
 */

export const defaultLabName = "tapline";
const runRoot = "/run/tapline-lab";
/** Segments that the lab itself appends: a lab of that name would own another lab's namespaces. */
const reservedSegment = /^(central|underlay|external|pod|node\d*)$/;

/** @throws {LabError} USAGE when its namespaces could not be told from another lab's. */
export function checkLabName(name: string): string {
  const segments = name.split("-");
  const wellFormed = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= 24;
  if (!wellFormed || segments.some((segment) => reservedSegment.test(segment))) {
    throw usageError(
      `Cannot use TAPLINE_LAB=${name}: wanted at most 24 of a-z, 0-9 and single hyphens, ` +
        "without a part called central, underlay, external, pod or node",
    );
  }
  return name;
}

export function centralNetns(lab: string): string {
  return `${lab}-central`;
}

export function underlayNetns(lab: string): string {
  return `${lab}-underlay`;
}

export function externalNetns(lab: string, name: string): string {
  return `${lab}-external-${name}`;
}

export function nodeNetns(lab: string, node: string): string {
  return `${lab}-${node}`;
}

export function podNetns(lab: string, namespace: string, name: string): string {
  return `${lab}-pod-${namespace}-${name}`;
}

/** Whether a network namespace can only be one of this lab's. */
export function isNetnsOf(lab: string, netns: string): boolean {
  if (!netns.startsWith(`${lab}-`)) return false;
  return /^(central|underlay|node\d+|(pod|external)-.+)$/.test(netns.slice(lab.length + 1));
}

export function netnsPath(netns: string): string {
  return `/run/netns/${netns}`;
}

/** Files of one lab; everything but the lock is below `state`. */
export interface LabPaths {
  readonly root: string;
  readonly lock: string;
  readonly state: string;
  readonly journal: string;
  readonly declared: string;
  readonly log: string;
  readonly manifests: string;
  /** Of an API server that the lab runs, and of how it is used. */
  readonly kubernetes: string;
  readonly central: string;
  readonly nbSocket: string;
  readonly sbSocket: string;
  /** Where the aggregator listens for callers. */
  readonly aggregatorSocket: string;
  readonly agentsSocket: string;
  /** A file with the port of its HTTP listener. */
  readonly httpPort: string;
  /** The same by a socket, whose mode is the right to ask. */
  readonly httpSocket: string;
}

export function labPaths(lab: string, root = runRoot): LabPaths {
  const state = `${root}/${lab}`;
  return {
    root,
    lock: `${root}/${lab}.lock`,
    state,
    journal: `${state}/journal`,
    declared: `${state}/lab.json`,
    log: `${state}/log`,
    manifests: `${state}/manifests`,
    kubernetes: `${state}/kubernetes`,
    central: `${state}/central`,
    nbSocket: `${state}/central/ovnnb_db.sock`,
    sbSocket: `${state}/central/ovnsb_db.sock`,
    aggregatorSocket: `${state}/aggregator.sock`,
    agentsSocket: `${state}/agents.sock`,
    httpPort: `${state}/http-port`,
    httpSocket: `${state}/http.sock`,
  };
}

export function nodeRunDir(lab: string, node: string, root = runRoot): string {
  return `${root}/${lab}/${node}`;
}

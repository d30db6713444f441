import type { Lab } from "../context.ts";
import { usageError } from "../errors.ts";
import { catalogue } from "../faults/catalogue.ts";
import type { AnyFault, Fault, FaultPath } from "../faults/fault.ts";
import { requireApplicable, stopHealers } from "../kube-ovn/faults.ts";
import { takeLock } from "../lock.ts";
import { addressPathOf, nodePathOf, outwardPathOf, servicePathOf } from "./beyond-pods.ts";
import { nodeNamed, podNamed } from "./named.ts";

export interface InjectOptions {
  readonly name: string;
  readonly source?: string;
  readonly destination?: string;
}

/** Breaks one thing; faults add up until `clear`. */
export async function inject(lab: Lab, options: InjectOptions): Promise<void> {
  const fault = faultNamed(options.name);
  requireApplicable(lab, fault.name);
  const { source, destination, run } = prepare(lab, fault, options);
  const release = takeLock(lab.paths, `inject ${fault.name}`);
  try {
    await stopHealers(lab, fault.name);
    await run();
  } finally {
    release();
  }
  lab.say(`${fault.name} from ${source} to ${destination}: ${fault.summary}`);
}

interface Prepared {
  readonly source: string;
  readonly destination: string;
  readonly run: () => Promise<void>;
}

function prepare(lab: Lab, fault: AnyFault, options: InjectOptions): Prepared {
  switch (fault.target) {
    case "service": {
      const path = servicePathOf(lab, fault, options);
      const { source, service } = path;
      const run = (): Promise<void> => fault.inject(path);
      return { source: source.name, destination: `svc/${service.name}`, run };
    }
    case "outward": {
      const path = outwardPathOf(lab, fault, options);
      return { source: path.source.name, destination: path.ip, run: () => fault.inject(path) };
    }
    case "node": {
      const path = nodePathOf(lab, fault, options);
      const source = `node/${path.sourceNode.name}`;
      return { source, destination: path.destination.name, run: () => fault.inject(path) };
    }
    case "address": {
      const path = addressPathOf(lab, fault, options);
      return { source: path.source.name, destination: path.ip, run: () => fault.inject(path) };
    }
    default: {
      const path = pathOf(lab, fault, options);
      const { source, destination } = path;
      return {
        source: source.name,
        destination: destination.name,
        run: () => fault.inject(path),
      };
    }
  }
}

function faultNamed(name: string): AnyFault {
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

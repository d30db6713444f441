import { readFile } from "node:fs/promises";
import type { Hello } from "../../proto/gen/tapline/v1/Hello.ts";
import { ownProtocol } from "../../proto/version.ts";
import type { NodePlaces } from "../facts/node-facts.ts";
import { readSoftware } from "../facts/software.ts";
import { capabilities } from "./capabilities.ts";

/** Longer than a daemon's answer takes; an agent that only cannot ask must still say hello. */
const askTimeoutMs = 1_500;

export interface Identity {
  readonly node: string;
  readonly version: string;
  readonly places: NodePlaces;
  /** Commands that it carries out, by their names in Command. */
  readonly commands: readonly string[];
  /** Directories with programs. */
  readonly path: readonly string[];
}

/** Who this agent is, as the first message of a session says it; what cannot be had is empty. */
export async function makeHello({
  node,
  version,
  places,
  commands,
  path,
}: Identity): Promise<Hello> {
  const signal = AbortSignal.timeout(askTimeoutMs);
  const [software, bootId, able] = await Promise.all([
    readSoftware(places, signal),
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    capabilities(commands, path),
  ]);
  return {
    node,
    version,
    protocolOldest: ownProtocol.oldest,
    protocolNewest: ownProtocol.newest,
    capabilities: able,
    ...software,
    bootId: bootId.trim(),
  };
}

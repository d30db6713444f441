import { run } from "../../lib/exec.ts";
import { controlSocket } from "./control-socket.ts";

/** A port of a bridge with its number in the datapath, which traces name it by. */
export interface DatapathPort {
  readonly bridge: string;
  readonly name: string;
  /** OpenFlow port number. */
  readonly ofport: string;
  /** Null where the datapath has none: a patch port. */
  readonly datapathPort: string | null;
}

const limits = { timeoutMs: 3_000, maxBytes: 4 * 1024 * 1024 } as const;

const bridgeLine = /^ {2}(?<bridge>\S.*):$/;
const portLine = /^ {4}(?<name>\S.*?) (?<ofport>\d+)\/(?<number>\d+|none): \(/;

/**
 * The ports of all bridges, by `dpif/show` (ovs-vswitchd(8)).
 *
 * @throws {FlowsError | ExecError} when ovs-vswitchd cannot be asked.
 */
export async function datapathPorts(
  ovsRunDir: string,
  signal: AbortSignal,
): Promise<readonly DatapathPort[]> {
  const vector = ["ovs-appctl", "-t", await controlSocket(ovsRunDir), "dpif/show"];
  const { stdout } = await run(vector, { ...limits, signal });
  return parseDatapathPorts(stdout);
}

/** Reads `dpif/show`; lines of another form are passed over. */
export function parseDatapathPorts(text: string): readonly DatapathPort[] {
  const ports: DatapathPort[] = [];
  let bridge = "";
  for (const line of text.split("\n")) {
    bridge = bridgeLine.exec(line)?.groups?.bridge ?? bridge;
    const { name, ofport, number } = portLine.exec(line)?.groups ?? {};
    if (name === undefined || ofport === undefined || number === undefined) continue;
    ports.push({ bridge, name, ofport, datapathPort: number === "none" ? null : number });
  }
  return ports;
}

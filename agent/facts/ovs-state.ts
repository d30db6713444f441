import type { OvsState } from "../../proto/gen/tapline/v1/OvsState.ts";
import type { ZoneLimit } from "../../proto/gen/tapline/v1/ZoneLimit.ts";
import { reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";
import { controlSocket } from "../openflow/control-socket.ts";
import { askDaemon } from "./appctl.ts";
import { daemonState } from "./daemon.ts";

/** Counters of coverage/show that tell of packets not forwarded, or of a table that is full. */
const telling = /drop|conntrack_|ipf_|_full|fail|invalid|error|lost/;

export interface OvsStateWish {
  readonly ovsRunDir: string;
  readonly ovnRunDir: string;
  readonly countersOnly: boolean;
  readonly signal: AbortSignal;
}

/**
 * Connection tracking and drops of ovs-vswitchd.
 *
 * @throws {FlowsError} NO_CONTROL_SOCKET.
 * @throws {Error} when it does not answer.
 */
export async function readOvsState(wish: OvsStateWish): Promise<OvsState> {
  const { countersOnly, ovsRunDir, ovnRunDir, signal } = wish;
  const socket = await controlSocket(ovsRunDir);
  const ask = (question: string) => askDaemon("ovs-appctl", socket, question, signal);
  const sizes = ["dpctl/ct-get-nconns", "dpctl/ct-get-maxconns", "dpctl/ct-get-limits"];
  const [coverage, connections, maximum, limits] = await Promise.all(
    ["coverage/show", ...(countersOnly ? [] : sizes)].map(ask),
  );
  if (coverage === undefined || coverage.failure !== null) {
    throw new ReasonedError(coverage?.failure ?? reason("COVERAGE_SILENT", {}));
  }
  const zones = parseZoneLimits(limits?.answer ?? "");
  return {
    coverage: parseCoverage(coverage.answer),
    // The kernel's datapath does not tell these: its table is nf_conntrack's.
    ...numberOr("connections", connections?.answer),
    ...numberOr("maxConnections", maximum?.answer),
    zoneLimits: zones.length === 0 ? [] : await withNames(zones, ovnRunDir, signal),
  };
}

function numberOr<Name extends string>(name: Name, answer = ""): Partial<Record<Name, number>> {
  const found: Partial<Record<Name, number>> = {};
  if (/^\d+$/.test(answer)) found[name] = Number(answer);
  return found;
}

/** `coverage/show` (ovs-appctl(8)): totals by name; counters that never counted are not listed. */
export function parseCoverage(text: string): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const line of text.split("\n")) {
    const [, name = "", total = ""] = /^(\S+)\s.*\btotal: (\d+)$/.exec(line.trimEnd()) ?? [];
    if (telling.test(name)) totals[name] = Number(total);
  }
  return totals;
}

/** `dpctl/ct-get-limits` (ovs-dpctl(8)): "zone=3,limit=7,count=0"; a limit of 0 is none. */
export function parseZoneLimits(text: string): Omit<Required<ZoneLimit>, "name">[] {
  return [...text.matchAll(/^zone=(\d+),limit=(\d+),count=(\d+)$/gm)]
    .map(([, zone, limit, count]) => ({
      zone: Number(zone),
      limit: Number(limit),
      connections: Number(count),
    }))
    .filter(({ limit }) => limit > 0);
}

/** ovn-controller knows whose zone it is: `ct-zone-list`, "a.default 1" (ovn-controller(8)). */
async function withNames(
  zones: readonly Omit<Required<ZoneLimit>, "name">[],
  ovnRunDir: string,
  signal: AbortSignal,
): Promise<ZoneLimit[]> {
  const state = await daemonState(ovnRunDir, "ovn-controller", ["ovn-controller.pid"]).catch(
    () => null,
  );
  const socket = `${ovnRunDir}/ovn-controller.${state?.pid}.ctl`;
  const { answer } = state?.isRunning
    ? await askDaemon("ovn-appctl", socket, "ct-zone-list", signal)
    : { answer: "" };
  const names = new Map(
    [...answer.matchAll(/^(\S+) (\d+)$/gm)].map(([, name, zone]) => [Number(zone), name]),
  );
  return zones.map((one) => ({ ...one, name: names.get(one.zone) ?? "" }));
}

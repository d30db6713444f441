import type { Flow__Output } from "../../proto/gen/tapline/v1/Flow.ts";
import type { FlowReport__Output } from "../../proto/gen/tapline/v1/FlowReport.ts";
import type { FlowsResponse__Output } from "../../proto/gen/tapline/v1/FlowsResponse.ts";
import type { FlowsTarget__Output } from "../../proto/gen/tapline/v1/FlowsTarget.ts";
import { reason } from "../../proto/reasons/index.ts";
import { requestBounds } from "../../proto/requests/bounds.ts";
import { answerWithinMs, events, withClient, within } from "../client.ts";
import { Failure } from "../failure.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import { compareFlows, flowFilter, type SortKey } from "../render/flows/flow-filter.ts";
import type { FlowSink } from "../render/flows/flow-sink.ts";
import { jsonFlows } from "../render/flows/json.ts";
import { textFlows } from "../render/flows/text.ts";

export interface FlowsOptions extends CommonOptions {
  readonly namespace?: string;
  readonly table?: number;
  readonly match?: string;
  readonly drops?: boolean;
  readonly all?: boolean;
  readonly ip?: string;
  readonly port?: number;
  readonly inPort?: string;
  readonly sort?: SortKey;
  /** Counts only. */
  readonly summary?: boolean;
}

/** Sorting holds all flows in memory; more than this is refused instead. */
const maxSortedFlows = 500_000;

/** Streams the flows of a node to the output. @throws {Failure} */
export async function flows(target: string, options: FlowsOptions, io: Io): Promise<void> {
  const progress = startProgress(io, options.lang);
  progress.show(reason("READING_FLOWS", { target }));
  const sink = options.output === "json" ? jsonFlows(options, io) : textFlows(options, io);
  await withClient(options, io, async (client) => {
    const table = options.table === undefined ? {} : { table: options.table };
    const request = { target, namespace: options.namespace ?? "", ...table };
    const call = client.Flows(request, within(answerWithinMs(requestBounds.flowsMs)));
    await pump(events(call, io.signal), options, sink, () => progress.clear());
  }).finally(() => progress.clear());
}

async function pump(
  stream: AsyncIterable<FlowsResponse__Output>,
  options: FlowsOptions,
  sink: FlowSink,
  onFirst: () => void,
): Promise<void> {
  let about: FlowsTarget__Output | null = null;
  let wanted: (flow: Flow__Output) => boolean = () => true;
  let report: FlowReport__Output | null = null;
  let received = 0;
  let shown = 0;
  const held: Flow__Output[] = [];
  const begin = async (target: FlowsTarget__Output): Promise<void> => {
    onFirst();
    about = target;
    wanted = flowFilter(options, target);
    await sink.begin(target);
  };
  for await (const event of stream) {
    if (event.target) await begin(event.target);
    if (event.report) report = event.report;
    for (const flow of event.flows?.flows ?? []) {
      if (about === null) await begin({ node: "", ofport: 0, addresses: [] });
      received += 1;
      if (!wanted(flow)) continue;
      shown += 1;
      if (options.sort === undefined) await sink.flow(flow);
      else held.push(flow);
      if (held.length > maxSortedFlows) throw tooMany();
    }
  }
  if (about === null) await begin({ node: "", ofport: 0, addresses: [] });
  if (options.sort !== undefined) {
    for (const flow of held.sort(compareFlows(options.sort))) await sink.flow(flow);
  }
  await sink.end({ received, shown, report });
}

function tooMany(): Failure {
  return new Failure("BROKEN", reason("TOO_MANY_FLOWS_TO_SORT", { limit: maxSortedFlows }));
}

import type { TraceDocument } from "../../proto/documents/v1/trace.ts";
import type { TraceResponse__Output } from "../../proto/gen/tapline/v1/TraceResponse.ts";
import { reason } from "../../proto/reasons/index.ts";
import { answerWithinMs, unary, withClient, within } from "../client.ts";
import { receive, serialise, textOf } from "../document.ts";
import { type Io, write } from "../io.ts";
import { type CommonOptions, saidTraffic, type TrafficOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import type { PathArguments } from "./diagnose.ts";

export interface TraceOptions extends CommonOptions, TrafficOptions {
  readonly namespace?: string;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly minimal?: boolean;
  readonly verbose?: boolean;
}

/** Asks for the traces of a path and prints them. @throws {Failure} */
export async function trace(request: PathArguments, options: TraceOptions, io: Io): Promise<void> {
  const traffic = saidTraffic(request.words, options, request);
  const progress = startProgress(io, options.lang);
  progress.show(reason("TRACING", { source: request.source, destination: request.destination }));
  const answer = await withClient(options, io, (client) =>
    unary<TraceResponse__Output>(io.signal, (callback) =>
      client.Trace(
        {
          source: request.source,
          destination: request.destination,
          namespace: options.namespace ?? "",
          protocol: traffic.protocol,
          port: traffic.port,
          verbose: options.verbose ?? false,
          timeoutMs: options.timeout ?? 0,
          family: Number(options.family ?? 0),
          interface: options.interface ?? "",
        },
        within(answerWithinMs(options.timeout)),
        callback,
      ),
    ),
  ).finally(() => progress.clear());
  const document = receive("Trace", "trace", answer.traceJson);
  await write(io.stdout, await format(document, options, io));
}

async function format(document: TraceDocument, options: TraceOptions, io: Io): Promise<string> {
  if (options.output === "json" || options.output === "yaml") {
    return serialise(document, options.output);
  }
  const level = options.minimal ? "minimal" : options.verbose ? "verbose" : "detailed";
  return textOf("Trace", "trace", document, async () => {
    const { renderTrace } = await import("../render/trace/trace.ts");
    const { color, columns } = io;
    return renderTrace(document, { lang: options.lang, color, columns, level });
  });
}

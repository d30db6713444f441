import { constants } from "node:fs";
import { access, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { messageOf } from "../../lib/errors.ts";
import type { Diagnosis, Outcome } from "../../proto/documents/v1/diagnosis.ts";
import { exitStatus } from "../../proto/documents/v1/names.ts";
import type { DiagnoseRequest } from "../../proto/gen/tapline/v1/DiagnoseRequest.ts";
import { reason, said } from "../../proto/reasons/index.ts";
import { withClient } from "../client.ts";
import { serialise, textOf } from "../document.ts";
import { cancelled, Failure, usage } from "../failure.ts";
import { type Io, write } from "../io.ts";
import { type CommonOptions, saidTraffic, type TrafficOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import { summariseRepeat, worstOf } from "../repeat-summary.ts";
import type { AskedDiagnosis } from "./ask-diagnosis.ts";
import { repeatDiagnosis } from "./repeat.ts";

export interface DiagnoseOptions extends CommonOptions, TrafficOptions {
  readonly namespace?: string;
  readonly count?: number;
  readonly size?: number;
  readonly passive?: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly save?: string;
  /** How often; a document of attempts is printed only when this is given. */
  readonly repeat?: number;
  /** Milliseconds between two of them. */
  readonly interval: number;
}

/** The arguments as they stand on the command line. */
export interface PathArguments {
  readonly source: string;
  readonly destination: string;
  /** Protocol and port in the order of `kubectl ko trace`. */
  readonly words: readonly [string | undefined, string | undefined];
}

const statusOfOutcome: Readonly<Record<Outcome, number>> = {
  reachable: exitStatus.reachable,
  degraded: exitStatus.fault,
  unreachable: exitStatus.fault,
  inconclusive: exitStatus.inconclusive,
};

/**
 * Asks for a diagnosis, or for several in a row, prints it and keeps the case when told to.
 *
 * @returns the exit status that goes with the outcome.
 * @throws {Failure}
 */
export async function diagnose(
  request: PathArguments,
  options: DiagnoseOptions,
  io: Io,
): Promise<number> {
  const asked = requestOf(request, options);
  const { repeat = 1, interval: intervalMs } = options;
  if (options.save !== undefined) await checkWritable(options.save);
  const progress = startProgress(io, options.lang);
  const { asked: answers, thrown } = await withClient(options, io, (client) =>
    repeatDiagnosis(client, asked, { times: repeat, intervalMs }, progress, io.signal),
  ).finally(() => progress.clear());
  const all = answers.map(({ diagnosis }) => diagnosis);
  const shown = answers[worstOf(all)];
  if (shown === undefined) throw cancelled();
  const diagnosis =
    options.repeat === undefined ? shown.diagnosis : summariseRepeat(all, options.repeat);
  await write(io.stdout, await format(diagnosis, options, io));
  if (options.save !== undefined) await save(options.save, shown);
  if (thrown !== null) throw thrown;
  return statusOfOutcome[diagnosis.outcome] ?? exitStatus.inconclusive;
}

/** What was said, and nothing else: empty and 0 are for the aggregator to decide. */
function requestOf(request: PathArguments, options: DiagnoseOptions): DiagnoseRequest {
  const traffic = saidTraffic(request.words, options, request);
  return {
    source: request.source,
    destination: request.destination,
    namespace: options.namespace ?? "",
    protocol: traffic.protocol,
    port: traffic.port,
    count: options.count ?? 0,
    size: options.size ?? 0,
    passive: options.passive ?? false,
    timeoutMs: options.timeout ?? 0,
    errorText: options.error ?? "",
    httpPath: options.http ?? "",
    family: Number(options.family ?? 0),
    interface: options.interface ?? "",
  };
}

async function format(diagnosis: Diagnosis, options: DiagnoseOptions, io: Io): Promise<string> {
  if (options.output === "json" || options.output === "yaml") {
    return serialise(diagnosis, options.output);
  }
  return textOf("Diagnosis", "verdict", diagnosis, async () => {
    const { renderDiagnosis } = await import("../render/diagnosis/diagnosis.ts");
    const { color, columns } = io;
    const wide = options.output === "wide";
    return renderDiagnosis(diagnosis, { lang: options.lang, color, columns, wide });
  });
}

/** Before the diagnosis runs: a path that cannot be written is known now, not afterwards. */
async function checkWritable(path: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
  } catch {
    throw usage(reason("SAVE_FOLDER_UNUSABLE", { path }));
  }
}

async function save(path: string, { caseJson, noCase }: AskedDiagnosis): Promise<void> {
  if (caseJson === null) {
    const kind = noCase?.code === "CASE_NOT_PERMITTED" ? "NOT_PERMITTED" : "BROKEN";
    const why = noCase ?? reason("NO_CASE_CAME", {});
    throw new Failure(kind, reason("SAVE_FAILED", { path, why }));
  }
  try {
    await writeFile(path, `${caseJson.trimEnd()}\n`);
  } catch (cause) {
    const why = said(messageOf(cause));
    throw new Failure("BROKEN", reason("SAVE_FAILED", { path, why }), { cause });
  }
}

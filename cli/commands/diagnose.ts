import { constants } from "node:fs";
import { access, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { messageOf } from "../../lib/errors.ts";
import { type Diagnosis, exitStatus, type Outcome } from "../../proto/diagnosis.ts";
import type { DiagnosisResult__Output } from "../../proto/gen/tapline/v1/DiagnosisResult.ts";
import { answerGraceMs, events, withClient, within } from "../client.ts";
import { serialise } from "../document.ts";
import { Failure, usage } from "../failure.ts";
import { type Io, write } from "../io.ts";
import { type CommonOptions, chooseTraffic, type TrafficOptions } from "../options.ts";
import { startProgress } from "../progress.ts";

export interface DiagnoseOptions extends CommonOptions, TrafficOptions {
  readonly namespace: string;
  readonly count: number;
  readonly size?: number;
  readonly passive?: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  readonly save?: string;
}

/** The arguments as they stand on the command line. */
export interface PathRequest {
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
 * Asks for a diagnosis, prints it and keeps the case when told to.
 *
 * @returns the exit status that goes with the outcome.
 * @throws {Failure}
 */
export async function diagnose(
  request: PathRequest,
  options: DiagnoseOptions,
  io: Io,
): Promise<number> {
  const traffic = chooseTraffic(request.words, options);
  if (options.save !== undefined) await checkWritable(options.save);
  const progress = startProgress(io);
  const result = await withClient(options.address, io.signal, async (client) => {
    const call = client.Diagnose(
      {
        source: request.source,
        destination: request.destination,
        namespace: options.namespace,
        protocol: traffic.protocol,
        port: traffic.port,
        count: options.count,
        size: options.size ?? 0,
        passive: options.passive ?? false,
        timeoutMs: options.timeout,
        errorText: options.error ?? "",
        httpPath: options.http ?? "",
      },
      within(options.timeout + answerGraceMs),
    );
    let last: DiagnosisResult__Output | null = null;
    for await (const event of events(call, io.signal)) {
      if (event.progress) progress.show(event.progress.text || event.progress.step);
      if (event.result) last = event.result;
    }
    return last;
  }).finally(() => progress.clear());
  if (result === null) {
    throw new Failure({ code: "BROKEN" }, "The aggregator ended the diagnosis without a verdict");
  }
  const diagnosis = parseDiagnosis(result.diagnosisJson);
  await write(io.stdout, await format(diagnosis, options, io));
  if (options.save !== undefined) await save(options.save, result.caseJson);
  return statusOfOutcome[diagnosis.outcome] ?? exitStatus.inconclusive;
}

async function format(diagnosis: Diagnosis, options: DiagnoseOptions, io: Io): Promise<string> {
  if (options.output === "json" || options.output === "yaml") {
    return serialise(diagnosis, options.output);
  }
  const { renderDiagnosis } = await import("../render/diagnosis.ts");
  return renderDiagnosis(diagnosis, {
    lang: options.lang,
    color: io.color,
    columns: io.columns,
    wide: options.output === "wide",
  });
}

function parseDiagnosis(json: string): Diagnosis {
  try {
    // The aggregator built it as this type; apiVersion is the part that can differ.
    const document = JSON.parse(json) as Diagnosis;
    if (document.apiVersion === "tapline/v1" && document.kind === "Diagnosis") return document;
    const found = `${String(document.apiVersion)} ${String(document.kind)}`;
    const message = `Cannot read the verdict: it is ${found}, wanted tapline/v1 Diagnosis`;
    throw new Failure({ code: "BROKEN" }, message);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const message = `Cannot read the verdict: ${messageOf(cause)}`;
    throw new Failure({ code: "BROKEN" }, message, { cause });
  }
}

/** Before the diagnosis runs: a path that cannot be written is known now, not afterwards. */
async function checkWritable(path: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
  } catch {
    throw usage(`Cannot save to ${path}: its folder is missing or not writable`);
  }
}

async function save(path: string, caseJson: string): Promise<void> {
  try {
    await writeFile(path, `${caseJson.trimEnd()}\n`);
  } catch (cause) {
    const message = `Cannot save to ${path}: ${messageOf(cause)}`;
    throw new Failure({ code: "BROKEN" }, message, { cause });
  }
}

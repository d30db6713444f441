import type { DoctorDocument } from "../../proto/documents/v1/doctor.ts";
import { exitStatus } from "../../proto/documents/v1/names.ts";
import type { DoctorResponse__Output } from "../../proto/gen/tapline/v1/DoctorResponse.ts";
import { reason } from "../../proto/reasons/index.ts";
import { answerGraceMs, unary, withClient, within } from "../client.ts";
import { receive, serialise, textOf } from "../document.ts";
import { Failure } from "../failure.ts";
import { type Io, write } from "../io.ts";
import type { CommonOptions } from "../options.ts";
import { startProgress } from "../progress.ts";

export type DoctorOptions = CommonOptions;

/** As long as the aggregator gives itself. */
const answerMs = 60_000;

/**
 * Prints whether the installation is whole. @returns the exit status.
 *
 * @throws {Failure} but where no aggregator was reached: what was tried is then the answer.
 */
export async function doctor(options: DoctorOptions, io: Io): Promise<number> {
  const progress = startProgress(io, options.lang);
  progress.show(reason("EXAMINING_INSTALLATION", {}));
  const startedAt = new Date();
  try {
    const document = await ask(options, io);
    progress.clear();
    await write(io.stdout, await format(document, options, io));
    return statusOf(document);
  } catch (thrown) {
    progress.clear();
    if (!(thrown instanceof Failure) || thrown.kind !== "NO_AGGREGATOR") throw thrown;
    const { unreachedDocument } = await import("../unreached.ts");
    const document = await unreachedDocument(options.address, startedAt, thrown.type);
    await write(io.stdout, await format(document, options, io));
    return exitStatus.broken;
  } finally {
    progress.clear();
  }
}

async function ask(options: DoctorOptions, io: Io): Promise<DoctorDocument> {
  const { signal } = io;
  const answer = await withClient(options, io, (client) =>
    unary<DoctorResponse__Output>(signal, (callback) =>
      client.Doctor({}, within(answerMs + answerGraceMs), callback),
    ),
  );
  return receive("Doctor", "doctor", answer.doctorJson);
}

function statusOf({ outcome }: DoctorDocument): number {
  if (outcome === "failed") return exitStatus.fault;
  return outcome === "unknown" ? exitStatus.inconclusive : exitStatus.reachable;
}

async function format(document: DoctorDocument, options: DoctorOptions, io: Io): Promise<string> {
  if (options.output === "json" || options.output === "yaml") {
    return serialise(document, options.output);
  }
  return textOf("Doctor", "doctor", document, async () => {
    const { renderDoctor } = await import("../render/doctor.ts");
    const { color, columns } = io;
    const wide = options.output === "wide";
    return renderDoctor(document, { lang: options.lang, color, columns }, wide);
  });
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import * as grpc from "@grpc/grpc-js";
import { runCli } from "../../../cli/cli.ts";
import type { Io } from "../../../cli/io.ts";
import type { DiagnosisServiceHandlers } from "../../../proto/gen/tapline/v1/DiagnosisService.ts";
import { wire } from "../../../proto/load.ts";

/** A server with the handlers given; calls without a handler are refused as unimplemented. */
export async function withAggregator(
  handlers: Partial<DiagnosisServiceHandlers>,
  use: (address: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tapline-cli-"));
  const address = `unix:${join(folder, "api.sock")}`;
  const server = new grpc.Server();
  server.addService(wire.DiagnosisService.service, { ...handlers } as DiagnosisServiceHandlers);
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(),
    );
  });
  try {
    await use(address);
  } finally {
    server.forceShutdown();
    rmSync(folder, { recursive: true });
  }
}

export interface CliResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliSetting {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly progress?: boolean;
  /** As `kubectl tapline`. */
  readonly isPlugin?: boolean;
}

/** Runs a command line in this process, without a terminal unless `progress` says so. */
export async function cli(args: readonly string[], setting: CliSetting = {}): Promise<CliResult> {
  const stdout = new TextSink();
  const stderr = new TextSink();
  const io: Io = {
    isPlugin: setting.isPlugin ?? false,
    stdout,
    stderr,
    interactive: false,
    progress: setting.progress ?? false,
    columns: 100,
    color: false,
    env: setting.env ?? {},
    signal: setting.signal ?? new AbortController().signal,
  };
  const status = await runCli(args, io);
  return { status, stdout: stdout.text, stderr: stderr.text };
}

class TextSink extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString("utf8");
    done();
  }
}

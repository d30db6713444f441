import * as grpc from "@grpc/grpc-js";
import type { DiagnosisServiceClient } from "../proto/gen/tapline/v1/DiagnosisService.ts";
import { channelOptions, wire } from "../proto/load.ts";
import { type Reason, reason, said } from "../proto/reasons/index.ts";
import { requestBounds } from "../proto/requests/bounds.ts";
import { readReason } from "../proto/wire/reason.ts";
import { type ConnectionOptions, connectionTo } from "./connection.ts";
import { cancelled, Failure } from "./failure.ts";
import type { Io } from "./io.ts";

/** A person waits for this: an aggregator that does not answer within it is not there. */
export const connectTimeoutMs = 2500;

/** After the server's own limit the client waits this long for the answer to arrive. */
export const answerGraceMs = 5000;

/** How long to wait for an answer that the aggregator gives in `timeoutMs`; 0: in its own time. */
export function answerWithinMs(timeoutMs: number | undefined): number {
  return (timeoutMs || requestBounds.timeoutMs.most) + answerGraceMs;
}

/**
 * Connects to an aggregator and runs `use` with it; the connection is closed in any case.
 *
 * @throws {Failure} NO_AGGREGATOR when nothing answers within `connectTimeoutMs`, USAGE for what
 *   cannot be used to connect.
 */
export async function withClient<T>(
  options: ConnectionOptions,
  { env, signal }: Pick<Io, "env" | "signal">,
  use: (client: DiagnosisServiceClient) => Promise<T>,
): Promise<T> {
  const { address } = options;
  const client = open(options, env);
  try {
    await reach(client, address, signal);
    return await use(client);
  } catch (thrown) {
    if (signal.aborted) throw cancelled(thrown);
    throw isServiceError(thrown) ? fromServiceError(thrown, options) : thrown;
  } finally {
    client.close();
  }
}

/** Rejects with the server's error; cancels the call when the signal aborts. */
export async function* events<T>(
  call: grpc.ClientReadableStream<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const cancel = (): void => call.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    yield* call as AsyncIterable<T>;
  } finally {
    signal.removeEventListener("abort", cancel);
    call.cancel();
  }
}

/** A unary call as a promise; cancelled when the signal aborts. */
export function unary<T>(
  signal: AbortSignal,
  invoke: (callback: grpc.requestCallback<T>) => grpc.ClientUnaryCall,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const call = invoke((error, answer) => {
      signal.removeEventListener("abort", cancel);
      if (error) reject(error);
      else if (answer === undefined) reject(new Error("The aggregator sent an empty answer"));
      else resolve(answer);
    });
    const cancel = (): void => call.cancel();
    signal.addEventListener("abort", cancel, { once: true });
  });
}

/** Call options whose deadline is `ms` from now. */
export function within(ms: number): grpc.CallOptions {
  return { deadline: Date.now() + ms };
}

function open(given: ConnectionOptions, env: Io["env"]): DiagnosisServiceClient {
  const { address } = given;
  const { credentials, options } = connectionTo(given, env);
  try {
    return new wire.DiagnosisService(address, credentials, {
      ...channelOptions,
      ...options,
      // An aggregator is on a near network; a web proxy of the user's shell does not lead there.
      "grpc.enable_http_proxy": 0,
    });
  } catch (cause) {
    const why = reason("AGGREGATOR_ADDRESS_MALFORMED", { address });
    throw new Failure("USAGE", why, { cause });
  }
}

const settledStates = [grpc.connectivityState.READY, grpc.connectivityState.TRANSIENT_FAILURE];

/** Waits for a connection or its first failure; the call that follows then tells which. */
function reach(
  client: DiagnosisServiceClient,
  address: string,
  signal: AbortSignal,
): Promise<void> {
  const channel = client.getChannel();
  const deadline = Date.now() + connectTimeoutMs;
  return new Promise((resolve, reject) => {
    const look = (timedOut: boolean): void => {
      const state = channel.getConnectivityState(true);
      if (signal.aborted) reject(cancelled());
      else if (settledStates.includes(state)) resolve();
      else if (timedOut)
        reject(noAggregator(address, reason("TIMED_OUT", { afterMs: connectTimeoutMs })));
      else channel.watchConnectivityState(state, deadline, (error) => look(error !== undefined));
    };
    signal.addEventListener("abort", () => look(true), { once: true });
    look(false);
  });
}

function isServiceError(thrown: unknown): thrown is grpc.ServiceError {
  return thrown instanceof Error && "code" in thrown && "details" in thrown;
}

/** gRPC status → what the user can do about it. `tapline-code` is the row of the code table. */
function fromServiceError(error: grpc.ServiceError, { address, ca }: ConnectionOptions): Failure {
  const code = error.metadata?.get("tapline-code")[0];
  const why = sentReason(error) ?? said(error.details);
  const options = { cause: error, shownCode: code === undefined ? undefined : String(code) };
  switch (error.code) {
    case grpc.status.NOT_FOUND:
    case grpc.status.INVALID_ARGUMENT:
    case grpc.status.OUT_OF_RANGE:
      return new Failure("USAGE", why, options);
    case grpc.status.PERMISSION_DENIED:
    case grpc.status.UNAUTHENTICATED:
      return new Failure("NOT_PERMITTED", why, options);
    case grpc.status.CANCELLED:
      return cancelled(error);
    case grpc.status.UNAVAILABLE:
      if (code === undefined) return noAggregator(address, whyUnavailable(error.details, ca));
      return new Failure("BROKEN", why, options);
    case grpc.status.DEADLINE_EXCEEDED:
      if (code === undefined) return new Failure("BROKEN", reason("AGGREGATOR_SLOW", { address }));
      return new Failure("BROKEN", why, options);
    case grpc.status.UNIMPLEMENTED:
      return new Failure("BROKEN", reason("NOT_FOR_CALLERS", { address }));
    default:
      return new Failure("BROKEN", why, options);
  }
}

function sentReason({ metadata }: grpc.ServiceError): Reason | null {
  const bytes = metadata?.get("tapline-reason-bin")[0];
  return Buffer.isBuffer(bytes) ? readReason(bytes.toString("utf8")) : null;
}

function whyUnavailable(details: string, ca: string | undefined): Reason {
  const why = said(connectionReason(details));
  // What grpc-js says of a server that hangs up on what is no handshake.
  const isHungUp = ca === undefined && /^Failed to connect/.test(details);
  return isHungUp ? reason("PERHAPS_TLS", { why }) : why;
}

/** grpc-js wraps the system's words: "No connection established. Last error: Error: connect …". */
function connectionReason(details: string): string {
  const last = /Last error: (?:Error: )?(.*?)(?:\.\s*Resolution note:.*)?$/s.exec(details)?.[1];
  // OpenSSL's own: "…:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:…".
  const ofTls = /:SSL routines:[^:]*:([^:]+):/.exec(last ?? "")?.[1];
  return ofTls === undefined ? (last ?? details).trim() : `TLS: ${ofTls}`;
}

function noAggregator(address: string, why: Reason): Failure {
  return new Failure("NO_AGGREGATOR", reason("NO_AGGREGATOR", { address, why }));
}

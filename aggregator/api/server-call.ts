import {
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import type { Log } from "../log.ts";
import { ApiError } from "./api-error.ts";
import { callStatus } from "./call-status.ts";

/** What a streaming call writes to; `send` waits while the caller reads slower. */
export interface Sender<T> {
  /** @throws {ApiError} CANCELLED when the caller is gone. */
  send(message: T): Promise<void>;
  /** For messages that may be left out: false when the caller does not keep up. */
  offer(message: T): boolean;
}

/** Runs a server-streaming call to its end; the signal aborts when the caller is gone. */
export async function serveStream<Request, Response>(
  call: ServerWritableStream<Request, Response>,
  log: Log,
  work: (sender: Sender<Response>, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = abortWhenGone(call);
  const sender: Sender<Response> = {
    send: (message) => sendOne(call, message, controller.signal),
    offer: (message) => {
      if (call.writableNeedDrain || controller.signal.aborted || call.destroyed) return false;
      call.write(message);
      return true;
    },
  };
  try {
    await work(sender, controller.signal);
    call.end();
  } catch (error) {
    report(log, call.getPath(), error);
    if (!call.cancelled) call.emit("error", callStatus(error));
  }
}

/** The same for a call with one answer. */
export async function serveUnary<Request, Response>(
  call: ServerUnaryCall<Request, Response>,
  callback: sendUnaryData<Response>,
  log: Log,
  work: (signal: AbortSignal) => Promise<Response>,
): Promise<void> {
  try {
    callback(null, await work(abortWhenGone(call).signal));
  } catch (error) {
    report(log, call.getPath(), error);
    callback(callStatus(error));
  }
}

function abortWhenGone(
  call: ServerUnaryCall<never, never> | { on(event: "cancelled", listener: () => void): unknown },
): AbortController {
  const controller = new AbortController();
  call.on("cancelled", () => controller.abort(callerGone()));
  return controller;
}

function sendOne<T>(
  call: ServerWritableStream<unknown, T>,
  message: T,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted || call.destroyed) return reject(callerGone());
    if (call.write(message)) return resolve();
    const settle = (finish: () => void) => (): void => {
      call.off("drain", onDrain);
      signal.removeEventListener("abort", onAbort);
      finish();
    };
    const onDrain = settle(resolve);
    const onAbort = settle(() => reject(callerGone()));
    call.once("drain", onDrain);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

function callerGone(): ApiError {
  return new ApiError({ code: "CANCELLED" }, "Cannot go on: the caller cancelled");
}

function report(log: Log, path: string, error: unknown): void {
  const { code, details } = callStatus(error);
  if (code === status.INTERNAL) log.error({ path, err: error }, "call failed");
  else log.info({ path, status: status[code ?? status.UNKNOWN] }, details);
}

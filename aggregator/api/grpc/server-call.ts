import type { ServerUnaryCall, ServerWritableStream, sendUnaryData } from "@grpc/grpc-js";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../proto/reasons/reasoned-error.ts";
import type { Presented } from "../../access/access.ts";
import type { Log } from "../../log.ts";
import { callStatus } from "./call-status.ts";
import { presentedBy } from "./presented.ts";

/** What a streaming call writes to; `send` waits while the caller reads slower. */
export interface Sender<T> {
  /** @throws {CallError} CANCELLED when the caller is gone. */
  send(message: T): Promise<void>;
  /** For messages that may be left out: false when the caller does not keep up. */
  offer(message: T): boolean;
}

/** What a service is told of the call: what says who asks, and when that one is gone. */
export interface CallContext {
  readonly presented: Presented;
  readonly signal: AbortSignal;
}

/** Where calls come in, and where defects go. */
export interface CallPlace {
  readonly listener: Presented["listener"];
  readonly log: Log;
}

/** Runs a server-streaming call to its end. The service logs what becomes of `ask`. */
export async function serveStream<Request, Response, Answer>(
  call: ServerWritableStream<Request, Response>,
  { listener, log }: CallPlace,
  work: {
    ask(sender: Sender<Response>, context: CallContext): Promise<Answer>;
    answer(answer: Answer, sender: Sender<Response>): Promise<void>;
  },
): Promise<void> {
  const { signal } = abortWhenGone(call);
  const sender: Sender<Response> = {
    send: (message) => sendOne(call, message, signal),
    offer: (message) => {
      if (call.writableNeedDrain || signal.aborted || call.destroyed) return false;
      call.write(message);
      return true;
    },
  };
  const fail = (error: unknown): void => {
    if (!call.cancelled) call.emit("error", callStatus(error));
  };
  const asked = work.ask(sender, { presented: presentedBy(call, listener), signal });
  await asked.then(
    async (answer) => {
      try {
        await work.answer(answer, sender);
        call.end();
      } catch (error) {
        report(log, call.getPath(), error);
        fail(error);
      }
    },
    (error: unknown) => fail(error),
  );
}

/** The same for a call with one answer. */
export async function serveUnary<Request, Response, Answer>(
  call: ServerUnaryCall<Request, Response>,
  callback: sendUnaryData<Response>,
  { listener, log }: CallPlace,
  work: {
    ask(context: UnaryContext): Promise<Answer>;
    answer(answer: Answer): Response;
  },
): Promise<void> {
  const presented = presentedBy(call, listener);
  const context = { presented, signal: abortWhenGone(call).signal, emit: () => {} };
  await work.ask(context).then(
    (answer) => {
      try {
        callback(null, work.answer(answer));
      } catch (error) {
        report(log, call.getPath(), error);
        callback(callStatus(error));
      }
    },
    (error: unknown) => callback(callStatus(error)),
  );
}

/** Nothing is said before the one answer. */
export interface UnaryContext extends CallContext {
  emit(): void;
}

function abortWhenGone(call: {
  on(event: "cancelled", listener: () => void): unknown;
}): AbortController {
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

function callerGone(): CallError {
  return new CallError(reason("CANCELLED", {}));
}

/** The caller went away. */
class CallError extends ReasonedError<Reason<"CANCELLED">> {}

/** An answer that could not be sent: a caller that is gone is no news, anything else a defect. */
function report(log: Log, path: string, error: unknown): void {
  if (!(error instanceof CallError)) log.error({ path, err: error }, "answer not sent");
}

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Server, ServerCredentials, type ServerReadableStream, status } from "@grpc/grpc-js";
import { CommandError } from "../../../../agent/commands/command-error.ts";
import { transfersTo } from "../../../../agent/session/outgoing-transfer.ts";
import type { TransferRequest__Output } from "../../../../proto/gen/tapline/v1/TransferRequest.ts";
import type { TransferResponse } from "../../../../proto/gen/tapline/v1/TransferResponse.ts";
import { channelOptions, wire } from "../../../../proto/load.ts";
import { until } from "../../aggregator/transport/scripted-agent.ts";

type Call = ServerReadableStream<TransferRequest__Output, TransferResponse>;
type Callback = (error: { code: status; details: string } | null, got?: TransferResponse) => void;

const chunk = Buffer.alloc(64 * 1024, 7);

describe("a transfer to the aggregator", () => {
  let folder: string;
  let server: Server;
  let accept: (call: Call, callback: Callback) => void = () => {};

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "tlt-transfer-"));
    server = new Server(channelOptions);
    server.addService(wire.AgentService.service, {
      Session: () => {},
      Transfer: (call: Call, callback: Callback) => accept(call, callback),
    });
    await new Promise<void>((resolve, reject) => {
      server.bindAsync(`unix:${folder}/s`, ServerCredentials.createInsecure(), (error) =>
        error ? reject(error) : resolve(),
      );
    });
  });
  afterEach(() => {
    server.forceShutdown();
    rmSync(folder, { recursive: true, force: true });
  });
  const open = (signal = new AbortController().signal) => {
    return transfersTo({ address: `unix:${folder}/s`, tls: null })("token-1", signal);
  };

  test("begins with its token, and ends when all was taken", async () => {
    const got: TransferRequest__Output[] = [];
    accept = (call, callback) => {
      call.on("data", (message: TransferRequest__Output) => got.push(message));
      call.on("end", () => callback(null, {}));
    };
    const transfer = open();
    for (let sent = 0; sent < 100; sent += 1) await transfer.send(chunk);
    await transfer.end();
    assert.equal(got[0]?.token, "token-1");
    assert.equal(got.at(-1)?.total, 100);
    assert.equal(got.length, 102);
    assert.ok(got.slice(1, -1).every(({ data }) => data?.equals(chunk)));
  });

  test("is held back by whoever reads slowly", async () => {
    let held: Call | undefined;
    accept = (call, callback) => {
      held = call.pause();
      call.on("data", () => {});
      call.pause();
      call.on("end", () => callback(null, {}));
    };
    const transfer = open();
    let sent = 0;
    const sending = (async () => {
      for (; sent < 200; sent += 1) await transfer.send(chunk);
      await transfer.end();
    })();
    await until("the stream", () => held !== undefined);
    let before = -1;
    while (before !== sent) {
      before = sent;
      await delay(100);
    }
    assert.ok(sent < 150, `${sent} of 200 sent to a reader that reads nothing`);
    held?.resume();
    await sending;
    assert.equal(sent, 200);
  });

  test("fails with what the aggregator says, also for one that waits for room", async () => {
    const nothing = (): void => {};
    let refuse: () => void = nothing;
    accept = (call, callback) => {
      call.pause();
      refuse = () => callback({ code: status.ABORTED, details: "the reader went away" });
    };
    const transfer = open();
    const sending = (async () => {
      for (let sent = 0; sent < 2_000; sent += 1) await transfer.send(chunk);
    })();
    const failed = assert.rejects(sending, (error) => {
      assert.ok(error instanceof CommandError && error.type.code === "TRANSFER_FAILED");
      return /the reader went away/.test(error.message);
    });
    await until("the stream", () => refuse !== nothing);
    refuse();
    await failed;
    await assert.rejects(transfer.send(chunk), /the reader went away/);
  });

  test("ends with the signal of its command, at both ends", async () => {
    let isCancelled = false;
    let isOpen = false;
    accept = (call) => {
      call.on("data", () => {
        isOpen = true;
      });
      call.on("cancelled", () => {
        isCancelled = true;
      });
    };
    const stop = new AbortController();
    const transfer = open(stop.signal);
    await until("open", () => isOpen);
    const ended = assert.rejects(transfer.end());
    stop.abort();
    await ended;
    await until("the cancel to arrive", () => isCancelled);
  });
});

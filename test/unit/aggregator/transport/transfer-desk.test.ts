import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { status } from "@grpc/grpc-js";
import { createLog } from "../../../../aggregator/log.ts";
import { trustsAnyone } from "../../../../aggregator/transport/agent-proof.ts";
import type {
  TransferCall,
  TransferReply,
} from "../../../../aggregator/transport/incoming-transfer.ts";
import { defaultIngestOptions } from "../../../../aggregator/transport/options.ts";
import { TransferDesk } from "../../../../aggregator/transport/transfer-desk.ts";

test("a token that comes after the call was refused opens nothing", async () => {
  const options = { ...defaultIngestOptions, aggregatorId: "test", helloTimeoutMs: 5 };
  const desk = new TransferDesk(options, { log: createLog("silent") });
  const order = { node: "node1", command: "flows", take: () => {} };
  const { token, transfer } = desk.expect(order);
  const call = Object.assign(new EventEmitter(), { resume: () => {} });
  const refused = await new Promise((resolve) => {
    const reply: TransferReply = (error) => resolve(error?.code);
    desk.accept(call as unknown as TransferCall, reply, trustsAnyone);
  });
  assert.equal(refused, status.DEADLINE_EXCEEDED);
  call.emit("data", { token });
  const { open, waiting } = desk.counts;
  assert.deepEqual({ open, waiting }, { open: 0, waiting: 1 });
  transfer.end(null);
});

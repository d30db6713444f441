import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import type { CommandContext, CommandTable } from "../../../../agent/commands/command-handler.ts";
import type { Software } from "../../../../agent/facts/software.ts";
import { type DialerOptions, keepSession } from "../../../../agent/session/dialer.ts";
import { LoadSampler } from "../../../../agent/session/load-sampler.ts";
import { SoftwareWatch } from "../../../../agent/session/software-watch.ts";
import { FakeAggregator } from "./fake-aggregator.ts";

const nothing: Software = { ovsVersion: "", ovnVersion: "", datapathType: "" };
const deadline = { timeout: 20_000 };

describe("a kept session", deadline, () => {
  let aggregator: FakeAggregator;
  let stop: AbortController;
  let kept: Promise<void>;
  const aborted: unknown[] = [];
  /** Batches that the outbox refused so far. */
  let refused = 0;

  const table = (): CommandTable => {
    const done = { endsEarly: false, maxRunning: null, run: async () => null };
    return {
      tap: { endsEarly: true, maxRunning: 4, run: flood },
      probe: { ...done, run: hang },
      ports: {
        ...done,
        run: async () => ({ ports: { ports: [], problems: [{ why: { code: "LOOKED" } }] } }),
      },
      openflowTrace: done,
      flows: done,
      nodeFacts: done,
      podFacts: done,
      netnsState: done,
      resolve: done,
      selfCheck: done,
    };
  };
  const hang = (_request: unknown, { signal }: CommandContext): Promise<null> =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        aborted.push(signal.reason.type.code);
        reject(signal.reason);
      });
    });
  /** Offers batches for as long as it is not stopped, more than anybody takes. */
  const flood = async (_request: unknown, context: CommandContext) => {
    const records = Buffer.alloc(256 * 1024);
    let [sent, lost] = [0, 0];
    while (!context.stop.aborted) {
      if (context.offer({ sightings: { records, count: 1 } }, records.length)) sent += 1;
      else lost += 1;
      refused = lost;
      await delay(1);
    }
    return {
      tapReport: { sightingsSent: sent, sightingsLost: lost, endedBy: "TAP_ENDING_STOPPED" },
    } as const;
  };

  /** What the daemons say. */
  let found: Software = nothing;
  const keep = (more: Partial<DialerOptions> = {}): void => {
    stop = new AbortController();
    kept = keepSession(
      {
        aggregator: { address: aggregator.address, tls: null },
        hello: async () => ({ node: "node1", version: "0" }),
        table: table(),
        log: pino({ level: "silent" }),
        load: new LoadSampler(),
        software: new SoftwareWatch({ read: async () => found, onChange: () => () => {} }),
        backoff: { firstMs: 5, maxMs: 20 },
        ...more,
      },
      stop.signal,
    );
  };

  beforeEach(async () => {
    aborted.length = 0;
    refused = 0;
    aggregator = await FakeAggregator.start(10);
  });
  afterEach(async () => {
    stop.abort();
    await kept;
    await aggregator.stop();
  });

  test("begins with hello, and answers commands", async () => {
    keep();
    await aggregator.whenConnected();
    assert.equal(aggregator.received[0]?.hello?.node, "node1");
    const reply = await aggregator.last(aggregator.command({ ports: {} }));
    assert.equal(reply.ports?.problems?.[0]?.why?.code, "LOOKED");
    assert.equal(reply.done, true);
  });

  test("tells of its load in heartbeats", async () => {
    keep();
    await aggregator.whenConnected();
    aggregator.command({ probe: {} });
    const heartbeat = await aggregator.until("a heartbeat", () =>
      aggregator.received.find((message) => message.heartbeat?.commandsRunning === 1),
    );
    assert.ok((heartbeat.heartbeat?.residentMegabytes ?? 0) > 10);
  });

  test("tells unasked that Open vSwitch came, and in its next Hello if that is later", async () => {
    let onChange: () => void = () => {};
    const software = new SoftwareWatch({
      read: async () => found,
      onChange: (listener) => {
        onChange = listener;
        return () => {};
      },
      settleMs: 1,
    });
    keep({ software, hello: async () => ({ node: "node1", version: "0", ...nothing }) });
    software.start(stop.signal);
    await aggregator.whenConnected();
    found = { ovsVersion: "3.1.0", ovnVersion: "23.03.1", datapathType: "system" };
    onChange();
    const event = () => aggregator.received.find((message) => message.event)?.event;
    const { softwareChanged } = await aggregator.until("the event", event);
    assert.deepEqual({ ...softwareChanged }, found);
    // The Hello of the test never learns it: the next session tells it again.
    aggregator.received.length = 0;
    aggregator.stream?.end();
    await aggregator.whenConnected(2);
    await aggregator.until("the event again", event);
  });

  test("tells its clock when it is asked", async () => {
    keep();
    const stream = await aggregator.whenConnected();
    const before = Date.now() * 1_000;
    stream.write({ clockProbe: { id: 7 } });
    const { clockAnswer } = await aggregator.until("an answer", () =>
      aggregator.received.find((message) => message.clockAnswer?.id === 7),
    );
    const { receivedUnixUs = 0, sentUnixUs = 0 } = clockAnswer ?? {};
    assert.ok(before <= receivedUnixUs + 1_000 && receivedUnixUs <= sentUnixUs);
    assert.ok(sentUnixUs <= (Date.now() + 1) * 1_000);
  });

  test("comes back when the aggregator ends it, and its commands do not outlive it", async () => {
    keep();
    const first = await aggregator.whenConnected();
    aggregator.command({ probe: {} });
    await aggregator.until("the command to run", () =>
      aggregator.received.find((message) => message.heartbeat?.commandsRunning === 1),
    );
    first.end();
    await aggregator.whenConnected(2);
    assert.deepEqual(aborted, ["SESSION_LOST"]);
  });

  test("tries again when it is not welcomed", async () => {
    aggregator.isSilent = true;
    keep({ welcomeTimeoutMs: 20 });
    await aggregator.until("two hellos", () => {
      const hellos = aggregator.received.filter((message) => message.hello);
      return hellos.length >= 2 ? hellos : null;
    });
    aggregator.isSilent = false;
    await aggregator.whenConnected();
  });

  test("counts what a slow aggregator does not take, in the report and in heartbeats", async () => {
    keep({ outboxLimits: { maxMessages: 4, maxBytes: 1024 * 1024 } });
    const stream = await aggregator.whenConnected();
    stream.pause();
    const tap = aggregator.command({ tap: {} });
    while (refused === 0) await delay(5);
    stream.resume();
    await aggregator.until("a heartbeat with losses", () =>
      aggregator.received.find((message) => (message.heartbeat?.repliesDropped ?? 0) > 0),
    );
    aggregator.cancel(tap);
    const report = (await aggregator.last(tap)).tapReport;
    const arrived = aggregator.replies(tap).filter((reply) => reply.sightings).length;
    assert.equal(report?.sightingsSent, arrived);
    assert.ok((report?.sightingsLost ?? 0) > 0);
  });

  test("stops at once, from a wait for the next attempt too", async () => {
    let failed: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      failed = resolve;
    });
    keep({
      aggregator: { address: "unix:/nonexistent/tapline.sock", tls: null },
      backoff: { firstMs: 60_000, maxMs: 60_000 },
      log: pino({ level: "warn" }, { write: () => failed() }),
    });
    await ended;
    const started = performance.now();
    stop.abort();
    await kept;
    assert.ok(performance.now() - started < 5_000);
  });
});

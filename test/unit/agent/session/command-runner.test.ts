import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pino } from "pino";
import type {
  BulkTransfer,
  CommandContext,
  CommandHandler,
  CommandTable,
  Payload,
} from "../../../../agent/commands/command-handler.ts";
import { CommandRunner, defaultRunnerLimits } from "../../../../agent/session/command-runner.ts";
import { Outbox } from "../../../../agent/session/outbox.ts";
import { TaplineError } from "../../../../lib/errors.ts";
import type { Reply } from "../../../../proto/gen/tapline/v1/Reply.ts";
import type { SessionRequest } from "../../../../proto/gen/tapline/v1/SessionRequest.ts";

type Run = (context: CommandContext) => Promise<Payload | null>;

/** A table whose commands all do the same. */
function tableOf(run: Run, endsEarly = false, maxRunning: number | null = null): CommandTable {
  const handler = {
    endsEarly,
    maxRunning,
    run: (_request: unknown, context: CommandContext) => run(context),
  } satisfies CommandHandler<never>;
  return {
    tap: handler,
    probe: handler,
    ports: handler,
    openflowTrace: handler,
    flows: handler,
    nodeFacts: handler,
    podFacts: handler,
    netnsState: handler,
    resolve: handler,
    selfCheck: handler,
  };
}

class Bench {
  readonly replies: Reply[] = [];
  /** Of the transfers that were opened. */
  readonly tokens: string[] = [];
  isFull = false;
  #onDrain: () => void = () => {};
  readonly runner: CommandRunner;

  constructor(table: CommandTable, limits: Partial<typeof defaultRunnerLimits> = {}) {
    const write = ({ reply }: SessionRequest): boolean => {
      if (reply) this.replies.push(reply);
      return !this.isFull;
    };
    const on = (_event: "drain", listener: () => void): void => {
      this.#onDrain = listener;
    };
    const outbox = new Outbox({ write, on }, { maxMessages: 1, maxBytes: 1 });
    const all = { ...defaultRunnerLimits, ...limits };
    const transfers = (token: string): BulkTransfer => this.#open(token);
    this.runner = new CommandRunner(
      { table, outbox, transfers, log: pino({ level: "silent" }) },
      all,
    );
  }

  #open(token: string): BulkTransfer {
    this.tokens.push(token);
    return { send: async () => {}, end: async () => {}, cancel: () => {} };
  }

  start(id: number, timeoutMs = 10_000, transferToken = ""): void {
    const base = { id, timeoutMs, transferToken };
    this.runner.start({ ...base, command: "ports", ports: {} });
  }

  drain(): void {
    this.isFull = false;
    this.#onDrain();
  }

  /** Resolves when all commands have ended by themselves. */
  async idle(): Promise<void> {
    while (this.runner.running > 0) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const untilAborted: Run = ({ signal }) =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("the wait ended")), { once: true });
  });

const untilStopped: Run = ({ stop }) =>
  new Promise((resolve) => {
    const report = { tapReport: { endedBy: "TAP_ENDING_STOPPED" } } as const;
    stop.addEventListener("abort", () => resolve(report), { once: true });
  });

describe("the command runner", () => {
  test("ends a command with its payload and done", async () => {
    const bench = new Bench(
      tableOf(async () => ({ ports: { ports: [], problems: [{ why: { code: "P" } }] } })),
    );
    bench.start(7);
    await bench.idle();
    assert.deepEqual(bench.replies, [
      { id: 7, done: true, ports: { ports: [], problems: [{ why: { code: "P" } }] } },
    ]);
  });

  test("gives the code of a typed error, and INTERNAL for anything else", async () => {
    const errors = [new TaplineError({ code: "BAD_FILTER" }, "typed"), new Error("plain")];
    const bench = new Bench(tableOf(() => Promise.reject(errors.shift())));
    bench.start(1);
    await bench.idle();
    bench.start(2);
    await bench.idle();
    assert.deepEqual(bench.replies, [
      { id: 1, error: { code: "BAD_FILTER", args: "", message: "typed" } },
      { id: 2, error: { code: "INTERNAL", args: "", message: "plain" } },
    ]);
  });

  test("refuses a kind of command that it does not know with UNSUPPORTED", () => {
    const bench = new Bench(tableOf(async () => null));
    bench.runner.start({ id: 3, timeoutMs: 0, transferToken: "" });
    assert.deepEqual(
      bench.replies.map(({ id, error }) => [id, error?.code]),
      [[3, "UNSUPPORTED"]],
    );
  });

  test("a refusal waits for room in a full outbox, and is not lost", async () => {
    const bench = new Bench(tableOf(async () => null));
    bench.isFull = true;
    for (const id of [1, 2, 3, 4]) bench.runner.start({ id, timeoutMs: 0, transferToken: "" });
    assert.equal(bench.replies.length, 1);
    bench.drain();
    await bench.idle();
    assert.deepEqual(
      bench.replies.map(({ id, error }) => [id, error?.code]),
      [1, 2, 3, 4].map((id) => [id, "UNSUPPORTED"]),
    );
  });

  test("opens a transfer with the token that came, and none without", async () => {
    const bench = new Bench(
      tableOf(async (context) => {
        await context.openTransfer().end();
        return null;
      }),
    );
    bench.start(1, 10_000, "t1");
    bench.start(2);
    await bench.idle();
    assert.deepEqual(bench.tokens, ["t1"]);
    assert.deepEqual(bench.replies.map(({ id, error }) => [id, error?.code ?? "done"]).sort(), [
      [1, "done"],
      [2, "BAD_COMMAND"],
    ]);
  });

  test("refuses more than it may run with BUSY, and has room again afterwards", async () => {
    const bench = new Bench(tableOf(untilAborted), { maxRunning: 2 });
    for (const id of [1, 2, 3]) bench.start(id);
    assert.deepEqual(
      bench.replies.map(({ id, error }) => [id, error?.code]),
      [[3, "BUSY"]],
    );
    bench.runner.cancel(1);
    await new Promise((resolve) => setImmediate(resolve));
    bench.start(4);
    assert.equal(bench.runner.running, 2);
    await bench.runner.abortAll();
  });

  test("holds the limit of a kind apart from the common one", async () => {
    const bench = new Bench(tableOf(untilAborted, false, 1));
    bench.start(1);
    bench.start(2);
    assert.deepEqual(
      bench.replies.map(({ id, error }) => [id, error?.code]),
      [[2, "BUSY"]],
    );
    await bench.runner.abortAll();
  });

  test("refuses an id that is in use, and leaves its command alone", async () => {
    const bench = new Bench(tableOf(untilAborted));
    bench.start(1);
    bench.start(1);
    assert.equal(bench.replies[0]?.error?.code, "BAD_COMMAND");
    assert.equal(bench.runner.running, 1);
    await bench.runner.abortAll();
  });

  test("answers TIMED_OUT at the deadline", async () => {
    const bench = new Bench(tableOf(untilAborted));
    bench.start(1, 5);
    await bench.idle();
    assert.equal(bench.replies[0]?.error?.code, "TIMED_OUT");
    assert.match(bench.replies[0]?.error?.message ?? "", /after 5 ms/);
  });

  test("answers CANCELLED for what has no report of its own", async () => {
    const bench = new Bench(tableOf(untilAborted));
    bench.start(1);
    bench.runner.cancel(1);
    await bench.idle();
    assert.equal(bench.replies[0]?.error?.code, "CANCELLED");
  });

  test("lets what ends early report, on a cancel and at the deadline", async () => {
    const bench = new Bench(tableOf(untilStopped, true));
    bench.start(1);
    bench.start(2, 5);
    bench.runner.cancel(1);
    await bench.idle();
    const report = { done: true, tapReport: { endedBy: "TAP_ENDING_STOPPED" } };
    assert.deepEqual(bench.replies, [
      { id: 1, ...report },
      { id: 2, ...report },
    ]);
  });

  test("ends what does not report in its grace", async () => {
    const bench = new Bench(tableOf(untilAborted, true), { graceMs: 5 });
    bench.start(1);
    bench.runner.cancel(1);
    await bench.idle();
    assert.equal(bench.replies[0]?.error?.code, "CANCELLED");
  });

  test("ignores a cancel for what is not there", () => {
    const bench = new Bench(tableOf(untilAborted));
    bench.runner.cancel(99);
    assert.deepEqual(bench.replies, []);
  });

  test("ends everything when the session is lost", async () => {
    const reasons: unknown[] = [];
    const run: Run = async (context) => {
      await untilAborted(context).catch(() => reasons.push(context.signal.reason.type.code));
      return null;
    };
    const bench = new Bench(tableOf(run, true));
    for (const id of [1, 2, 3]) bench.start(id);
    await bench.runner.abortAll();
    assert.deepEqual(reasons, ["SESSION_LOST", "SESSION_LOST", "SESSION_LOST"]);
    assert.equal(bench.runner.running, 0);
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import type { Right } from "../../../../aggregator/access/access.ts";
import { AccessError, notAuthenticated } from "../../../../aggregator/access/access-error.ts";
import type { Sight } from "../../../../aggregator/access/permit.ts";
import { EndpointError } from "../../../../aggregator/inventory/endpoints/error.ts";
import { LimitError } from "../../../../aggregator/services/limits.ts";
import { type ServiceFunction, serve } from "../../../../aggregator/services/serve.ts";
import type { UseCase } from "../../../../aggregator/services/use-case.ts";
import { Limiter } from "../../../../lib/limiter.ts";
import { reason } from "../../../../proto/reasons/index.ts";
import { inNamespace, presented, type ScriptedAccess } from "./scripted-access.ts";

type Line = Readonly<Record<string, unknown>>;
type Steps = UseCase<{ wants: string }, string, string, string, string>;

const right = (namespace: string): Right => {
  return { resource: "diagnoses", verb: "create", namespace };
};

/** A use case of two namespaces, `asked` by name and `found` by planning. */
function setting(access: ScriptedAccess, change: Partial<Steps> = {}) {
  const did: string[] = [];
  const lines: Line[] = [];
  const log = pino({}, { write: (text: string) => void lines.push(JSON.parse(text) as Line) });
  const useCase: Steps = {
    name: "greet",
    read: ({ wants }) => wants,
    timeoutMs: () => 5_000,
    limiters: () => [],
    rights: () => [right("asked")],
    plan: async (request) => {
      did.push("plan");
      return request;
    },
    rightsOfPlan: () => [right("found")],
    run: async (plan) => {
      did.push("run");
      return `${plan}!`;
    },
    asked: (request) => ({ wants: request }),
    answered: (answer) => ({ length: answer.length }),
    ...change,
  };
  const service = serve(useCase, { access, log });
  return { service, did, lines };
}

async function ask(service: ServiceFunction<{ wants: string }, string, string>, signal = never) {
  const said: string[] = [];
  const answer = service(
    { wants: "hello" },
    { presented, signal, emit: (text) => void said.push(text) },
  );
  return { answer: await answer, said };
}
const never = new AbortController().signal;

describe("a service", () => {
  test("plans and runs what is permitted, and logs who, what, when, how much, once", async () => {
    const access = inNamespace("asked", "found");
    const { service, did, lines } = setting(access);
    assert.equal((await ask(service)).answer, "hello!");
    assert.deepEqual(did, ["plan", "run"]);
    assert.deepEqual(access.asked, [[right("asked")], [right("found")]]);
    assert.equal(lines.length, 1);
    const [{ user, by, peer, request, access: outcome } = {}] = lines;
    assert.deepEqual([user, by, peer, request], ["jane", "token", "192.0.2.7:4000", "greet"]);
    assert.equal(outcome, "allowed");
    const [{ wants, length, durationMs, time } = {}] = lines;
    assert.deepEqual([wants, length], ["hello", 6]);
    assert.ok(typeof durationMs === "number" && typeof time === "number");
  });

  test("without the right to what was asked nothing is planned", async () => {
    const { service, did, lines } = setting(inNamespace("found"));
    await assert.rejects(ask(service), AccessError);
    assert.deepEqual(did, []);
    const [{ code, access, user } = {}] = lines;
    assert.deepEqual([lines.length, code, access, user], [1, "NOT_PERMITTED", "refused", "jane"]);
  });

  test("without the right to what it turned out to be nothing is run", async () => {
    const { service, did, lines } = setting(inNamespace("asked"));
    await assert.rejects(ask(service), (error) => {
      assert.ok(error instanceof AccessError);
      assert.match(error.message, /"namespace":"found"/);
      return true;
    });
    assert.deepEqual(did, ["plan"]);
    assert.equal(lines[0]?.access, "refused");
  });

  test("names that are near are told of what the caller may see", async () => {
    const near = ["asked/web", "bank/web"];
    const error = new EndpointError(
      reason("POD_NOT_FOUND", { namespace: "asked", name: "wbe", suggestions: near }),
    );
    const plan = (): Promise<string> => Promise.reject(error);
    const told = async (...namespaces: readonly string[]): Promise<readonly string[]> => {
      const { service } = setting(inNamespace("asked", ...namespaces), { plan });
      const thrown = await ask(service).catch((one: unknown) => one);
      assert.ok(thrown instanceof EndpointError && thrown.type.code === "POD_NOT_FOUND");
      return thrown.type.args.suggestions;
    };
    assert.deepEqual(await told(), ["asked/web"]);
    assert.deepEqual(await told(""), near); // cluster-wide
  });

  test("what the caller may not see is left out of the answer", async () => {
    const shown = (answer: string, { everything, sees }: Sight): string =>
      `${answer} ${everything} ${sees("asked")} ${sees("found")} ${sees("bank")}`;
    const { service } = setting(inNamespace("asked", "found"), { shown });
    assert.equal((await ask(service)).answer, "hello! false true true false");
    const wide = setting(inNamespace("asked", "found", ""), { shown });
    assert.equal((await ask(wide.service)).answer, "hello! true true true true");
  });

  test("who is not known is told nothing of what was asked", async () => {
    const stranger = inNamespace("asked", "found");
    stranger.authenticate = () => Promise.reject(notAuthenticated(reason("NO_CREDENTIALS", {})));
    const { service, did, lines } = setting(stranger, {
      read: () => {
        throw new Error("read");
      },
    });
    await assert.rejects(ask(service), /NOT_AUTHENTICATED/);
    assert.deepEqual([did, stranger.asked], [[], []]);
    const [{ access, code, user } = {}] = lines;
    assert.deepEqual([access, code, user], ["refused", "NOT_AUTHENTICATED", undefined]);
  });

  test("a defect is logged as one, with its stack", async () => {
    const run = (): Promise<string> => Promise.reject(new TypeError("oops"));
    const { service, lines } = setting(inNamespace("asked", "found"), { run });
    await assert.rejects(ask(service), TypeError);
    assert.deepEqual([lines.length, lines[0]?.level], [1, 50]);
  });

  test("takes places from plan to answer, tells who waits, refuses at the limit", async () => {
    const outer = new Limiter({ what: "greetings", concurrency: 3, maxWaiting: 0 });
    const inner = new Limiter({ what: "greetings", concurrency: 1, maxWaiting: 5 });
    let finish = (): void => {};
    const plan = (request: string): Promise<string> =>
      new Promise((resolve) => {
        finish = () => resolve(request);
      });
    const limited = { plan, limiters: () => [outer, inner], waiting: "wait" };
    const { service } = setting(inNamespace("asked", "found"), limited);
    const first = ask(service);
    await settled();
    const impatient = new AbortController();
    const second = ask(service, impatient.signal);
    const third = ask(service);
    await settled();
    await assert.rejects(ask(service), LimitError);
    impatient.abort(new Error("gone"));
    await assert.rejects(second, /gone/);
    finish();
    assert.deepEqual(await first, { answer: "hello!", said: [] });
    await settled();
    finish();
    assert.deepEqual(await third, { answer: "hello!", said: ["wait"] });
  });

  test("ends when the time of the request is over", async () => {
    const run = (_plan: string, { signal }: { signal: AbortSignal }): Promise<string> =>
      sleep(5_000, "late", { signal }); // which throws an AbortError of its own
    const { service, lines } = setting(inNamespace("asked", "found"), { run, timeoutMs: () => 5 });
    await assert.rejects(ask(service), { name: "TimeoutError" });
    assert.equal(lines[0]?.code, "TIMED_OUT");
  });

  test("one that concludes in time answers from nothing when it had no turn", async () => {
    const place = new Limiter({ what: "greetings", concurrency: 1, maxWaiting: 5 });
    let leave = (): void => {};
    const occupied = place.run(() => new Promise<void>((resolve) => (leave = resolve)));
    const change = { limiters: () => [place], timeoutMs: () => 5, concludesInTime: true } as const;
    const { service, did } = setting(inNamespace("asked", "found"), change);
    // The timer of AbortSignal.timeout() keeps nothing alive, this one does.
    const alive = setTimeout(() => {}, 5_000);
    assert.equal((await ask(service)).answer, "hello!");
    clearTimeout(alive);
    assert.deepEqual(did, ["plan", "run"]);
    leave();
    await occupied;
  });
});

function settled(): Promise<void> {
  return new Promise(setImmediate);
}

import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { status } from "@grpc/grpc-js";
import type { CollectModules } from "../../../../aggregator/collect/collect.ts";
import { createLog } from "../../../../aggregator/log.ts";
import { LogicalTracer } from "../../../../aggregator/logical-trace/tracer.ts";
import { defaultLimits } from "../../../../aggregator/services/limits.ts";
import { createServices, createUseCases } from "../../../../aggregator/services/services.ts";
import { cli } from "../../cli/fake-aggregator.ts";
import { ApiServer, Collected } from "../api/grpc/api-server.ts";
import { inNamespace, presented, type ScriptedAccess } from "./scripted-access.ts";

/** Nothing of the cluster may be asked: whatever is asked of it throws. */
const untouched = new Proxy({} as CollectModules["agents"], {
  get: (_target, property) => {
    throw new Error(`an agent was about to be asked: ${String(property)}`);
  },
});
const inventory = {
  endpoint: (words: string) => ({ kind: "Pod", namespace: words.split("/")[0] }),
} as unknown as CollectModules["inventory"];

const permitted = { both: ["shop", "bank"], source: ["shop"], destination: ["bank"], none: [] };
const ends = { source: "shop/web", destination: "bank/db" };

describe("both ends have to be permitted, before an agent hears of it", () => {
  const refused = [
    ["source", permitted.source, ["bank"]],
    ["destination", permitted.destination, ["shop"]],
    ["none", permitted.none, ["shop", "bank"]],
  ] as const;
  const tracer = new LogicalTracer({ database: "", revision: () => null });
  const modules = { inventory, agents: untouched, tracer };
  const own = { version: "1", builtAt: null, certificates: [], rights: null };
  const useCases = createUseCases(modules, own, defaultLimits);
  for (const [which, namespaces, missing] of refused) {
    test(`diagnose and trace, permitted: ${which}`, async () => {
      const access = inNamespace(...namespaces);
      const services = createServices(useCases, { access, log: createLog("silent") });
      const call = { presented, signal: new AbortController().signal, emit: () => {} };
      for (const asked of [services.diagnose(ends, call), services.trace(ends, call)]) {
        await assert.rejects(asked, (error: Error) => {
          const found = [...error.message.matchAll(/"namespace":"(\w+)"/g)].map((one) => one[1]);
          assert.deepEqual(found, missing);
          for (const namespace of missing) {
            const shows = `can-i --list --namespace ${namespace} --as jane | grep diagnoses`;
            assert.ok(error.message.includes(shows), error.message);
          }
          return true;
        });
      }
    });
  }

  test("the doctor asks all nodes, so it takes a cluster-wide right", async () => {
    const services = createServices(useCases, {
      access: inNamespace("shop"),
      log: createLog("silent"),
    });
    const call = { presented, signal: new AbortController().signal, emit: () => {} };
    await assert.rejects(services.doctor({}, call), /"create","resource":"audits/);
  });

  test("flows of a node or a pod are cluster-wide", async () => {
    const services = createServices(useCases, {
      access: inNamespace("shop"),
      log: createLog("silent"),
    });
    const call = { presented, signal: new AbortController().signal, emit: () => {} };
    for (const target of ["node1", "shop/web"]) {
      await assert.rejects(services.flows({ target }, call), /"get","resource":"nodeflows/);
    }
  });
});

describe("a refusal at the command line", () => {
  let server: ApiServer | undefined;
  afterEach(() => server?.stop());
  const begin = async (access: ScriptedAccess): Promise<ApiServer> => {
    server = await new ApiServer({ access }).start();
    return server;
  };

  test("exits with 4 and says which right is missing, and where, in both languages", async () => {
    const { path } = await begin(inNamespace());
    const flows = ["flows", "node1", "--address", `unix:${path}`];
    const english = await cli(flows);
    assert.equal(english.status, 4);
    assert.match(english.stderr, /may not get nodeflows\.tapline\.io cluster-wide/);
    const chinese = await cli([...flows, "--lang", "zh"]);
    assert.equal(chinese.status, 4);
    assert.match(chinese.stderr, /无权限.*nodeflows\.tapline\.io/);
  });

  test("whoever may ask at all sees the agents", async () => {
    const { path } = await begin(inNamespace());
    assert.equal((await cli(["agents", "--address", `unix:${path}`])).status, 0);
  });

  test("the call ends with PERMISSION_DENIED and the code", async () => {
    const s = await begin(inNamespace());
    const called = new Collected(s.client.Flows({ target: "node1" }));
    assert.equal((await called.end()).code, status.PERMISSION_DENIED);
    assert.equal(called.code, "NOT_PERMITTED");
  });
});

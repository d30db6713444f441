import assert from "node:assert/strict";
import { test } from "node:test";
import { EndpointError } from "../../../../aggregator/inventory/endpoints/error.ts";
import { type NameModules, resolveHostName } from "../../../../aggregator/plan/host-name.ts";
import type { NameAnswer } from "../../../../proto/wire/names.ts";
import { reasonIn } from "../../../../words/reasons/index.ts";

const answered: NameAnswer = {
  status: "answered",
  addresses: ["fd00::7", "10.96.0.7"],
  foundAs: "web.shop.svc.cluster.local",
  source: "dns",
  nameservers: ["10.96.0.10"],
  attempts: [{ name: "web.shop.svc.cluster.local", outcome: "answered" }],
  why: null,
};
const failed: NameAnswer = {
  ...answered,
  status: "failed",
  addresses: [],
  foundAs: "",
  source: "",
  attempts: [{ name: "web.shop", outcome: "ENOTFOUND" }],
};

interface World {
  /** What the agent says; null for an agent that is away. */
  readonly answer: NameAnswer | Error | null;
  readonly ips?: readonly string[];
}

const asked: string[] = [];

/** Of inventory and agents only what a name needs. */
function modules({ answer, ips = ["10.16.0.5"] }: World): NameModules {
  const pod = { kind: "Pod", namespace: "default", name: "a", node: "node1", ips, mac: null };
  const agent = {
    info: { status: "ok" },
    resolve: async ({ name }: { readonly name: string }) => {
      asked.push(name);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return {
    inventory: {
      endpoint: () => pod,
      kubernetes: {
        service: (namespace: string, name: string) =>
          namespace === "shop" && name === "web" ? {} : null,
      },
    },
    agents: { agent: () => (answer === null ? undefined : agent) },
  } as unknown as NameModules;
}

const words = {
  source: "a",
  namespace: "default",
  protocol: null,
  port: null,
  interface: null,
} as const;
const signal = new AbortController().signal;

function resolve(world: World, destination: string, family: 4 | 6 | null = null) {
  return resolveHostName(modules(world), { ...words, destination, family }, signal);
}

test("what is no host name is left as it is, and nobody is asked", async () => {
  asked.length = 0;
  for (const destination of ["b", "default/b", "svc/web", "10.16.0.6", "node/node1"]) {
    const resolved = await resolve({ answer: answered }, destination);
    assert.deepEqual([resolved.request.destination, resolved.resolution], [destination, null]);
  }
  assert.deepEqual(asked, []);
});

test("the pod's resolver decides, in a family that the pod has", async () => {
  const v4 = await resolve({ answer: answered }, "web.shop");
  assert.deepEqual([v4.request.destination, v4.resolution?.used], ["10.96.0.7", "10.96.0.7"]);
  assert.equal(v4.resolution?.foundAs, "web.shop.svc.cluster.local");
  const dual = { answer: answered, ips: ["10.16.0.5", "fd00::5"] };
  assert.equal((await resolve(dual, "web.shop", 6)).request.destination, "fd00::7");
  assert.equal((await resolve(dual, "web.shop")).request.destination, "10.96.0.7");
});

test("where it says no, or is away, a Service's name is known by its form", async () => {
  for (const answer of [failed, null, new Error("no such process")]) {
    for (const name of ["web.shop", "web.shop.svc", "web.shop.svc.cluster.local", "web.shop."]) {
      const { request: got, resolution } = await resolve({ answer }, name);
      assert.equal(got.destination, "svc/shop/web");
      assert.equal(resolution?.status, answer === failed ? "failed" : "not-asked");
    }
  }
});

test("a name that nobody knows is refused with all that was tried", async () => {
  const refused = async (world: World, name: string): Promise<string> => {
    try {
      await resolve(world, name);
    } catch (thrown) {
      assert.ok(thrown instanceof EndpointError && thrown.type.code === "HOST_NOT_FOUND");
      return reasonIn("en", thrown.type);
    }
    throw new Error("it was resolved");
  };
  assert.match(
    await refused({ answer: failed }, "db.shop"),
    /the resolver of a \(10\.96\.0\.10\) says web\.shop: ENOTFOUND, and no Service has that name/,
  );
  assert.match(await refused({ answer: null }, "db.shop"), /was not asked \(the agent of node1 is/);
  const onlyV6 = { ...answered, addresses: ["fd00::7"] };
  assert.match(
    await refused({ answer: onlyV6 }, "db.shop"),
    /has fd00::7, and a has no address of that IP version/,
  );
  assert.match(await refused({ answer: failed }, "web.shop.pod.cluster.local"), /Cannot resolve/);
});

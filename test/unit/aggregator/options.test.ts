import assert from "node:assert/strict";
import { test } from "node:test";
import { applyArguments } from "../../../aggregator/command-line.ts";
import { OptionsError, readOptions } from "../../../aggregator/options.ts";
import { isExposed } from "../../../lib/listen/address.ts";

const needed = { TAPLINE_MANIFESTS: "/m" };

test("defaults", () => {
  const options = readOptions(needed);
  assert.deepEqual(options.kubernetes, { kind: "manifests", folder: "/m" });
  assert.deepEqual(options.listen, [
    {
      kind: "unix",
      text: "unix:/run/tapline/aggregator.sock",
      path: "/run/tapline/aggregator.sock",
    },
  ]);
  assert.equal(options.northbound, "unix:/run/ovn/ovnnb_db.sock");
  assert.equal(options.logLevel, "info");
});

test("agents are listened for where no caller is", () => {
  const { agentListen } = readOptions(needed);
  assert.deepEqual(
    agentListen.map(({ text }) => text),
    ["unix:/run/tapline/agents.sock"],
  );
  const same = { ...needed, TAPLINE_LISTEN: "unix:/a,[::1]:1", TAPLINE_AGENT_LISTEN: "[::1]:1" };
  assert.throws(
    () => readOptions(same),
    /TAPLINE_AGENT_LISTEN has \[::1\]:1, which another of TAPLINE_LISTEN/,
  );
  assert.throws(
    () => readOptions({ ...needed, TAPLINE_AGENT_LISTEN: "x" }),
    /AGENT_LISTEN .*wanted/,
  );
});

test("reads a list of listen addresses", () => {
  const { listen } = readOptions({ ...needed, TAPLINE_LISTEN: "unix:/a, 0.0.0.0:1 ,[::1]:65535" });
  assert.deepEqual(
    listen.map((address) => [address.kind, address.text, isExposed(address)]),
    [
      ["unix", "unix:/a", false],
      ["tcp", "0.0.0.0:1", true],
      ["tcp", "[::1]:65535", false],
    ],
  );
});

for (const bad of ["", "unix:a", "unix:", "host", "host:0", "host:65536", ":1", "::1:5", "a b:1"]) {
  test(`refuses to listen on "${bad}"`, () => {
    assert.throws(() => readOptions({ ...needed, TAPLINE_LISTEN: bad }), /TAPLINE_LISTEN .*wanted/);
  });
}

test("names every variable that cannot be used", () => {
  const env = { TAPLINE_NB: "ssl:", TAPLINE_SB: "x", TAPLINE_LOG_LEVEL: "loud" };
  assert.throws(
    () => readOptions(env),
    (error) => {
      assert.ok(error instanceof OptionsError);
      assert.deepEqual([...error.type.options].sort(), [
        "TAPLINE_LOG_LEVEL",
        "TAPLINE_NB",
        "TAPLINE_SB",
      ]);
      return true;
    },
  );
});

test("ssl remotes take a key, a certificate and a CA, all three", () => {
  const files = { TAPLINE_OVN_KEY: "/k", TAPLINE_OVN_CERT: "/c", TAPLINE_OVN_CA: "/ca" };
  const remotes = { ...needed, TAPLINE_NB: "tcp:10.0.0.1:6641,ssl:10.0.0.2:6641" };
  assert.deepEqual(readOptions({ ...remotes, ...files }).tls, {
    key: "/k",
    certificate: "/c",
    ca: "/ca",
  });
  assert.equal(readOptions(needed).tls, undefined);
  const missingOf = (env: Readonly<Record<string, string>>): unknown => {
    try {
      readOptions(env);
    } catch (thrown) {
      if (thrown instanceof OptionsError) return thrown.type.options;
    }
    return null;
  };
  assert.deepEqual(missingOf(remotes), Object.keys(files));
  assert.deepEqual(missingOf({ ...remotes, ...files, TAPLINE_OVN_CA: "" }), ["TAPLINE_OVN_CA"]);
  // Where they are not needed, two of three are a mistake as well.
  assert.deepEqual(missingOf({ ...needed, TAPLINE_OVN_KEY: "/k", TAPLINE_OVN_CERT: "/c" }), [
    "TAPLINE_OVN_CA",
  ]);
});

const sources = [
  [{ TAPLINE_KUBECONFIG: "/k" }, { kind: "kubeconfig", file: "/k" }],
  [{ TAPLINE_IN_CLUSTER: "1", KUBERNETES_SERVICE_HOST: "10.96.0.1" }, { kind: "in-cluster" }],
  [{ KUBERNETES_SERVICE_HOST: "10.96.0.1" }, { kind: "in-cluster" }],
  [
    { KUBERNETES_SERVICE_HOST: "10.96.0.1", TAPLINE_MANIFESTS: "/m" },
    { kind: "manifests", folder: "/m" },
  ],
] as const;

for (const [env, wanted] of sources) {
  test(`Kubernetes objects with ${Object.keys(env).join(" and ")}`, () => {
    assert.deepEqual(readOptions(env).kubernetes, wanted);
  });
}

test("Kubernetes objects come from exactly one place", () => {
  assert.throws(() => readOptions({ TAPLINE_IN_CLUSTER: "1" }), /wanted to be in a pod/);
  assert.throws(() => readOptions({}), /come from none, wanted one of --kubeconfig FILE/);
  assert.throws(
    () => readOptions({ ...needed, TAPLINE_KUBECONFIG: "/k" }),
    /from TAPLINE_KUBECONFIG and TAPLINE_MANIFESTS, wanted one/,
  );
});

test("the command line replaces the source in the environment", () => {
  const read = (...argv: string[]): unknown =>
    readOptions(applyArguments(argv, { ...needed, KUBERNETES_SERVICE_HOST: "x" }) ?? {}).kubernetes;
  assert.deepEqual(read("--kubeconfig", "/k"), { kind: "kubeconfig", file: "/k" });
  assert.deepEqual(read("--in-cluster"), { kind: "in-cluster" });
  assert.deepEqual(read("--manifests=/n"), { kind: "manifests", folder: "/n" });
  assert.deepEqual(read(), { kind: "manifests", folder: "/m" });
  assert.throws(() => read("--kubeconfig", "/k", "--in-cluster"), /KUBECONFIG and .*IN_CLUSTER/);
  assert.throws(() => applyArguments(["--kubeconfg", "x"], {}), OptionsError);
  assert.throws(() => applyArguments(["more"], {}), OptionsError);
});

test("what proves who connects over TCP", () => {
  const files = { TAPLINE_TLS_CERT: "/c", TAPLINE_TLS_KEY: "/k" };
  const tcp = { TAPLINE_KUBECONFIG: "/kube", TAPLINE_AGENT_LISTEN: "0.0.0.0:1" };
  const all = readOptions({
    ...{ ...tcp, ...files, TAPLINE_AGENT_CA: "/a", TAPLINE_CALLER_CA: "/b" },
    ...{ TAPLINE_AGENT_TOKEN_AUDIENCE: "tapline-agents", TAPLINE_ACCESS_CACHE_SECONDS: "0" },
  });
  assert.deepEqual(all.serverTls, { certificate: "/c", key: "/k" });
  assert.deepEqual([all.agentCa, all.callerCa], ["/a", "/b"]);
  assert.deepEqual([all.tokenAudience, all.agentTokenAudience], ["tapline", "tapline-agents"]);
  assert.equal(all.accessCacheMs, 0);
  assert.equal(readOptions(needed).accessCacheMs, 10_000);
  const wrong: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [{ ...tcp, TAPLINE_TLS_CERT: "/c" }, "TAPLINE_TLS_KEY"],
    [{ ...tcp, TAPLINE_TLS_KEY: "/k" }, "TAPLINE_TLS_CERT"],
    [{ ...tcp, TAPLINE_CALLER_CA: "/b" }, "TAPLINE_CALLER_CA"],
    [{ ...tcp, TAPLINE_AGENT_CA: "/a" }, "TAPLINE_AGENT_CA"],
    [{ ...tcp, TAPLINE_AGENT_TOKEN_AUDIENCE: "x" }, "TAPLINE_AGENT_TOKEN_AUDIENCE"],
    // Nobody could tell agents apart.
    [{ ...tcp, ...files }, "TAPLINE_AGENT_CA"],
    [{ ...tcp, ...files, TAPLINE_AGENT_TOKEN_AUDIENCE: "tapline" }, "TAPLINE_AGENT_TOKEN_AUDIENCE"],
    [{ ...needed, ...files, TAPLINE_AGENT_TOKEN_AUDIENCE: "x" }, "TAPLINE_AGENT_TOKEN_AUDIENCE"],
    [{ ...needed, TAPLINE_ACCESS_CACHE_SECONDS: "31" }, "TAPLINE_ACCESS_CACHE_SECONDS"],
    [{ ...needed, TAPLINE_ACCESS_CACHE_SECONDS: "-1" }, "TAPLINE_ACCESS_CACHE_SECONDS"],
  ];
  for (const [env, name] of wrong) {
    assert.throws(
      () => readOptions(env),
      (thrown) => thrown instanceof OptionsError && thrown.type.options.join() === name,
      name,
    );
  }
  // On a unix socket nobody proves anything.
  assert.equal(readOptions({ ...needed, ...files }).agentCa, undefined);
});

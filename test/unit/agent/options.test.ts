import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OptionsError, readOptions } from "../../../agent/options.ts";

const least = { TAPLINE_NODE: "node1", TAPLINE_AGGREGATOR: "unix:/run/tapline.sock" };

describe("the agent's options", () => {
  test("have the defaults of a Kube-OVN node", () => {
    assert.deepEqual(readOptions({ ...least, PATH: "/usr/bin::/bin" }), {
      node: "node1",
      aggregator: { address: "unix:/run/tapline.sock", tls: null },
      ovsRunDir: "/run/openvswitch",
      ovnRunDir: "/run/ovn",
      netnsDirs: ["/var/run/netns", "/run/netns"],
      httpListen: [],
      builtAt: null,
      logLevel: "info",
      path: ["/usr/bin", "/bin"],
    });
  });

  test("take an empty variable as not set", () => {
    assert.equal(readOptions({ ...least, TAPLINE_OVS_RUNDIR: "" }).ovsRunDir, "/run/openvswitch");
  });

  for (const address of ["tapline.kube-system:50051", "10.0.0.1:1", "[fd00::1]:50051"]) {
    test(`take the aggregator's address ${address}`, () => {
      assert.equal(
        readOptions({ ...least, TAPLINE_AGGREGATOR: address }).aggregator.address,
        address,
      );
    });
  }

  for (const [name, value] of [
    ["TAPLINE_AGGREGATOR", "http://tapline:50051"],
    ["TAPLINE_AGGREGATOR", "tapline"],
    ["TAPLINE_AGGREGATOR", "unix:"],
    ["TAPLINE_OVS_RUNDIR", "run/openvswitch"],
    ["TAPLINE_NETNS_DIRS", ","],
    ["TAPLINE_NETNS_DIRS", "/run/netns,netns"],
    ["TAPLINE_HTTP_LISTEN", "9100"],
    ["TAPLINE_HTTP_LISTEN", "unix:relative.sock"],
    ["TAPLINE_BUILT_AT", "yesterday"],
    ["TAPLINE_LOG_LEVEL", "loud"],
  ] as const) {
    test(`refuse ${name}=${value}, and name the variable`, () => {
      assert.throws(
        () => readOptions({ ...least, [name]: value }),
        (thrown) => thrown instanceof OptionsError && thrown.type.names.includes(name),
      );
    });
  }

  test("name everything that is missing at once", () => {
    assert.throws(
      () => readOptions({}),
      (thrown) =>
        thrown instanceof OptionsError &&
        thrown.type.names.join() === "TAPLINE_NODE,TAPLINE_AGGREGATOR" &&
        /TAPLINE_NODE: wanted the name of this node/.test(thrown.message),
    );
  });

  test("say by what the aggregator is known, and what the agent proves itself with", () => {
    const names = { TAPLINE_TLS_SERVER_NAME: "aggregator.tapline.svc" };
    const proofs = { TAPLINE_TLS_CERT: "/c", TAPLINE_TLS_KEY: "/k", TAPLINE_TOKEN_FILE: "/t" };
    const all = { ...least, TAPLINE_TLS_CA: "/ca", ...names, ...proofs };
    assert.deepEqual(readOptions(all).aggregator.tls, {
      ca: "/ca",
      identity: { certificate: "/c", key: "/k" },
      tokenFile: "/t",
      serverName: "aggregator.tapline.svc",
    });
    const wrong = (env: Readonly<Record<string, string>>): string => {
      try {
        readOptions({ ...least, ...env });
        return "";
      } catch (thrown) {
        return thrown instanceof OptionsError ? thrown.message : String(thrown);
      }
    };
    // A token is not shown to whoever answers.
    assert.match(wrong({ TAPLINE_TOKEN_FILE: "/t" }), /TAPLINE_TLS_CA: wanted with TAPLINE_TOKEN_/);
    assert.match(
      wrong({ TAPLINE_TLS_CA: "/ca", TAPLINE_TLS_CERT: "/c" }),
      /TAPLINE_TLS_KEY: wanted/,
    );
    assert.match(
      wrong({ TAPLINE_TLS_CA: "/ca", TAPLINE_TLS_KEY: "/k" }),
      /TAPLINE_TLS_CERT: wanted/,
    );
  });
});

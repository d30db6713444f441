import assert from "node:assert/strict";
import { test } from "node:test";
import { isExposed, OptionsError, readOptions } from "../../../aggregator/options.ts";

const needed = { TAPLINE_MANIFESTS: "/m" };

test("defaults", () => {
  const options = readOptions(needed);
  assert.equal(options.manifests, "/m");
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
  const env = { TAPLINE_NB: "ssl:1", TAPLINE_SB: "x", TAPLINE_LOG_LEVEL: "loud" };
  assert.throws(
    () => readOptions(env),
    (error) => {
      assert.ok(error instanceof OptionsError);
      assert.deepEqual([...error.type.options].sort(), [
        "TAPLINE_LOG_LEVEL",
        "TAPLINE_MANIFESTS",
        "TAPLINE_NB",
        "TAPLINE_SB",
      ]);
      assert.match(error.message, /TAPLINE_MANIFESTS is not set, wanted a folder/);
      return true;
    },
  );
});

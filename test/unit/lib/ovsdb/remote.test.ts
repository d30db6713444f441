import assert from "node:assert/strict";
import { test } from "node:test";
import { backoffMs } from "../../../../lib/backoff.ts";
import { OvsdbClient } from "../../../../lib/ovsdb/client.ts";
import { OvsdbError } from "../../../../lib/ovsdb/ovsdb-error.ts";
import { parseRemotes } from "../../../../lib/ovsdb/remote.ts";

test("remotes are read from a comma-separated list", () => {
  const list =
    "unix:/run/ovn/ovnnb_db.sock, tcp:10.0.0.1:6641,tcp:[fd00::1]:6642,tcp:ovn-nb:1," +
    "ssl:10.0.0.1:6641,ssl:[fd00::1],";
  assert.deepEqual(
    parseRemotes(list).map(({ text, ...rest }) => rest),
    [
      { kind: "unix", path: "/run/ovn/ovnnb_db.sock" },
      { kind: "tcp", host: "10.0.0.1", port: 6641 },
      { kind: "tcp", host: "fd00::1", port: 6642 },
      { kind: "tcp", host: "ovn-nb", port: 1 },
      { kind: "ssl", host: "10.0.0.1", port: 6641 },
      { kind: "ssl", host: "fd00::1", port: 6640 },
    ],
  );
});

test("nonsense is malformed, and ssl wants a certificate", () => {
  const codeOf = (list: string): string => {
    try {
      parseRemotes(list);
    } catch (thrown) {
      if (thrown instanceof OvsdbError) return thrown.type.code;
    }
    return "accepted";
  };
  assert.throws(
    () =>
      new OvsdbClient({ remotes: "tcp:10.0.0.1,ssl:10.0.0.1:6641", database: "OVN_Northbound" }),
    (thrown) => thrown instanceof OvsdbError && thrown.type.code === "NO_CERTIFICATE",
  );
  for (const list of [
    "",
    ",",
    "unix:",
    "tcp:",
    "tcp:a:70000",
    "tcp:[10.0.0.1]:1",
    "/run/x",
    "tcp:a:b",
    "ssl:",
    "ssl:[10.0.0.1]:1",
    "pssl:10.0.0.1:6641",
  ]) {
    assert.equal(codeOf(list), "BAD_REMOTE", list);
  }
});

test("the wait doubles up to its limit and is never below half of it", () => {
  const options = { firstMs: 100, maxMs: 1_000 };
  assert.equal(backoffMs(options, 1, 0), 50);
  assert.equal(backoffMs(options, 2, 0.5), 150);
  assert.equal(backoffMs(options, 1_000, 0.999_999) <= 1_000, true);
  assert.equal(backoffMs(options, 1_000, 0), 500);
});

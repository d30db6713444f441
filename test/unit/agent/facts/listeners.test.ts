import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseListeners } from "../../../../agent/facts/listeners.ts";
import { fixture } from "./facts-fixture.ts";

describe("listening sockets", () => {
  test("are those of a pod", () => {
    assert.deepEqual(parseListeners(fixture("ss/tuln-pod-b.iproute2-6.1.0.txt")), [
      { protocol: "PROTOCOL_UDP", address: "0.0.0.0", port: 9090 },
      { protocol: "PROTOCOL_TCP", address: "0.0.0.0", port: 8080 },
    ]);
  });

  test("have a wildcard of both families as one of each", () => {
    assert.deepEqual(parseListeners(fixture("ss/tuln-wildcards.iproute2-6.1.0.txt")), [
      { protocol: "PROTOCOL_UDP", address: "0.0.0.0", port: 19090 },
      { protocol: "PROTOCOL_UDP", address: "::", port: 19090 },
      { protocol: "PROTOCOL_TCP", address: "127.0.0.1", port: 18081 },
      { protocol: "PROTOCOL_TCP", address: "::1", port: 18082 },
      { protocol: "PROTOCOL_TCP", address: "0.0.0.0", port: 18080 },
      { protocol: "PROTOCOL_TCP", address: "::", port: 18080 },
    ]);
  });

  test("do not carry the interface of an address", () => {
    const line =
      "udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*\ntcp LISTEN 0 9 [fe80::1]%eth0:22 [::]:*";
    const addresses = parseListeners(line).map(({ address, port }) => `${address} ${port}`);
    assert.deepEqual(addresses, ["127.0.0.53 53", "fe80::1 22"]);
  });

  test("are no established connections", () => {
    assert.deepEqual(parseListeners("tcp ESTAB 0 0 10.0.0.1:22 10.0.0.2:4000\n"), []);
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { withTxChecksums } from "../../../../lab/netns/features.ts";

test("interfaces that leave checksums to hardware, of ethtool -k '*' (6.1)", () => {
  const text = [
    "Features for lo:",
    "rx-checksumming: on [fixed]",
    "tx-checksumming: on",
    "\ttx-checksum-ipv4: off [fixed]",
    "",
    "Features for eth0:",
    "tx-checksumming: off",
    "\ttx-checksum-ip-generic: off",
    "Features for 1de5e5162d45_h:",
    "tx-checksumming: on",
  ].join("\n");
  assert.deepEqual(withTxChecksums(text), ["lo", "1de5e5162d45_h"]);
  assert.deepEqual(withTxChecksums(""), []);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { withOtherVersion } from "../../../../lab/processes/other-version.ts";

const said = "ovn-controller 23.03.1\nOpen vSwitch Library 3.1.0\nSB DB Schema 20.27.0\n";
const program = (...versions: string[]): Buffer =>
  Buffer.from(`\x7fELF 23.03.1 is said\0${versions.join("\0")}\0rest`, "latin1");

test("the last digit of the version is another, and nothing else is", () => {
  assert.deepEqual(withOtherVersion(program("23.03.1"), said), program("23.03.9"));
  const nines = "ovn-controller 23.03.9\n";
  assert.deepEqual(withOtherVersion(program("23.03.9"), nines), program("23.03.8"));
  const two = "ovn-controller 24.03.12\n";
  assert.deepEqual(withOtherVersion(program("24.03.12"), two), program("24.03.19"));
});

test("the program that is given stays as it is", () => {
  const own = program("23.03.1");
  withOtherVersion(own, said);
  assert.deepEqual(own, program("23.03.1"));
});

test("without the version, or with it twice, there is no telling which bytes to change", () => {
  const refused = { name: "RangeError", message: /^Cannot give the program another version/ };
  assert.throws(() => withOtherVersion(program("23.03.11"), said), refused);
  assert.throws(() => withOtherVersion(program("23.03.1", "23.03.1"), said), refused);
  assert.throws(() => withOtherVersion(program("23.03.1"), "ovn-controller\n"), refused);
});

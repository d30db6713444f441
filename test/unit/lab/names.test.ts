import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  centralNetns,
  checkLabName,
  externalNetns,
  isNetnsOf,
  labPaths,
  nodeNetns,
  podNetns,
  underlayNetns,
} from "../../../lab/names.ts";

const segment = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const labName = fc
  .array(segment, { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join("-"))
  .filter((name) => {
    try {
      return checkLabName(name) === name;
    } catch {
      return false;
    }
  });

function namesOf(lab: string): string[] {
  return [
    centralNetns(lab),
    underlayNetns(lab),
    nodeNetns(lab, "node1"),
    nodeNetns(lab, "node12"),
    podNetns(lab, "default", "a"),
    externalNetns(lab, "ext"),
  ];
}

test("a lab knows its own namespaces", () => {
  fc.assert(fc.property(labName, (lab) => namesOf(lab).every((netns) => isNetnsOf(lab, netns))));
});

test("no lab takes the namespaces of another for its own", () => {
  fc.assert(
    fc.property(labName, labName, (one, other) => {
      fc.pre(one !== other);
      assert.ok(namesOf(other).every((netns) => !isNetnsOf(one, netns)));
    }),
  );
  assert.equal(isNetnsOf("tapline", "tapline-b-node1"), false);
});

test("names that would be ambiguous or too long for a socket are refused", () => {
  for (const name of ["", "A", "a b", "a--b", "-a", "a/b", "x-pod", "node1", "a".repeat(25)]) {
    assert.throws(() => checkLabName(name), { type: { code: "USAGE" } }, name);
  }
});

test("socket paths fit into a unix address", () => {
  const { central, state } = labPaths("a".repeat(24));
  for (const path of [
    `${central}/ovn-northd.4194304.ctl`,
    `${state}/node200/ovn-controller.4194304.ctl`,
  ]) {
    assert.ok(path.length < 108, path);
  }
});

import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { kubeOvnOf, programOf } from "../../../../lab/kube-ovn/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "tapline-kube-ovn-"));
const tools = mkdtempSync(join(tmpdir(), "tapline-tools-"));
after(() => {
  for (const one of [folder, tools]) rmSync(one, { recursive: true });
});

function program(at: string, name: string): void {
  writeFileSync(join(at, name), "");
  chmodSync(join(at, name), 0o755);
}

test("no folder is no Kube-OVN", () => {
  assert.equal(kubeOvnOf(undefined, tools), null);
  assert.equal(kubeOvnOf("", tools), null);
});

test("what is missing in the folder is named", () => {
  program(folder, "kube-ovn-controller");
  writeFileSync(join(folder, "kube-ovn"), ""); // not executable
  const message = new RegExp(
    `^Cannot use Kube-OVN of ${folder}: no kube-ovn-daemon, no kube-ovn, no crds.yaml there; ` +
      "wanted kube-ovn-controller, kube-ovn-daemon, kube-ovn, crds.yaml$",
  );
  assert.throws(() => kubeOvnOf(folder, tools), { type: { code: "USAGE" }, message });
  assert.throws(
    () => kubeOvnOf(`${folder}/none`, tools),
    /no kube-ovn-controller, no kube-ovn-daemon/,
  );
});

test("the tools that the daemon runs are wanted on PATH", () => {
  for (const name of ["kube-ovn-controller", "kube-ovn-daemon", "kube-ovn"]) program(folder, name);
  writeFileSync(join(folder, "crds.yaml"), "");
  for (const name of ["iptables", "ip6tables", "ethtool"]) program(tools, name);
  assert.throws(() => kubeOvnOf(folder, tools), /Cannot run kube-ovn-daemon: no ipset on PATH$/);
});

test("programs are those of the folder", () => {
  assert.equal(programOf({ folder: "/srv/k" }, "kube-ovn-daemon"), "/srv/k/kube-ovn-daemon");
});

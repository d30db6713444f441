import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ovnRootOf, schemaFile, searchPath } from "../../../lab/ovn-root.ts";

describe("the OVN that a lab runs", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tapline-ovn-root-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  test("is the machine's own unless a folder is named", () => {
    assert.equal(ovnRootOf(undefined), undefined);
    assert.equal(ovnRootOf(""), undefined);
    assert.equal(schemaFile(undefined, "nb"), "/usr/share/ovn/ovn-nb.ovsschema");
    assert.equal(searchPath(undefined, "/usr/bin"), "/usr/bin");
  });

  test("a folder without the programs is refused", () => {
    assert.throws(() => ovnRootOf(folder), { type: { code: "USAGE" } });
  });

  test("programs and schemas come from the folder, programs before the machine's", () => {
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin", "ovs-vswitchd"), "");
    const root = ovnRootOf(folder) ?? "";
    assert.equal(root, folder);
    const schema = "files/usr/share/openvswitch/vswitch.ovsschema";
    assert.equal(schemaFile(root, "vswitch"), join(folder, schema));
    const path = searchPath(root, "/usr/sbin:/usr/bin");
    assert.equal(path, `${folder}/bin:/usr/sbin:/usr/bin`);
    assert.equal(searchPath(root, path), path);
  });
});

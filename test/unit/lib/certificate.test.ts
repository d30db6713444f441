import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readCertificate } from "../../../lib/certificate.ts";
import { run } from "../../../lib/exec.ts";

const folder = mkdtempSync(join(tmpdir(), "tapline-certificate-"));
after(() => rmSync(folder, { recursive: true }));
const day = 86_400_000;

async function made(name: string, days: number): Promise<string> {
  const [key, path] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const what = ["-keyout", key, "-out", path, "-days", String(days), "-subj", `/CN=${name}`];
  await run(["openssl", "req", "-x509", ...curve, ...what]);
  return path;
}

test("of several certificates in a file the one that ends first counts", async () => {
  const [long, short] = [await made("long", 90), await made("short", 3)];
  const bundle = join(folder, "bundle.pem");
  writeFileSync(bundle, `${readFileSync(long, "utf8")}\n${readFileSync(short, "utf8")}`);
  const { notBefore, notAfter, subject } = await readCertificate(bundle);
  assert.equal(subject, "CN=short");
  assert.ok(Math.abs(notAfter.getTime() - Date.now() - 3 * day) < day / 2);
  assert.ok(notBefore.getTime() <= Date.now());
});

test("a file that is not there, or holds no certificate, is an error that names it", async () => {
  await assert.rejects(readCertificate(join(folder, "none.pem")), /none\.pem/);
  await made("key", 1);
  await assert.rejects(readCertificate(join(folder, "key.key")), /key\.key holds no certificate/);
});

import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { run } from "../../lib/exec.ts";

/** Files of a certificate and of its key, PEM. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

/** Whom or what a certificate names. */
export interface Named {
  /** As in "/O=dev/CN=jane"; "/" for nobody. */
  readonly subject: string;
  /** As in "DNS:a.example" or "URI:tapline:node:node1"; none without a server or node. */
  readonly names?: readonly string[];
  readonly days?: number;
}

/** Nothing of the machine's own configuration goes into a certificate. */
const configuration = "[req]\ndistinguished_name = name\n[name]\n";

/** A CA for one purpose, in a folder of its own. */
export class Authority {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the CA, or a new one in the place of another. */
  static async create(folder: string): Promise<Authority> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${folder}/openssl.cnf`, configuration);
    const authority = new Authority(folder);
    await authority.#request("ca", "/CN=lab", [
      ...["-days", "30", "-addext", "basicConstraints=critical,CA:TRUE"],
      ...["-addext", "keyUsage=critical,keyCertSign"],
    ]);
    return authority;
  }

  /** One that was made before. */
  static of(folder: string): Authority {
    return new Authority(folder);
  }

  get certificate(): string {
    return `${this.#folder}/ca.crt`;
  }

  /** Issues a certificate with a new key; another of that file name is replaced. */
  async issue(file: string, { subject, names = [], days = 30 }: Named): Promise<Issued> {
    const alternative = names.length === 0 ? [] : ["-addext", `subjectAltName=${names.join(",")}`];
    await this.#request(file, subject, [
      ...["-CA", "ca.crt", "-CAkey", "ca.key", "-days", String(days)],
      ...["-addext", "basicConstraints=critical,CA:FALSE", ...alternative],
      ...["-addext", "extendedKeyUsage=serverAuth,clientAuth"],
    ]);
    return { certificate: `${this.#folder}/${file}.crt`, key: `${this.#folder}/${file}.key` };
  }

  async #request(file: string, subject: string, more: readonly string[]): Promise<void> {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const serial = `0x4${randomBytes(8).toString("hex")}`;
    await run(
      [
        ...["openssl", "req", "-x509", "-new", "-config", "openssl.cnf", "-sha256", ...key],
        ...["-keyout", `${file}.key`, "-out", `${file}.crt`, "-subj", subject],
        ...["-set_serial", serial, ...more],
      ],
      { cwd: this.#folder, timeoutMs: 30_000 },
    );
  }
}

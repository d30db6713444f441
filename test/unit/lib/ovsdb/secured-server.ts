import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { run, type Started, start } from "../../../../lib/exec.ts";
import type { TlsFiles } from "../../../../lib/ovsdb/dial.ts";

/** A CA of our own: `openssl ca` is what takes dates in the past. */
const configuration = `
[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
serial = serial
policy = any
default_md = sha256
default_days = 2
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical,CA:TRUE
`;

export class Authority {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(folder: string): Promise<Authority> {
    await mkdir(folder);
    const authority = new Authority(folder);
    await writeFile(join(folder, "openssl.cnf"), configuration);
    await writeFile(join(folder, "index.txt"), "");
    await writeFile(join(folder, "serial"), "01\n");
    const own = ["-x509", "-days", "2", "-extensions", "authority", "-out", "ca.pem"];
    await authority.#openssl("req", ...newKey("ca"), ...own);
    return authority;
  }

  get certificate(): string {
    return join(this.#folder, "ca.pem");
  }

  /** A key and a certificate; `dates` when it is not valid for two days from now. */
  async issue(name: string, ...dates: readonly string[]): Promise<TlsFiles> {
    await this.#openssl("req", ...newKey(name), "-out", `${name}.csr`);
    const own = ["-cert", "ca.pem", "-keyfile", "ca.key", "-in", `${name}.csr`];
    await this.#openssl("ca", "-batch", "-notext", ...own, "-out", `${name}.pem`, ...dates);
    return {
      key: join(this.#folder, `${name}.key`),
      certificate: join(this.#folder, `${name}.pem`),
      ca: this.certificate,
    };
  }

  async #openssl(command: string, ...words: readonly string[]): Promise<void> {
    const argv = ["openssl", command, "-config", "openssl.cnf", ...words];
    await run(argv, { cwd: this.#folder, timeoutMs: 30_000 });
  }
}

function newKey(name: string): readonly string[] {
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  return [...kind, "-keyout", `${name}.key`, "-subj", `/CN=${name}`];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** A real ovsdb-server with a new database, at an `ssl:` remote and a `unix:` one. */
export async function serveSecured(
  folder: string,
  schema: string,
  own: TlsFiles,
): Promise<{ readonly server: Started; readonly remote: string; readonly local: string }> {
  const port = await freePort();
  const database = join(folder, `${port}.db`);
  const local = `unix:${join(folder, `${port}.sock`)}`;
  await run(["ovsdb-tool", "create", database, schema]);
  const remotes = [`--remote=pssl:${port}:127.0.0.1`, `--remote=p${local}`];
  const pki = [`--private-key=${own.key}`, `--certificate=${own.certificate}`];
  const quiet = [`--unixctl=${join(folder, `${port}.ctl`)}`, "--verbose=off", "--no-chdir"];
  const vector = ["ovsdb-server", database, ...remotes, ...pki, `--ca-cert=${own.ca}`, ...quiet];
  const server = await start(vector, { dieWithParent: true });
  return { server, remote: `ssl:127.0.0.1:${port}`, local };
}

/** Why certificates cannot be made here; false when they can. */
export async function noOpensslReason(): Promise<string | false> {
  return run(["openssl", "version"]).then(
    () => false,
    () => "openssl is not installed",
  );
}

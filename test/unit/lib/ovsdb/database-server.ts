import { constants } from "node:fs";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, type Started, start } from "../../../../lib/exec.ts";
import { northboundSchema } from "../../../installed-ovn.ts";

/** A real ovsdb-server with one database of its own, for tests. */
export class DatabaseServer {
  readonly folder: string;
  readonly socket: string;
  readonly remote: string;
  readonly #file: string;
  #started: Started | null = null;

  private constructor(folder: string) {
    this.folder = folder;
    this.#file = join(folder, "conf.db");
    this.socket = join(folder, "db.sock");
    this.remote = `unix:${this.socket}`;
  }

  static async create(schemaFile: string): Promise<DatabaseServer> {
    const server = new DatabaseServer(await mkdtemp(join(tmpdir(), "tapline-ovsdb-")));
    await run(["ovsdb-tool", "create", server.#file, schemaFile]);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const options = [`--remote=punix:${this.socket}`, `--unixctl=${join(this.folder, "ctl")}`];
    const quiet = ["--verbose=off", "--no-chdir"];
    this.#started = await start(["ovsdb-server", this.#file, ...options, ...quiet], {
      dieWithParent: true,
    });
    await waitFor(() => exists(this.socket));
  }

  async stop(): Promise<void> {
    const child = this.#started?.child;
    this.#started = null;
    if (child === undefined) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
    await rm(this.socket, { force: true });
  }

  /** Stops it from running without ending it: a half-open connection for its clients. */
  signal(signal: NodeJS.Signals): void {
    this.#started?.child.kill(signal);
  }

  async transact(database: string, ...operations: readonly object[]): Promise<string> {
    const transaction = JSON.stringify([database, ...operations]);
    const result = await run(["ovsdb-client", "transact", this.remote, transaction]);
    return result.stdout;
  }

  async remove(): Promise<void> {
    this.signal("SIGCONT");
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Why tests with a real server cannot run here; false when they can. */
export async function noServerReason(): Promise<string | false> {
  if (!(await exists(northboundSchema))) return `${northboundSchema} is not installed`;
  try {
    await run(["ovsdb-server", "--version"]);
    await run(["ovsdb-tool", "--version"]);
    return false;
  } catch {
    return "ovsdb-server is not installed";
  }
}

/** Waits until a condition holds; fails after `timeoutMs`. */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 5_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not true within ${timeoutMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

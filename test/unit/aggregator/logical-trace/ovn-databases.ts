import { once } from "node:events";
import { join } from "node:path";
import { run, type Started, start } from "../../../../lib/exec.ts";
import { northboundSchema, southboundSchema } from "../../../installed-ovn.ts";
import { DatabaseServer } from "../../lib/ovsdb/database-server.ts";

/** A northbound and a southbound of their own, with an ovn-northd between them. */
export class OvnDatabases {
  readonly northbound: DatabaseServer;
  readonly southbound: DatabaseServer;
  readonly #northd: Started;

  private constructor(northbound: DatabaseServer, southbound: DatabaseServer, northd: Started) {
    this.northbound = northbound;
    this.southbound = southbound;
    this.#northd = northd;
    northd.stdout?.resume();
    northd.stderr?.resume();
  }

  static async create(): Promise<OvnDatabases> {
    const northbound = await DatabaseServer.create(northboundSchema);
    const southbound = await DatabaseServer.create(southboundSchema);
    const databases = [
      `--ovnnb-db=${northbound.remote}`,
      `--ovnsb-db=${southbound.remote}`,
      `--unixctl=${join(northbound.folder, "northd.ctl")}`,
    ];
    const vector = ["ovn-northd", ...databases, "--verbose=off"];
    const northd = await start(vector, { dieWithParent: true });
    return new OvnDatabases(northbound, southbound, northd);
  }

  /** Changes the northbound and waits until northd has brought it to the southbound. */
  async nbctl(...commands: readonly (readonly string[])[]): Promise<void> {
    const words = commands.flatMap((command) => ["--", ...command]);
    await run(["ovn-nbctl", `--db=${this.northbound.remote}`, "--wait=sb", ...words]);
  }

  async remove(): Promise<void> {
    const ended = once(this.#northd.child, "exit");
    this.#northd.child.kill("SIGTERM");
    await ended;
    await this.northbound.remove();
    await this.southbound.remove();
  }
}

import { deadline } from "../../lib/deadline.ts";
import { OvsdbClient } from "../../lib/ovsdb/client.ts";
import { OvsdbMirror } from "../../lib/ovsdb/mirror.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";
import {
  type OvsBridge,
  type OvsInterface,
  type OvsPort,
  type OvsQos,
  type OvsQueue,
  ovsTables,
} from "./ovs-tables.ts";

/** The local database cannot be read. */
export class OvsViewError extends ReasonedError<Reason<"OVSDB_UNAVAILABLE">> {}

/** An interface with the port and the bridge that hold it; null where nothing refers to it. */
export interface PluggedInterface {
  readonly iface: OvsInterface;
  readonly port: OvsPort | null;
  readonly bridge: OvsBridge | null;
  /** How what leaves by it is queued; null where nothing is said. */
  readonly queueing: Queueing | null;
}

export interface Queueing {
  readonly qos: OvsQos;
  /** The default one. */
  readonly queue: OvsQueue | null;
}

/** What the node's Open_vSwitch database says at one moment. */
export interface OvsSnapshot {
  readonly interfaces: readonly PluggedInterface[];
  readonly bridges: readonly OvsBridge[];
  /** Names of the interfaces that get the copies of mirrors, each once. */
  readonly mirrorOutputs: readonly string[];
  readonly externalIds: ReadonlyMap<string, string>;
  /** Of the switch itself (ovs-vswitchd.conf.db(5), Open_vSwitch TABLE). */
  readonly otherConfig: ReadonlyMap<string, string>;
  /** Column ovs_version, "" when not set. */
  readonly ovsVersion: string;
}

/** What reads of the database ask for; a test gives its own. */
export interface OvsSource {
  snapshot(signal: AbortSignal): Promise<OvsSnapshot>;
  /** Calls after rows of interfaces changed; returns how to stop that. */
  onInterfaces(listener: () => void): () => void;
}

/** How long a question waits for a database that is just being connected to. */
const syncWaitMs = 300;

/** The node's Open_vSwitch database, mirrored: reading it starts no process. */
export class OvsView implements OvsSource {
  readonly #socket: string;
  readonly #client: OvsdbClient;
  readonly #mirror: OvsdbMirror<typeof ovsTables>;

  constructor(ovsRunDir: string) {
    this.#socket = `${ovsRunDir}/db.sock`;
    this.#client = new OvsdbClient({
      remotes: `unix:${this.#socket}`,
      database: "Open_vSwitch",
      backoff: { firstMs: 200, maxMs: 2_000 },
    });
    this.#mirror = new OvsdbMirror(this.#client, ovsTables);
  }

  start(): void {
    this.#client.start();
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  /** Why the database cannot be read at this moment; null when it can. */
  get problem(): Reason | null {
    return this.#mirror.status.state === "synced" ? null : this.#unavailable().type;
  }

  /**
   * The database as it is now.
   *
   * @throws {OvsViewError} OVSDB_UNAVAILABLE: rows of a lost connection are not given as current.
   */
  async snapshot(signal: AbortSignal): Promise<OvsSnapshot> {
    const wait = deadline(syncWaitMs, signal);
    await this.#mirror.whenSynced(wait).catch(() => {
      throw this.#unavailable();
    });
    const { interfaces, ports, bridges, mirrors, system, qos, queues } = this.#mirror.tables;
    const queueingOf = (port: OvsPort | null): Queueing | null => {
      const row = qos.get(port?.qos ?? "");
      return row === undefined ? null : { qos: row, queue: queues.get(row.queue ?? "") ?? null };
    };
    const plugged = [...interfaces.values()].map((iface) => {
      const port = ports.find("interface", iface.uuid) ?? null;
      const bridge = port === null ? null : (bridges.find("port", port.uuid) ?? null);
      return { iface, port, bridge, queueing: queueingOf(port) };
    });
    const root = [...system.values()][0];
    const copies = new Set([...mirrors.values()].map(({ outputPort }) => outputPort));
    const mirrorOutputs = plugged.filter(({ port }) => port !== null && copies.has(port.uuid));
    return {
      interfaces: plugged.sort((a, b) => a.iface.name.localeCompare(b.iface.name)),
      bridges: [...bridges.values()],
      mirrorOutputs: mirrorOutputs.map(({ iface }) => iface.name),
      externalIds: root?.externalIds ?? new Map(),
      otherConfig: root?.otherConfig ?? new Map(),
      ovsVersion: root?.ovsVersion ?? "",
    };
  }

  onInterfaces(listener: () => void): () => void {
    return this.#mirror.onChange((changed) => {
      if (changed.has("interfaces")) listener();
    });
  }

  /** Calls after anything changed, and when the database was lost or is there again. */
  onChange(listener: () => void): () => void {
    const stops = [this.#mirror.onChange(listener), this.#client.onStatus(listener)];
    return () => {
      for (const stop of stops) stop();
    };
  }

  #unavailable(): OvsViewError {
    const { lastError } = this.#client.status;
    const why = lastError === null ? reason("NO_ANSWER_YET", {}) : reasonOf(lastError);
    return new OvsViewError(reason("OVSDB_UNAVAILABLE", { socket: this.#socket, why }));
  }
}

/** The bridge that ovn-controller uses, "br-int" unless told (ovn-controller(8), ovn-bridge). */
export function integrationBridge(snapshot: OvsSnapshot): string {
  return snapshot.externalIds.get("ovn-bridge") ?? "br-int";
}

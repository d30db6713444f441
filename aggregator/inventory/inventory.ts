import { OvsdbClient } from "../../lib/ovsdb/client.ts";
import type { TableSource } from "../../lib/ovsdb/define-table.ts";
import type { TlsFiles } from "../../lib/ovsdb/dial.ts";
import type { OvsdbMirror } from "../../lib/ovsdb/mirror.ts";
import { abortedError } from "../../lib/ovsdb/ovsdb-error.ts";
import type { MemberState } from "../../lib/ovsdb/server-state.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import {
  type Endpoint,
  inSubnet,
  onInterface,
  type PodEndpoint,
  resolveEndpoint,
  type SourceEndpoint,
} from "./endpoints/endpoints.ts";
import { EndpointError } from "./endpoints/error.ts";
import type { SourceHealth } from "./health.ts";
import { type KubernetesLocation, kubernetesSource } from "./kubernetes/location.ts";
import type { KubernetesKind } from "./kubernetes/objects.ts";
import type { KubernetesSource } from "./kubernetes/source.ts";
import { KubernetesObjects, type KubernetesStore } from "./kubernetes/store.ts";
import { type DatabaseConnection, databaseConnection } from "./ovn/database-connection.ts";
import { Northbound } from "./ovn/northbound.ts";
import { ovsdbReason } from "./ovn/ovsdb-reason.ts";
import { Southbound } from "./ovn/southbound.ts";

export interface InventoryOptions {
  /** Remotes of OVN_Northbound: `unix:PATH,tcp:HOST:PORT,…`. */
  readonly northbound: string;
  /** Remotes of OVN_Southbound. */
  readonly southbound: string;
  readonly kubernetes: KubernetesLocation;
  /** For `ssl:` remotes of either. */
  readonly tls?: TlsFiles;
  /** Of clustered databases read the leader only; see OvsdbClientOptions. */
  readonly leaderOnly?: boolean;
}

/** The server that a database is read from. */
export interface DatabaseMember extends MemberState {
  readonly database: string;
  readonly remote: string;
}

/** Objects or rows of one kind. */
export interface InventorySize {
  readonly source: string;
  /** Kind of Kubernetes objects; "rows" for a database. */
  readonly kind: string;
  readonly count: number;
}

export interface InventoryWork {
  readonly kubernetes: {
    readonly lists: number;
    readonly watches: number;
    readonly failures: number;
  };
  /** Connections that were established and then lost. */
  readonly lostConnections: readonly { readonly database: string; readonly count: number }[];
}

/**
 * What the aggregator knows about the cluster: Kubernetes objects and both OVN databases, kept
 * current. Each source may be missing; `health` says which, and diagnoses must pass that on.
 */
export class Inventory {
  readonly kubernetes: KubernetesStore;
  readonly northbound: Northbound;
  readonly southbound: Southbound;
  readonly #source: KubernetesSource;
  readonly #clients: { readonly northbound: OvsdbClient; readonly southbound: OvsdbClient };

  /** @throws {OvsdbError} BAD_REMOTE or NO_CERTIFICATE. */
  constructor(options: InventoryOptions) {
    const leaderOnly = options.leaderOnly ?? false;
    const tls = options.tls === undefined ? {} : { tls: options.tls };
    const client = (remotes: string, database: string): OvsdbClient =>
      new OvsdbClient({ remotes, database, leaderOnly, ...tls });
    this.#clients = {
      northbound: client(options.northbound, "OVN_Northbound"),
      southbound: client(options.southbound, "OVN_Southbound"),
    };
    const objects = new KubernetesObjects();
    this.kubernetes = objects;
    this.#source = kubernetesSource(options.kubernetes, objects);
    this.northbound = new Northbound(this.#clients.northbound);
    this.southbound = new Southbound(this.#clients.southbound);
  }

  /** Begins to fill; returns after a first look at Kubernetes, the databases follow. */
  async start(): Promise<void> {
    this.#clients.northbound.start();
    this.#clients.southbound.start();
    await this.#source.start();
  }

  /** Ends every connection, watch and timer. */
  async stop(): Promise<void> {
    const { northbound, southbound } = this.#clients;
    await Promise.all([northbound.close(), southbound.close(), this.#source.close()]);
  }

  /**
   * Waits until both databases have their complete contents.
   *
   * @throws {OvsdbError} ABORTED by the signal; `health` then says what is missing.
   */
  async whenSynced(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw abortedError();
    await Promise.all([
      this.northbound.mirror.whenSynced(signal),
      this.southbound.mirror.whenSynced(signal),
    ]);
  }

  /** How each source is at this moment: kubernetes, ovn-northbound, ovn-southbound. */
  health(): readonly SourceHealth[] {
    const { northbound, southbound } = this.#clients;
    return [
      this.#source.health,
      mirrorHealth("ovn-northbound", northbound, this.northbound.mirror),
      mirrorHealth("ovn-southbound", southbound, this.southbound.mirror),
    ];
  }

  /** How much of each source is in memory. */
  sizes(): readonly InventorySize[] {
    const kubernetes = this.kubernetes.counts().map(([kind, count]) => {
      return { source: "kubernetes", kind, count };
    });
    const rows = (source: string, count: number) => ({ source, kind: "rows", count });
    return [
      ...kubernetes,
      rows("ovn-northbound", this.northbound.mirror.status.rows),
      rows("ovn-southbound", this.southbound.mirror.status.rows),
    ];
  }

  /** What keeping it current took, since the start. */
  work(): InventoryWork {
    const { northbound, southbound } = this.#clients;
    return {
      kubernetes: this.#source.counters ?? { lists: 0, watches: 0, failures: 0 },
      lostConnections: [northbound, southbound].map(({ database, status }) => {
        return { database, count: status.lostConnections };
      }),
    };
  }

  /** How the connections to the OVN databases are at this moment. */
  databases(): readonly DatabaseConnection[] {
    const { northbound, southbound } = this.#clients;
    return [databaseConnection(northbound), databaseConnection(southbound)];
  }

  /** The server in use of each database; null where it does not tell, or there is none. */
  members(): readonly (DatabaseMember | null)[] {
    const { northbound, southbound } = this.#clients;
    return [northbound, southbound].map(({ database, status, member }) =>
      status.remote === null || member === null
        ? null
        : { database, remote: status.remote, ...member },
    );
  }

  /**
   * Resolves what a user typed to an endpoint.
   *
   * @throws {EndpointError} as `resolveEndpoint`; INVENTORY_NOT_READY where "not found" could only
   *   mean that it was not read.
   */
  endpoint(words: string, defaultNamespace = "default", from?: SourceEndpoint): Endpoint {
    try {
      const endpoint = resolveEndpoint(this, words, defaultNamespace, from);
      // An address that nobody has is outside the cluster: only where everybody is known.
      if (endpoint.kind === "Address") this.#mustKnow(kindsWithAddresses, words);
      return endpoint;
    } catch (thrown) {
      if (!(thrown instanceof EndpointError)) throw thrown;
      this.#mustKnow(kindsOfAbsence[thrown.type.code] ?? [], words);
      throw thrown;
    }
  }

  /**
   * The source pod by the interface that is meant.
   *
   * @throws {EndpointError} INTERFACE_NOT_FOUND.
   */
  onInterface(pod: PodEndpoint, name: string): PodEndpoint {
    return onInterface(this, pod, name);
  }

  /** The destination pod by its interface in the source's Subnet, if it has one there. */
  inSubnet(pod: PodEndpoint, subnet: string | null): PodEndpoint {
    return inSubnet(this, pod, subnet);
  }

  /** Why the objects of a kind are not to be relied on; null when they are. */
  notRead(kind: KubernetesKind): Reason | null {
    if (this.#source.isComplete(kind)) return null;
    const { status, reason: why } = this.#source.health;
    const args = { source: "kubernetes", status, since: null };
    return reason("SOURCE_NOT_CURRENT", { ...args, why: why ?? reason("NOT_READ_YET", {}) });
  }

  /** @throws {EndpointError} INVENTORY_NOT_READY */
  #mustKnow(kinds: readonly KubernetesKind[], words: string): void {
    const why = kinds.map((kind) => this.notRead(kind)).find((one) => one !== null);
    if (why === undefined || why === null) return;
    throw new EndpointError(reason("INVENTORY_NOT_READY", { reference: words, why }));
  }
}

const kindsWithAddresses = ["Pod", "Service", "Node"] as const;

/** Of which kinds all objects must be known before it may be said that there is no such thing. */
const kindsOfAbsence: Readonly<Record<string, readonly KubernetesKind[]>> = {
  POD_NOT_FOUND: ["Pod"],
  SERVICE_NOT_FOUND: ["Service"],
  NODE_NOT_FOUND: ["Node"],
  IP_UNKNOWN: kindsWithAddresses,
};

function mirrorHealth(
  name: string,
  client: OvsdbClient,
  mirror: OvsdbMirror<Readonly<Record<string, TableSource>>>,
): SourceHealth {
  const { state, since, missing } = mirror.status;
  const error = client.status.lastError;
  const why = error === null ? null : ovsdbReason(error);
  switch (state) {
    case "synced": {
      const names = missing.map(({ table, column }) => (column ? `${table}.${column}` : table));
      const lacks = names.length === 0 ? null : reason("SCHEMA_LACKS", { names });
      return { name, status: "ok", since, reason: lacks };
    }
    case "stale":
      return { name, status: "stale", since, reason: why };
    case "waiting":
      return {
        name,
        status: why === null ? "connecting" : "failed",
        since,
        reason: why,
      };
  }
}

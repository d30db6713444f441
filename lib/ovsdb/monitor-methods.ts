import type { OvsdbConnection } from "./connection.ts";
import type { MonitorPlan } from "./monitor-plan.ts";
import { badMessage, OvsdbError } from "./ovsdb-error.ts";

/** The contents or changes that one reply or notification carries. */
export interface MonitorDelivery {
  /** `<table-updates>` or `<table-updates2>`, not decoded. */
  readonly updates: unknown;
  /** The transaction it brings us to; null when the server does not number them. */
  readonly transactionId: string | null;
  /** Whether it is everything (what is not in it is gone), or a change of what we have. */
  readonly isComplete: boolean;
}

const noTransaction = "00000000-0000-0000-0000-000000000000";

/**
 * Starts a monitor with the best method the server has: `monitor_cond_since` (OVS 2.12; after a
 * reconnect a clustered server sends what changed only), `monitor_cond` (2.6) or `monitor`
 * (RFC 7047).
 *
 * @param deliver runs for the initial contents before any update is handled.
 * @throws {OvsdbError} as `OvsdbConnection.call`.
 */
export async function startMonitor(
  connection: OvsdbConnection,
  request: {
    readonly database: string;
    readonly monitorId: string;
    readonly plan: MonitorPlan;
    /** Where the contents we still have end; null to get everything. */
    readonly since: string | null;
    /** Changes alone, without what is there already. */
    readonly changesOnly?: boolean;
    readonly signal: AbortSignal;
  },
  deliver: (delivery: MonitorDelivery) => void,
): Promise<void> {
  const { database, monitorId, signal } = request;
  const select = request.changesOnly ? { select: { initial: false } } : {};
  const tables: Record<string, unknown> = {};
  for (const [table, columns] of request.plan.tables)
    tables[table] = [{ columns: [...columns.keys()], ...select }];
  const base = [database, monitorId, tables] as const;
  const decode = (result: unknown): void => deliver(asDelivery(result));
  const decodeSince = (result: unknown): void => deliver(asDeliverySince(result));
  const attempts = [
    () =>
      connection.call("monitor_cond_since", [...base, request.since ?? noTransaction], {
        decode: decodeSince,
        signal,
      }),
    () => connection.call("monitor_cond", base, { decode, signal }),
    () => connection.call("monitor", base, { decode, signal }),
  ];
  let unknownMethod: unknown;
  for (const attempt of attempts) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!isUnknownMethod(thrown)) throw thrown;
      unknownMethod = thrown;
    }
  }
  throw unknownMethod;
}

/** Reads an `update`, `update2` or `update3` notification; null for any other method. */
export function readNotification(
  method: string,
  params: readonly unknown[],
): MonitorDelivery | null {
  if (method === "update" || method === "update2") {
    return { updates: params[0], transactionId: null, isComplete: false };
  }
  if (method !== "update3") return null;
  return { updates: params[1], transactionId: String(params[0]), isComplete: false };
}

function asDelivery(result: unknown): MonitorDelivery {
  return { updates: result, transactionId: null, isComplete: true };
}

function asDeliverySince(result: unknown): MonitorDelivery {
  if (!Array.isArray(result) || result.length !== 3) {
    throw badMessage("the reply to monitor_cond_since has no three parts");
  }
  const [found, transactionId, updates]: readonly unknown[] = result;
  return { updates, transactionId: String(transactionId), isComplete: found !== true };
}

function isUnknownMethod(thrown: unknown): boolean {
  if (!(thrown instanceof OvsdbError) || thrown.type.code !== "REQUEST_FAILED") return false;
  return thrown.type.error === "unknown method";
}

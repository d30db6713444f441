import type { CertificateDates } from "../../../lib/certificate.ts";
import type { Reason } from "../../../proto/reasons/index.ts";
import type { NodeFacts } from "../../../proto/wire/facts.ts";
import type { SelfReport } from "../../../proto/wire/self-report.ts";
import type { KubeOvnRelease } from "../../evidence/rows.ts";
import type { SourceHealth } from "../../inventory/health.ts";
import type { DatabaseMember } from "../../inventory/inventory.ts";
import type { RightLook } from "../../inventory/kubernetes/api/own-rights.ts";
import type { DatabaseConnection } from "../../inventory/ovn/database-connection.ts";
import type { AgentState } from "../agents/agents.ts";

/** What was looked at, or why it could not be: never one for the other. */
export type Known<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly why: Reason };

export function known<T>(value: T): Known<T> {
  return { known: true, value };
}

export function notKnown(why: Reason): { readonly known: false; readonly why: Reason } {
  return { known: false, why };
}

/** What the agent of a node says, of the node and of itself. */
export interface NodeLook {
  readonly node: string;
  readonly facts: Known<NodeFacts>;
  readonly self: Known<SelfReport>;
}

export interface DatabaseLook {
  readonly connection: DatabaseConnection;
  /** Null where the server in use does not tell, or there is none. */
  readonly member: DatabaseMember | null;
  /** Of its contents in memory. */
  readonly health: SourceHealth;
}

export interface ChassisLook {
  /** The node's system-id. */
  readonly name: string;
  readonly hostname: string;
  readonly encaps: readonly { readonly type: string; readonly ip: string }[];
  /** Of another OVN cluster (OVN interconnection). */
  readonly isRemote: boolean;
}

/** How far ovn-northd is with what the northbound says. */
export interface NorthdLook {
  /** Configuration sequence numbers of NB_Global and SB_Global. */
  readonly wanted: number;
  readonly carriedOver: number;
  /** Logical ports of the northbound that the southbound does not have, some of them. */
  readonly portsMissing: readonly string[];
  /** For how long both were watched, milliseconds. */
  readonly watchedMs: number;
}

export interface CertificateLook {
  /** Name of the variable that names the file. */
  readonly variable: string;
  readonly path: string;
  readonly dates: Known<CertificateDates>;
}

/** All that the checks judge: collected first, so that they are pure. */
export interface DoctorEvidence {
  readonly now: Date;
  readonly version: string;
  /** When the aggregator's image was built; null when nobody said. */
  readonly builtAt: Date | null;
  /** Version of ovn-trace beside the aggregator. */
  readonly ovnTrace: Known<string>;
  readonly nodes: Known<readonly { readonly name: string; readonly ready: boolean }[]>;
  readonly agents: readonly AgentState[];
  /** Of each node; one whose agent is away cannot be looked at. */
  readonly looks: readonly NodeLook[];
  readonly kubernetes: SourceHealth;
  readonly databases: readonly DatabaseLook[];
  readonly chassis: Known<readonly ChassisLook[]>;
  readonly northd: Known<NorthdLook>;
  /** Null where no API server is asked, which takes no rights. */
  readonly rights: readonly RightLook[] | null;
  readonly certificates: readonly CertificateLook[];
  readonly kubeOvn: Known<KubeOvnRelease>;
}

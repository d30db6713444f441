import type { CodeArgs, CodeName } from "../../proto/codes/index.ts";
import type { Cause, Diagnosis, EvidenceSummary } from "../../proto/documents/v1/diagnosis.ts";
import type { Reason } from "../../proto/reasons/index.ts";
import type { AddressOwnerRow } from "../evidence/rows.ts";
import { causeDocument } from "./finding.ts";

/** Whether the caller may see what is in a namespace. */
type Sees = (namespace: string) => boolean;

/**
 * The document without what its reader may not see of pods that are no end of the path: of another
 * that has the same address, its name and its namespace remain.
 */
export function withoutOthers(diagnosis: Diagnosis, sees: Sees): Diagnosis {
  const { cause, findings, evidence, families } = diagnosis;
  const of = (one: Cause | null): Cause | null => one && { ...one, ...retold(one, sees) };
  return {
    ...diagnosis,
    cause: of(cause),
    findings: findings.map((one) => ({ ...one, ...retold(one, sees) })),
    evidence: evidence.map((item) => ({ ...item, data: withoutRows(item, sees) })),
    ...(families === undefined
      ? {}
      : { families: families.map((one) => ({ ...one, cause: of(one.cause) })) }),
  };
}

/** Said again where it names somebody else's MAC or node. */
function retold({ code, args, reasons, resources }: Cause, sees: Sees): Partial<Cause> {
  if (args === undefined || reasons === undefined) return {};
  const known = reasons as Readonly<Record<string, Reason>>;
  const told = Object.fromEntries(
    Object.entries(known).map(([name, why]) => [name, named(why, sees)]),
  );
  if (JSON.stringify(told) === JSON.stringify(known)) return {};
  return causeDocument(code as CodeName, { ...args, ...told } as CodeArgs, resources);
}

function named(why: Reason, sees: Sees): Reason {
  if (why.code === "ALL_OF") {
    return { code: "ALL_OF", args: { reasons: why.args.reasons.map((one) => named(one, sees)) } };
  }
  if (why.code !== "ADDRESS_OWNED" || isSeen(why.args.name, sees)) return why;
  return { code: "ADDRESS_OWNED", args: { ...why.args, node: null, mac: null } };
}

function withoutRows({ data }: EvidenceSummary, sees: Sees): unknown {
  if (typeof data !== "object" || data === null) return data;
  const { name, row } = data as { readonly name?: unknown; readonly row?: unknown };
  if (name !== "address-owners" || !Array.isArray(row)) return data;
  const rows = row as readonly AddressOwnerRow[];
  return {
    ...data,
    row: rows.map((one) => (isSeen(one.name, sees) ? one : { kind: one.kind, name: one.name })),
  };
}

/**
 * Ports and IP objects of Kube-OVN are called POD.NAMESPACE, further interfaces
 * POD.NAMESPACE.PROVIDER (pkg/ovs/util.go, PodNameToPortName); names of pods may have dots as well.
 * Only the first form without further dots says for sure whose it is.
 */
function isSeen(port: string, sees: Sees): boolean {
  const namespace = /^[^.]+\.([^.]+)$/.exec(port)?.[1];
  return namespace !== undefined && sees(namespace);
}

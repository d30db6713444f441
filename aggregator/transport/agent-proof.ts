import { type Metadata, status } from "@grpc/grpc-js";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { reasonIn } from "../../words/reasons/index.ts";
import type { ClientCertificate } from "../access/access.ts";
import { AccessError } from "../access/access-error.ts";

/** A call of an agent, as far as it tells whose it is. */
export interface AgentCall {
  readonly metadata: Metadata;
  getPeer(): string;
  getAuthContext(): { readonly sslPeerCertificate?: ClientCertificate };
}

/** The node that whoever made the call may speak for; null: any. @throws {AccessError} */
export type ProveNode = (call: AgentCall) => Promise<string | null>;

/** Where the listener itself lets in none but agents. */
export const trustsAnyone: ProveNode = async () => null;

/** Why a call may not speak for a node. */
export interface NodeRefusal {
  readonly code: status;
  readonly details: string;
  readonly why: Reason;
  /** A defect, for the log. */
  readonly err?: unknown;
}

/** Null when it may. */
export async function nodeRefusal(
  prove: ProveNode,
  call: AgentCall,
  node: string,
): Promise<NodeRefusal | null> {
  try {
    const proven = await prove(call);
    if (proven === null || proven === node) return null;
    const other = reason("AGENT_OF_OTHER_NODE", { proven });
    return refused(node, status.PERMISSION_DENIED, other);
  } catch (thrown) {
    if (!(thrown instanceof AccessError)) {
      return { ...refused(node, status.INTERNAL, reason("DEFECT", {})), err: thrown };
    }
    const { type } = thrown;
    if (type.code === "NOT_PERMITTED") return refused(node, status.PERMISSION_DENIED, type);
    const isUndecided = type.code === "ACCESS_UNDECIDED";
    const code = isUndecided ? status.UNAVAILABLE : status.UNAUTHENTICATED;
    return refused(node, code, type);
  }
}

function refused(node: string, code: status, cause: Reason): NodeRefusal {
  const why = reason("AGENT_REFUSED", { node, why: cause });
  return { code, why, details: reasonIn("en", why) };
}

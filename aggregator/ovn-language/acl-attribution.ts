import type { KubernetesStore } from "../inventory/kubernetes/store.ts";
import type { Northbound } from "../inventory/ovn/northbound.ts";
import type { Acl, LogicalSwitchPort } from "../inventory/ovn/northbound-rows.ts";
import {
  isDenyAllGroup,
  ownerOfPortGroup,
  type PolicyReference,
} from "../inventory/ovn/policy-reference.ts";
import { type Southbound, uuidPrefixOf } from "../inventory/ovn/southbound.ts";
import type { LogicalFlow } from "../inventory/ovn/southbound-rows.ts";
import { evaluateAcls } from "./acl-evaluation.ts";
import type { MatchedPacket } from "./match-evaluation.ts";

export interface AttributionSources {
  readonly northbound: Northbound;
  readonly southbound: Southbound;
  readonly kubernetes: KubernetesStore;
}

/** An ACL that decided a packet, and whose it is. */
export interface AttributedAcl {
  readonly kind: "attributed";
  /**
   * How it was found. `cookie`: the deciding flow itself names the ACL. `trace`: from OVN 24.03 on
   * the verdict falls a stage later, and the evaluation before it in the same trace names the ACL.
   * `logical-evaluation`: the ACLs were evaluated here for the packet; weaker than the other two.
   */
  readonly method: "cookie" | "trace" | "logical-evaluation";
  readonly acl: Acl;
  /** Of the policy: `to-lport` is ingress. */
  readonly direction: "ingress" | "egress";
  readonly isDrop: boolean;
  /** Whose ACL it is; null when its port group or switch names no owner. */
  readonly owner: PolicyReference | null;
  /** The drop of everything that no rule of any policy allows: no single policy is to blame. */
  readonly isDefaultDeny: boolean;
  /** To be named: of a default deny every policy that selects the port in this direction. */
  readonly policies: readonly PolicyReference[];
}

export type AclAttribution =
  | AttributedAcl
  /** The deciding flow belongs to a stage that has nothing to do with ACLs. */
  | { readonly kind: "no-acl"; readonly stageName: string }
  | {
      readonly kind: "unknown";
      readonly why:
        | "no-logical-flow"
        | "none-evaluated"
        | "no-hint"
        | "acl-gone"
        | "not-evaluable"
        | "none-matches";
      /** The flow was made from an ACL that the northbound does not have (any more). */
      readonly isOrphan?: true;
    };

const aclStage = /^ls_(?<pipeline>in|out)_acl(_after_lb)?(?<part>_eval|_action)?$/;
/** Priority of a logical flow above that of its ACL (OVN northd, OVN_ACL_PRI_OFFSET). */
const aclPriorityOffset = 1_000;

/**
 * Attributes the drop of a traced packet: OpenFlow cookie → SB Logical_Flow → `stage-hint` → NB ACL
 * → port group or switch → policy (reference: OVN northd, `stage-hint`; kube-ovn
 * pkg/ovs/ovn-nb-acl.go).
 *
 * @param cookies of the flows that the packet passed, in order; the last one dropped it.
 * @param port the logical port of the pod at which the ACL applies: the destination of `ls_out_*`,
 *   the source of `ls_in_*`; null when not known, which leaves a default deny with its owner only.
 */
export function attributeCookies(
  sources: AttributionSources,
  cookies: readonly (number | bigint)[],
  port: LogicalSwitchPort | null,
): AclAttribution {
  const flows = cookies.flatMap((cookie) => {
    const prefix = uuidPrefixOf(cookie);
    const found = prefix === null ? [] : sources.southbound.logicalFlowByUuidPrefix(prefix);
    return found.length === 0 ? [] : [found];
  });
  const deciding = uuidPrefixOf(cookies.at(-1) ?? 0);
  const last = flows.at(-1);
  if (last === undefined || !last.some((flow) => flow.uuid.startsWith(deciding ?? "-"))) {
    return { kind: "unknown", why: "no-logical-flow" };
  }
  const direct = last.map((flow) => attributeFlow(sources, flow, port));
  const attributed = direct.find((one) => one.kind === "attributed");
  if (attributed !== undefined) return attributed;
  const action = last.find((flow) => aclStage.exec(flow.stageName)?.groups?.part === "_action");
  if (action === undefined) return direct[0] ?? { kind: "unknown", why: "no-logical-flow" };
  const evalStage = action.stageName.replace(/_action$/, "");
  const isEvaluation = (flow: LogicalFlow): boolean => isEvaluationFor(flow, evalStage);
  const evaluation = flows.slice(0, -1).findLast((group) => group.some(isEvaluation));
  const evaluated = evaluation?.find(isEvaluation);
  // Dropped by the stage that carries out what was evaluated, and nothing was.
  if (evaluated === undefined) return { kind: "unknown", why: "none-evaluated" };
  const before = attributeFlow(sources, evaluated, port);
  if (before.kind === "attributed") return { ...before, method: "trace" };
  const isOrphan = before.kind === "unknown" && before.isOrphan === true;
  return { kind: "unknown", why: "none-evaluated", ...(isOrphan ? { isOrphan } : {}) };
}

/** `ls_in_acl_action` serves `ls_in_acl_eval`, and so on; the after-lb stages have their own. */
function isEvaluationFor(flow: LogicalFlow, evalStage: string): boolean {
  return flow.stageName === `${evalStage}_eval`;
}

/** Attributes one logical flow, by itself. */
export function attributeFlow(
  sources: AttributionSources,
  flow: LogicalFlow,
  port: LogicalSwitchPort | null,
): AclAttribution {
  if (!aclStage.test(flow.stageName)) return { kind: "no-acl", stageName: flow.stageName };
  const hint = flow.stageHint;
  if (hint === null) return { kind: "unknown", why: "no-hint" };
  const acl = aclOfFlow(sources.northbound, flow, hint);
  if (acl !== null) return attributeAcl(sources, acl, port, "cookie");
  return { kind: "unknown", why: "acl-gone", isOrphan: true };
}

/**
 * The ACL that a logical flow was made from. Northd leaves a flow as it is when an ACL is replaced
 * by one of the same words, so a hint that leads nowhere is followed by the words.
 */
function aclOfFlow(northbound: Northbound, flow: LogicalFlow, hint: string): Acl | null {
  const acls = northbound.aclsByUuidPrefix(hint);
  if (acls.length === 1) return acls[0] ?? null;
  const candidates = acls.length > 1 ? acls : [...northbound.mirror.tables.acls.values()];
  return candidates.find((acl) => isMadeFrom(flow, acl)) ?? null;
}

/** Whether a logical flow of an ACL stage says what an ACL says. */
export function isMadeFrom(flow: LogicalFlow, acl: Acl): boolean {
  if (acl.uuid.startsWith(flow.stageHint ?? "-")) return true;
  const pipeline = acl.direction === "from-lport" ? "ingress" : "egress";
  if (flow.pipeline !== pipeline || !aclStage.test(flow.stageName)) return false;
  return flow.priority === acl.priority + aclPriorityOffset && flow.match.includes(acl.match);
}

/**
 * The fallback where no trace tells: evaluates the ACLs of a port for a packet.
 *
 * @param direction `ingress`: of the destination port; `egress`: of the source port.
 */
export function attributeByEvaluation(
  sources: AttributionSources,
  port: LogicalSwitchPort,
  direction: "ingress" | "egress",
  packet: MatchedPacket,
): AclAttribution {
  const lport = direction === "ingress" ? "to-lport" : "from-lport";
  let allowed: AttributedAcl | null = null;
  for (const isAfterLb of direction === "ingress" ? [false] : [false, true]) {
    const evaluation = evaluateAcls(sources.northbound, port, lport, isAfterLb, packet);
    if (evaluation.kind === "undecided") return { kind: "unknown", why: "not-evaluable" };
    if (evaluation.kind === "none-matches") continue;
    const attributed = attributeAcl(sources, evaluation.acl, port, "logical-evaluation");
    if (attributed.isDrop) return attributed;
    allowed = attributed;
  }
  return allowed ?? { kind: "unknown", why: "none-matches" };
}

/** Names the owner of an ACL and, of a default deny, all that share the blame. */
export function attributeAcl(
  sources: AttributionSources,
  acl: Acl,
  port: LogicalSwitchPort | null,
  method: AttributedAcl["method"],
): AttributedAcl {
  const owner = ownerOfAcl(sources, acl);
  const isDrop = acl.action === "drop" || acl.action === "reject";
  // Rules of NetworkPolicies and security groups' bases only allow: their drop is the default one.
  const ofSecurityGroups = isDrop && isDenyAll(sources, acl);
  const isDefaultDeny = ofSecurityGroups || (isDrop && owner?.kind === "NetworkPolicy");
  const sharing = isDefaultDeny && port !== null ? denyingPolicies(sources, acl, port) : [];
  const own = owner === null || (ofSecurityGroups && sharing.length > 0) ? [] : [owner];
  const policies = distinct([...own, ...sharing]);
  return {
    kind: "attributed",
    method,
    acl,
    direction: acl.direction === "to-lport" ? "ingress" : "egress",
    isDrop,
    owner,
    isDefaultDeny,
    policies,
  };
}

function ownerOfAcl(
  { northbound, kubernetes }: AttributionSources,
  acl: Acl,
): PolicyReference | null {
  for (const parent of northbound.parentsOf(acl)) {
    if (parent.kind === "Logical_Switch") {
      const name = acl.externalIds.get("subnet") ?? parent.row.name;
      return { kind: "Subnet", namespace: null, name };
    }
    const owner = ownerOfPortGroup(parent.row);
    if (owner !== null) return asWritten(kubernetes, owner);
  }
  return null;
}

function isDenyAll({ northbound }: AttributionSources, acl: Acl): boolean {
  return northbound
    .parentsOf(acl)
    .some((parent) => parent.kind === "Port_Group" && isDenyAllGroup(parent.row));
}

/**
 * Who shares the blame of a default deny: NetworkPolicies that select the port and have a drop of
 * the same direction, or all security groups of the port.
 */
function denyingPolicies(
  { northbound, kubernetes, southbound }: AttributionSources,
  acl: Acl,
  port: LogicalSwitchPort,
): readonly PolicyReference[] {
  if (isDenyAll({ northbound, kubernetes, southbound }, acl)) {
    return northbound
      .policiesSelecting(port)
      .filter(
        ({ policy, portGroup }) => policy.kind === "SecurityGroup" && !isDenyAllGroup(portGroup),
      )
      .map(({ policy }) => policy);
  }
  return northbound
    .policiesSelecting(port)
    .filter(({ policy, portGroup }) => {
      const drops = (one: Acl): boolean => one.action === "drop" && one.direction === acl.direction;
      return policy.kind === "NetworkPolicy" && northbound.aclsOf(portGroup).some(drops);
    })
    .map(({ policy }) => asWritten(kubernetes, policy));
}

/** Kube-OVN puts `np` before the names of policies that do not begin with a letter. */
function asWritten(kubernetes: KubernetesStore, policy: PolicyReference): PolicyReference {
  const { namespace, name } = policy;
  if (policy.kind !== "NetworkPolicy" || namespace === null || !/^np[^a-zA-Z]/.test(name))
    return policy;
  if (kubernetes.networkPolicy(namespace, name) !== null) return policy;
  const bare = name.slice(2);
  return kubernetes.networkPolicy(namespace, bare) === null ? policy : { ...policy, name: bare };
}

function distinct(policies: readonly PolicyReference[]): readonly PolicyReference[] {
  const byKey = new Map(policies.map((one) => [`${one.kind} ${one.namespace} ${one.name}`, one]));
  return [...byKey.values()].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey({ kind, namespace, name }: PolicyReference): string {
  return `${kind} ${namespace ?? ""}/${name}`;
}

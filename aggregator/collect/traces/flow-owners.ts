import type { OpenflowTrace } from "../../../proto/wire/trace.ts";
import type { FlowOwner } from "../../evidence/item.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { LogicalSwitchPort } from "../../inventory/ovn/northbound-rows.ts";
import type { DatapathBinding, LogicalFlow } from "../../inventory/ovn/southbound-rows.ts";
import { attributeCookies } from "../../ovn-language/acl-attribution.ts";
import { aclRow } from "../rows/acl-row.ts";

/** The ports of a packet's way, by which a default deny finds all policies that share the blame. */
export interface PortsOfWay {
  readonly sender: LogicalSwitchPort | null;
  readonly receiver: LogicalSwitchPort | null;
}

/** Whose flow each step of a trace is; same length as its steps. */
export function flowOwners(
  inventory: Inventory,
  trace: OpenflowTrace,
  ports: PortsOfWay,
): FlowOwner[] {
  let metadata: number | null = null;
  return trace.steps.map((step, index) => {
    metadata = datapathKeyOf(step.match, step.actions) ?? metadata;
    if (step.cookie === "" || /^0+$/.test(step.cookie)) return { kind: "no-cookie" };
    const cookie = BigInt(`0x${step.cookie}`);
    const [owner] = inventory.southbound.cookieOwners(cookie);
    if (owner === undefined) return formerOwner(inventory, cookie);
    if (owner.table === "portBindings") return portsFlow(inventory, owner.uuid);
    if (owner.table !== "logicalFlows") return { kind: "southbound-row", table: owner.table };
    const flows = inventory.southbound.logicalFlowByUuidPrefix(step.cookie.padStart(8, "0"));
    const [flow] = flows;
    if (flow === undefined) return { kind: "southbound-row", table: owner.table };
    const before = trace.steps.slice(0, index + 1).map((one) => cookieOf(one.cookie));
    const port = flow.pipeline === "ingress" ? ports.sender : ports.receiver;
    const attribution = attributeCookies(inventory, before, port);
    const isOrphan = attribution.kind === "unknown" && attribution.isOrphan === true;
    const orphan = isOrphan ? `ACL ${flow.stageHint ?? ""}` : orphanPolicy(inventory, flow);
    return {
      kind: "logical-flow",
      stage: flow.stageName,
      pipeline: flow.pipeline,
      datapath: datapathName(inventory, flow, metadata),
      acl: attribution.kind === "attributed" && attribution.isDrop ? aclRow(attribution) : null,
      ...(/drop|reject/.test(flow.actions) || flow.actions === "" ? {} : { passes: true }),
      ...(orphan === null ? {} : { orphan }),
    };
  });
}

function portsFlow({ southbound }: Inventory, uuid: string): FlowOwner {
  const row = southbound.mirror.tables.portBindings.get(uuid);
  const waits = row?.options.has("activation-strategy") === true;
  return { kind: "southbound-row", table: "portBindings", ...(waits ? { waits } : {}) };
}

/** The router policy that a flow was made from, in words, when the northbound does not have it. */
function orphanPolicy({ northbound }: Inventory, flow: LogicalFlow): string | null {
  const { stageHint, stageName, match, priority } = flow;
  if (stageHint === null || !/^lr_in_policy(_ecmp)?$/.test(stageName)) return null;
  for (const policy of northbound.mirror.tables.routerPolicies.values()) {
    if (policy.uuid.startsWith(stageHint)) return null;
    if (policy.match === match && policy.priority === priority) return null;
  }
  return `router policy ${stageHint}`;
}

/** A row that has just gone left its flow behind; anything else nobody knows. */
function formerOwner({ southbound }: Inventory, cookie: bigint): FlowOwner {
  const agoMs = southbound.cookieRemovedMs(cookie);
  if (agoMs === null) return { kind: "unknown-cookie" };
  return { kind: "removed-row", secondsAgo: Math.round(agoMs / 100) / 10 };
}

function cookieOf(hex: string): bigint {
  return hex === "" ? 0n : BigInt(`0x${hex}`);
}

/** OVN keeps the datapath's tunnel key in OpenFlow metadata (ovn-architecture(7)). */
function datapathKeyOf(match: string, actions: readonly string[]): number | null {
  const set = actions.findLast((action) => /set_field:0x[0-9a-f]+->metadata/.test(action));
  const text = /metadata=(0x[0-9a-f]+)/.exec(match)?.[1] ?? /:(0x[0-9a-f]+)->/.exec(set ?? "")?.[1];
  return text === undefined ? null : Number.parseInt(text, 16);
}

/** A flow that a datapath group shares belongs to the datapath that the packet is in. */
function datapathName(
  inventory: Inventory,
  flow: LogicalFlow,
  metadata: number | null,
): string | null {
  const { southbound } = inventory;
  const own = flow.logicalDatapath === null ? null : southbound.datapath(flow.logicalDatapath);
  const datapath = own ?? (metadata === null ? null : southbound.datapathByKey(metadata));
  return datapath === null ? null : nameOf(datapath);
}

function nameOf(datapath: DatapathBinding): string {
  return datapath.name;
}

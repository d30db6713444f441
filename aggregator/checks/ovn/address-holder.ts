import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { macsClaiming } from "../../correlation/join/address-answers.ts";
import { hasAsked, neighbourRequests } from "../../correlation/join/neighbour-request.ts";
import { learntByRouter } from "../../correlation/locate/holders-question.ts";
import type { HeldAddress } from "../../evidence/plan.ts";
import type { AddressClaimRow, AddressClaimsRow } from "../../evidence/rows.ts";
import type { CaseView } from "../../evidence/view.ts";
import { addressOf } from "../../inventory/ip-address.ts";
import {
  type Check,
  type CheckContext,
  clean,
  ends,
  type Found,
  foundOrClean,
  nameOf,
  type Place,
  placeAmong,
  skipped,
} from "../check.ts";
import { learntOf, toldClaims } from "./address-claims.ts";

/**
 * Who holds an address that no Pod has: everything that is said of it, whether what OVN has learnt
 * still holds, and whether anybody answers for it.
 */
export const addressHolderCheck: Check = {
  name: "ovn/address-holder",
  description: "Somebody holds an address that no Pod has, and what OVN learnt of it holds",
  codes: ["MAC_BINDING_STALE", "ADDRESS_NOT_HELD", "ADDRESS_WITHOUT_POD"],
  reads: ["address-claims", "held-neighbour", "logical-trace", "pod", "port", "tap"],
  run(context) {
    const { held } = context.view.plan;
    if (held === undefined) return clean;
    const row = context.view.addressClaims();
    if (!row.known) return skipped(row.reason);
    const answers = answersSeen(context.view, row.value);
    const holder: Holder = { context, held, row: row.value, id: row.id, answers };
    const stale = staleOf(holder);
    const unheld = stale.some(({ weight }) => weight === "decisive") ? null : unheldOf(holder);
    return foundOrClean([...stale, unheld ?? told(holder)]);
  },
};

interface Holder {
  readonly context: CheckContext;
  readonly held: HeldAddress;
  readonly row: AddressClaimsRow;
  /** Of the row. */
  readonly id: string;
  readonly answers: Answers;
}

interface Answers {
  readonly macs: readonly string[];
  readonly evidence: readonly string[];
  /** Nodes whose taps saw all that was there. */
  readonly watched: ReadonlySet<string>;
}

/**
 * Of those that answered, whoever has a port of the Subnet, or may have one: who only has the
 * address in another network that a tap saw does not hold it here.
 */
function answersSeen(view: CaseView, { answered, takesUnknown }: AddressClaimsRow): Answers {
  const strange = answered.filter(({ ports }) => !takesUnknown && ports.length === 0);
  const strangers = new Set(strange.map(({ mac }) => mac.toLowerCase()));
  const { ip } = view.plan.destination;
  const macs = new Set<string>();
  const evidence: string[] = [];
  const watched = new Set<string>();
  for (const { id, node, data } of view.all("tap")) {
    if (data === null || node === null) continue;
    const own = macsClaiming(data.sightings, ip).filter((mac) => !strangers.has(mac));
    for (const mac of own) macs.add(mac);
    if (own.length > 0) evidence.push(id);
    const isWhole = data.complete && data.lost === 0 && data.hwOffload !== true;
    if (isWhole && data.sightings.length === data.sightingsExpected) watched.add(node);
  }
  return { macs: [...macs], evidence, watched };
}

function told({ context, row, id, answers, held }: Holder): Found {
  const { view } = context;
  return {
    code: "ADDRESS_WITHOUT_POD",
    stage: "source-bridge",
    direction: "request",
    node: null,
    args: argsOf(view, toldClaims(row, answers.macs, flowsOf(view, held))),
    resources: resourcesOf(row),
    evidence: [id, ...answers.evidence],
    weight: "beside",
  };
}

/** Where a router's flows lead: within a Subnet they follow the MAC that the pod puts on them. */
function flowsOf(view: CaseView, { subnet }: HeldAddress): readonly string[] {
  const trace = view.logicalTrace("request");
  const isRouted = view.plan.source.switchName !== subnet;
  return isRouted && trace.known ? trace.value.outputs : [];
}

/** What was learnt and is contradicted by what answered, by the ports, or by the pod itself. */
function staleOf(holder: Holder): Found[] {
  const { context, held, row, id } = holder;
  const { view } = context;
  const isRouted = view.plan.source.switchName !== held.subnet;
  const used = isRouted ? usedBy(row) : [];
  const learnt = row.claims.flatMap((claim): Learnt[] => {
    const told = learntOf(row, claim);
    if (told === null || claim.mac === null) return [];
    return [{ ...claim, mac: claim.mac, told, evidence: [], isUsed: used.includes(claim) }];
  });
  return [...learnt, ...heldByPod(view)].flatMap((one): Found[] => {
    const proof = contradiction(holder, one);
    if (proof === null) return [];
    return [
      {
        code: "MAC_BINDING_STALE",
        ...(one.port === null ? notDelivered(context) : delivered(context)),
        node: one.node,
        args: argsOf(view, proof.detail),
        resources: resourcesOf(row),
        evidence: [id, ...one.evidence, ...proof.evidence],
        weight: one.isUsed ? "decisive" : "beside",
      },
    ];
  });
}

/** A MAC that somebody has learnt for the address, and goes by where `isUsed`. */
interface Learnt {
  readonly mac: string;
  /** Who has that MAC; null where no port does. */
  readonly port: string | null;
  readonly node: string | null;
  readonly told: Reason;
  readonly evidence: readonly string[];
  readonly isUsed: boolean;
}

/** What the source's pod holds, within the Subnet: it asks nobody while that is not too old. */
function heldByPod(view: CaseView): Learnt[] {
  const entry = view.heldNeighbour();
  if (!entry.known || entry.value.mac === null) return [];
  const { destination, source } = view.plan;
  const { mac } = entry.value;
  const port = destination.mac?.toLowerCase() === mac ? destination.logicalPort : null;
  const told = reason("CLAIM_NEIGHBOUR", { pod: nameOf(view, "source"), mac, port });
  const node = port === null ? source.node : destination.node;
  return [{ mac, port, node, told, evidence: [entry.id], isUsed: true }];
}

/** A router asks nobody while it knows; where a port has the address it learns nothing. */
function usedBy(row: AddressClaimsRow): readonly AddressClaimRow[] {
  return row.claims.some(({ source: from }) => from === "addresses") ? [] : learntByRouter(row);
}

interface Proof {
  readonly detail: Reason;
  readonly evidence: readonly string[];
}

function contradiction({ context, row, answers }: Holder, learnt: Learnt): Proof | null {
  const { mac, port, told: said } = learnt;
  if (answers.macs.includes(mac)) return null;
  if (answers.macs.length > 0) {
    const detail = reason("STALE_ANSWERED", { learnt: said, macs: answers.macs });
    return { detail, evidence: answers.evidence };
  }
  if (port === null && !row.takesUnknown) {
    return { detail: reason("STALE_MAC_GONE", { learnt: said }), evidence: [] };
  }
  const { view } = context;
  const { logicalPort, ip } = view.plan.destination;
  const lacks = port !== null && port === logicalPort ? podWithout(view) : null;
  if (lacks === null) return null;
  const pod = nameOf(view, "destination");
  return { detail: reason("STALE_WITHOUT", { learnt: said, pod, address: ip }), evidence: [lacks] };
}

/**
 * The holder's pod is known not to have the address on any interface. A namespace without the pod's
 * own address is not where the pod is: a virtual machine has it, within.
 */
function podWithout(view: CaseView): string | null {
  const { attachment, ip, ips } = view.plan.destination;
  const facts = view.podFacts("destination");
  if (attachment !== "veth" || !facts.known || facts.value.links.length === 0) return null;
  const addresses = facts.value.links.flatMap((link) => link.addresses.map(addressOf));
  const isInside = ips.some((own) => own !== ip && addresses.includes(own));
  return addresses.includes(ip) || !isInside ? null : facts.id;
}

/** Nobody answered, on any node of the Subnet, and the pod that would does not have it. */
function unheldOf(holder: Holder): Found | null {
  const { context, held, row, id, answers } = holder;
  const { view } = context;
  const { destination } = view.plan;
  const isFailing = context.located.pattern === "all" || context.located.pattern === "part";
  if (answers.macs.length > 0 || !isFailing) return null;
  const without = podWithout(view);
  if (destination.attachment === "veth" && without === null) return null;
  const asked = neighbourRequests(view, "source");
  const isAsked = asked !== null && asked.target === destination.ip;
  const isWatched = held.nodes.length > 0 && held.nodes.every((node) => answers.watched.has(node));
  const isRouted = view.plan.source.switchName !== held.subnet;
  // A router that knows a port asks nobody, and one that was not seen asking got no packet.
  const isOpen = isRouted ? usedBy(row).length === 0 && routerAsked(view) : isAsked;
  if (!isOpen) return null;
  const place = nobodyAnswered(context);
  return {
    code: "ADDRESS_NOT_HELD",
    ...place,
    node: (place === source ? view.plan.source : destination).node,
    args: argsOf(view, toldClaims(row, answers.macs, flowsOf(view, held))),
    resources: resourcesOf(row),
    evidence: [id, ...(asked?.evidence ?? []), ...(without === null ? [] : [without])],
    weight: isWatched ? "decisive" : "supporting",
  };
}

/** Its question was seen, by whichever tap. */
function routerAsked(view: CaseView): boolean {
  const { gatewayIp, ip } = view.plan.destination;
  if (gatewayIp === null) return false;
  const routers = new Set([gatewayIp]);
  return view.all("tap").some(({ data }) => data !== null && hasAsked(data.sightings, routers, ip));
}

const source: Place = { stage: "source-bridge", direction: "request" };
const bridge: Place = { stage: "destination-bridge", direction: "request" };
const pod: Place = { stage: "destination-pod", direction: "request" };
const wire: Place = { stage: "underlay", direction: "request" };

function delivered(context: CheckContext): Place {
  return placeAmong(context, pod, bridge, source);
}

function notDelivered(context: CheckContext): Place {
  return placeAmong(context, source, bridge, wire);
}

function nobodyAnswered(context: CheckContext): Place {
  return placeAmong(context, source, pod, bridge, wire);
}

function argsOf(view: CaseView, detail: Reason | null): Found["args"] {
  return { ...ends(view), address: view.plan.destination.ip, detail: detail ?? "" };
}

function resourcesOf({ claims }: AddressClaimsRow): Found["resources"] {
  const ports = claims.flatMap(({ port }) => port ?? []);
  const objects = claims.filter(({ source: from }) => from === "Vip" || from === "IP");
  return [
    ...objects.map(({ source: kind, name }) => ({ kind, namespace: null, name })),
    ...[...new Set(ports)].map((name) => {
      return { kind: "Logical_Switch_Port", namespace: null, name };
    }),
  ];
}

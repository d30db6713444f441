import type { Direction } from "../../proto/documents/v1/diagnosis.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import type { Sighting } from "../../proto/records/sighting.ts";
import type { CaseFile } from "./case-file.ts";
import type { EvidenceItem, EvidenceName, NetnsPlace, Round } from "./item.ts";
import type { Plan, Role, SeriesName } from "./plan.ts";

type Named<N extends EvidenceItem["name"]> = Extract<EvidenceItem, { name: N }>;
type DataOf<N extends EvidenceItem["name"]> = Named<N>["data"];

/**
 * What looking gave: `value` may be null, which then means that the thing is not there. An item
 * that failed or is missing gives `known: false`.
 */
export type Looked<T> =
  | { readonly known: true; readonly value: T; readonly id: string }
  | { readonly known: false; readonly reason: Reason };

/** Reads a case: every conclusion asks its evidence through one of these questions. */
export class CaseView {
  readonly plan: Plan;
  readonly caseFile: CaseFile;
  readonly #onRead: (name: EvidenceName) => void;

  /** @param onRead gets the kind of evidence of every question, whether there is any or not. */
  constructor(caseFile: CaseFile, onRead: (name: EvidenceName) => void = () => {}) {
    this.caseFile = caseFile;
    this.plan = caseFile.plan;
    this.#onRead = onRead;
  }

  /** All that was looked at of one kind, in the order in which looking ended. */
  all<N extends EvidenceName>(name: N): Named<N>[] {
    this.#onRead(name);
    const items = this.caseFile.evidence as readonly EvidenceItem[];
    return items.filter((item): item is Named<N> => item.name === name);
  }

  tap(role: Role): Looked<NonNullable<DataOf<"tap">>> {
    const node = this.plan[role].node;
    return present(this.#look("tap", (item) => item.node === node));
  }

  /** What every tap saw, one after the other. */
  *sightings(): Generator<Sighting> {
    for (const item of this.all("tap")) yield* item.data?.sightings ?? [];
  }

  probe(series: SeriesName): Looked<NonNullable<DataOf<"probe">>> {
    return present(this.#look("probe", (item) => item.series === series));
  }

  port(role: Role): Looked<DataOf<"port">> {
    return this.#look("port", (item) => item.role === role);
  }

  nodeFacts(role: Role): Looked<NonNullable<DataOf<"node">>> {
    return present(this.#look("node", (item) => item.role === role));
  }

  podFacts(role: Role): Looked<NonNullable<DataOf<"pod">>> {
    return present(this.#look("pod", (item) => item.role === role));
  }

  /** A network namespace before or after the probes. */
  netns(role: Role, place: NetnsPlace, round: Round): Looked<NonNullable<DataOf<"netns">>> {
    return present(
      this.#look(
        "netns",
        (item) => item.role === role && item.place === place && item.round === round,
      ),
    );
  }

  logicalPort(role: Role): Looked<DataOf<"logical-port">> {
    return this.#look("logical-port", (item) => item.role === role);
  }

  portBinding(role: Role): Looked<DataOf<"port-binding">> {
    return this.#look("port-binding", (item) => item.role === role);
  }

  policies(role: Role): Looked<DataOf<"policies">> {
    return this.#look("policies", (item) => item.role === role);
  }

  /** Others that have an end's address. */
  addressOwners(role: Role): Looked<DataOf<"address-owners">> {
    return this.#look("address-owners", (item) => item.role === role);
  }

  /** Other ports of an end's switch that have its MAC. */
  macOwners(role: Role): Looked<DataOf<"mac-owners">> {
    return this.#look("mac-owners", (item) => item.role === role);
  }

  /** The MAC that the source's pod holds for an address which no Pod has. */
  heldNeighbour(): Looked<NonNullable<DataOf<"held-neighbour">>> {
    return present(this.#look("held-neighbour", () => true));
  }

  /** Who else claimed an end's port of late. */
  portRivals(role: Role): Looked<NonNullable<DataOf<"port-rivals">>> {
    return present(this.#look("port-rivals", (item) => item.role === role));
  }

  /** Who holds the destination's address, where no Pod has it. */
  addressClaims(): Looked<NonNullable<DataOf<"address-claims">>> {
    return present(this.#look("address-claims", () => true));
  }

  chassis(role: Role): Looked<DataOf<"chassis">> {
    return this.#look("chassis", (item) => item.role === role);
  }

  subnet(role: Role): Looked<DataOf<"subnet">> {
    return this.#look("subnet", (item) => item.role === role);
  }

  service(): Looked<DataOf<"service">> {
    return this.#look("service", () => true);
  }

  routerDecision(direction: Direction): Looked<DataOf<"router-decision">> {
    return this.#look("router-decision", (item) => (item.direction ?? "request") === direction);
  }

  /** The trace that shows which of several gateways the source's packets take. */
  gatewayTrace(): Looked<NonNullable<DataOf<"gateway-trace">>> {
    return present(this.#look("gateway-trace", () => true));
  }

  nat(): Looked<NonNullable<DataOf<"nat">>> {
    return present(this.#look("nat", () => true));
  }

  provider(role: Role): Looked<DataOf<"provider">> {
    return this.#look("provider", (item) => item.role === role);
  }

  /** The end's Pod in Kubernetes; null when it is not there. */
  podObject(role: Role): Looked<DataOf<"pod-object">> {
    return this.#look("pod-object", (item) => item.role === role);
  }

  /** The Node that the end is on; null when Kubernetes has none of that name. */
  nodeObject(role: Role): Looked<DataOf<"node-object">> {
    return this.#look("node-object", (item) => item.role === role);
  }

  /** Kube-OVN's release; null when nothing tells it. */
  kubeOvn(): Looked<DataOf<"kube-ovn">> {
    return this.#look("kube-ovn", () => true);
  }

  databases(): Looked<NonNullable<DataOf<"databases">>> {
    return present(this.#look("databases", () => true));
  }

  controlPlane(): Looked<NonNullable<DataOf<"control-plane">>> {
    return present(this.#look("control-plane", () => true));
  }

  logicalTrace(direction: Direction): Looked<NonNullable<DataOf<"logical-trace">>> {
    return present(this.#look("logical-trace", (item) => item.direction === direction));
  }

  /** The trace on the node of `role`, for packets of `direction`. */
  openflowTrace(direction: Direction, role: Role): Looked<NonNullable<DataOf<"openflow-trace">>> {
    return present(
      this.#look("openflow-trace", (item) => item.direction === direction && item.role === role),
    );
  }

  /** What br-int does with a pod's question for the MAC of its next hop. */
  neighbourTrace(role: Role): Looked<NonNullable<DataOf<"neighbour-trace">>> {
    return present(this.#look("neighbour-trace", (item) => item.role === role));
  }

  /** What the foreign flow of a trace shadows, by the trace's id. */
  shadowedFlows(traceId: string): Looked<NonNullable<DataOf<"shadowed-flows">>> {
    return present(this.#look("shadowed-flows", (item) => item.of === traceId));
  }

  #look<N extends EvidenceItem["name"]>(
    name: N,
    wanted: (item: Named<N>) => boolean,
  ): Looked<DataOf<N>> {
    for (const item of this.all(name)) {
      if (!wanted(item)) continue;
      if (item.status === "ok") return { known: true, value: item.data as DataOf<N>, id: item.id };
      return { known: false, reason: item.reason ?? reason("COULD_NOT_LOOK", {}) };
    }
    return { known: false, reason: reason("NOT_LOOKED_AT", {}) };
  }
}

function present<T>(looked: Looked<T | null>): Looked<T> {
  if (!looked.known) return looked;
  if (looked.value === null) return { known: false, reason: reason("NOTHING_ANSWERED", {}) };
  return { known: true, value: looked.value, id: looked.id };
}

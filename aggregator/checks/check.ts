import type { CodeArgs, CodeName } from "../../proto/codes/index.ts";
import type { Direction, Resource, Stage } from "../../proto/documents/v1/diagnosis.ts";
import { allOf, type Reason } from "../../proto/reasons/index.ts";
import type { Located } from "../correlation/locate/located.ts";
import type { StageAnswer } from "../correlation/locate/stage.ts";
import type { EvidenceName } from "../evidence/item.ts";
import { observableRoles, podRoles, type Role } from "../evidence/plan.ts";
import type { CaseView } from "../evidence/view.ts";

/**
 * A check says why: it reads a case and reports codes.
 *
 * It holds no client, clock or logger. It ends `clean`, `found` or `skipped(reason)`; what it
 * throws becomes `failed(error)`. Adding one touches its file, the list in index.ts, and its test.
 */
export interface Check {
  /** "area/what", as its file. */
  readonly name: string;
  /** One line, for `-o wide` and the documentation. */
  readonly description: string;
  /** Codes it may report. */
  readonly codes: readonly CodeName[];
  /** Kinds of evidence that it asks the case for, helpers included; a test holds this. */
  readonly reads: readonly EvidenceName[];
  run(context: CheckContext): CheckOutcome;
}

export interface CheckContext {
  readonly view: CaseView;
  readonly located: Located;
  /** The stage of the failure, when there is one and it can be named. */
  readonly stage: StageAnswer | null;
}

export type CheckOutcome =
  | { readonly status: "clean" }
  | { readonly status: "found"; readonly found: readonly Found[] }
  | { readonly status: "skipped"; readonly reason: Reason };

export interface Found {
  readonly code: CodeName;
  readonly stage: Stage;
  readonly direction: Direction;
  readonly node: string | null;
  readonly args: CodeArgs;
  readonly resources: readonly Resource[];
  readonly evidence: readonly string[];
  /**
   * - `decisive`: by itself it makes packets stop at that stage;
   * - `supporting`: it fits, and would explain it;
   * - `beside`: it explains no failure, and never is the cause of one.
   */
  readonly weight: "decisive" | "supporting" | "beside";
}

export const clean: CheckOutcome = { status: "clean" };

export function skipped(reason: Reason): CheckOutcome {
  return { status: "skipped", reason };
}

export function foundOrClean(found: readonly Found[]): CheckOutcome {
  return found.length === 0 ? clean : { status: "found", found };
}

/** Findings; without any, why they could not all be looked for; clean when there is neither. */
export function foundOrSkipped(found: readonly Found[], reasons: readonly Reason[]): CheckOutcome {
  const why = allOf(reasons);
  return found.length === 0 && why !== null ? skipped(why) : foundOrClean(found);
}

/** What looking at one end gave: a finding, nothing, or why it could not be looked at. */
export type Look = Found | null | Reason;

export function isFound(look: Look): look is Found {
  return look !== null && "weight" in look;
}

/** What several looks come to. */
export function lookedAt(looks: readonly Look[]): CheckOutcome {
  const found = looks.filter(isFound);
  const reasons = looks.filter((one): one is Reason => one !== null && !isFound(one));
  return foundOrSkipped(found, reasons);
}

/** Looks at the ends one after the other; an end that could not be looked at is no clean one. */
export function atEnds(
  look: (role: Role) => Look | readonly Look[],
  roles: readonly Role[] = ["source", "destination"],
): CheckOutcome {
  return lookedAt(roles.flatMap(look));
}

/** The same for the ends that are pods with a network of their own. */
export function atPods(view: CaseView, look: (role: Role) => Look | readonly Look[]): CheckOutcome {
  return atEnds(look, podRoles(view.plan));
}

/** The same for the ends whose node is known: what is outside has none to look at. */
export function atNodes(
  view: CaseView,
  look: (role: Role) => Look | readonly Look[],
): CheckOutcome {
  return atEnds(look, observableRoles(view.plan));
}

/** The stage that is an end's bridge: on a gateway node the whole node is one. */
export function bridgeStage(view: CaseView, role: Role): Stage {
  if (role === "source") return "source-bridge";
  return view.plan.exit === "outside" ? "gateway" : "destination-bridge";
}

/** Where what an end takes or sends is decided: a pod's own stack, or that of a node. */
export function stackStage(view: CaseView, role: Role): Stage {
  if (role === "source") return "source-pod";
  return view.plan.destination.kind === "Node" ? "gateway" : "destination-pod";
}

/** A stage in one direction, as findings carry it. */
export type Place = Pick<Found, "stage" | "direction">;

/**
 * Some faults show at one of several places, by how far the packet got before. Where packets stop
 * at one of them, that is the place; else it is the first.
 */
export function placeAmong(context: CheckContext, first: Place, ...others: Place[]): Place {
  const { stage } = context;
  if (stage === null || !stage.known) return first;
  const { segment } = stage;
  const isThere = (one: Place): boolean =>
    one.stage === segment.stage && one.direction === segment.direction;
  return [first, ...others].find(isThere) ?? first;
}

/** The words that sentences use for an end: "default/a", a node's name, an address. */
export function nameOf(view: CaseView, role: "source" | "destination"): string {
  const end = view.plan[role];
  return end.namespace === null ? end.name : `${end.namespace}/${end.name}`;
}

/** Both ends as sentences name them: of a reply, the sender is the destination asked for. */
export function ends(view: CaseView, direction: Direction = "request"): CodeArgs {
  const [source, destination] =
    direction === "request"
      ? (["source", "destination"] as const)
      : (["destination", "source"] as const);
  return { source: nameOf(view, source), destination: nameOf(view, destination) };
}

/** What sentences say about one end. */
export function endArgs(view: CaseView, role: Role): CodeArgs {
  const { namespace, name, logicalPort, node, ip } = view.plan[role];
  return {
    namespace: namespace ?? "",
    name,
    lsp: logicalPort ?? "",
    node: node ?? "",
    address: ip,
  };
}

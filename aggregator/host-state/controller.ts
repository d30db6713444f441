import { allOf, type Reason, reason } from "../../proto/reasons/index.ts";
import type { Role } from "../evidence/plan.ts";
import type { CaseView, Looked } from "../evidence/view.ts";

/**
 * Whether ovn-controller of an end's node turns what the southbound says into flows.
 *
 * - `down`: it does not run, so its flows stay as they were;
 * - `silent`: it runs and answers nothing: stopped by a signal, or busy for long;
 * - `disconnected`: it has no southbound database;
 * - `refusing`: ovn-northd is of another version, and `ovn-match-northd-version` forbids to follow
 *   (ovn-controller(8));
 * - `behind`: it has not reported the configuration number that the southbound asks for.
 */
export interface ControllerState {
  readonly state: "following" | "down" | "silent" | "disconnected" | "refusing" | "behind";
  /** Null when it follows. */
  readonly detail: Reason | null;
  readonly evidence: readonly string[];
}

export function controllerState(view: CaseView, role: Role): Looked<ControllerState> {
  const facts = view.nodeFacts(role);
  if (!facts.known) return facts;
  const controller = facts.value.ovnController;
  if (controller === null) {
    return { known: false, reason: reason("CONTROLLER_UNKNOWN", {}) };
  }
  const { running, connection, version } = controller;
  const told = allOf(controller.reasons);
  const answer = (
    state: ControllerState["state"],
    detail: Reason | null,
    also: readonly string[] = [],
  ): Looked<ControllerState> => {
    const evidence = [facts.id, ...also];
    return { known: true, value: { state, detail, evidence }, id: facts.id };
  };
  if (!running) return answer("down", told ?? reason("DAEMON_NOT_RUNNING", {}));
  if (connection === "") return answer("silent", told ?? reason("DAEMON_SILENT", {}));
  if (connection !== "connected")
    return answer("disconnected", told ?? reason("NOT_CONNECTED", { state: connection }));
  const looked = view.controlPlane();
  if (!looked.known) return answer("following", null);
  const { northdVersion, behind } = looked.value;
  const matches = facts.value.externalIds["ovn-match-northd-version"] === "true";
  const northd = northdVersion?.split("-")[0] ?? version;
  if (matches && version !== "" && northd !== version) {
    const differ = reason("VERSIONS_DIFFER", { own: version, northd });
    return answer("refusing", differ, [looked.id]);
  }
  const lag = behind.find(({ node }) => node === view.plan[role].node);
  if (lag === undefined) return answer("following", null);
  const { wanted, reported } = lag;
  return answer("behind", reason("CONFIGURATION_BEHIND", { reported, wanted }), [looked.id]);
}

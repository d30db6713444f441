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
  /** In words; "" when it follows. */
  readonly detail: string;
  readonly evidence: readonly string[];
}

export function controllerState(view: CaseView, role: Role): Looked<ControllerState> {
  const facts = view.nodeFacts(role);
  if (!facts.known) return facts;
  const controller = facts.value.ovnController;
  if (controller === null) {
    return { known: false, reason: "the state of ovn-controller is not known" };
  }
  const { running, connection, detail, version } = controller;
  const answer = (
    state: ControllerState["state"],
    words: string,
    also: readonly string[] = [],
  ): Looked<ControllerState> => {
    const evidence = [facts.id, ...also];
    return { known: true, value: { state, detail: words, evidence }, id: facts.id };
  };
  if (!running) return answer("down", detail || "it does not run");
  if (connection === "") return answer("silent", detail || "it does not answer");
  if (connection !== "connected") return answer("disconnected", detail || connection);
  const looked = view.controlPlane();
  if (!looked.known) return answer("following", "");
  const { northdVersion, behind } = looked.value;
  const matches = facts.value.externalIds["ovn-match-northd-version"] === "true";
  const northd = northdVersion?.split("-")[0] ?? version;
  if (matches && version !== "" && northd !== version) {
    const words = `it is of version ${version}, ovn-northd of ${northd}`;
    return answer("refusing", words, [looked.id]);
  }
  const lag = behind.find(({ node }) => node === view.plan[role].node);
  if (lag === undefined) return answer("following", "");
  const { wanted, reported } = lag;
  const words = `it has reported configuration ${reported} of ${wanted}`;
  return answer("behind", words, [looked.id]);
}

import { allOf, type Reason, reason } from "../../../../proto/reasons/index.ts";
import type { NodeFacts } from "../../../../proto/wire/facts.ts";
import { bad, type DoctorCheck, type DoctorItem, node, ok, unknown } from "../check.ts";

/** ovs-vswitchd and ovn-controller of each node run and answer; the latter has its database. */
export const nodesDaemons: DoctorCheck = {
  name: "nodes-daemons",
  run: ({ looks }) =>
    looks.flatMap(({ node: name, facts }) => {
      if (!facts.known) return [unknown(node(name), facts.why)];
      const items = [...vswitchd(name, facts.value), ...ovnController(name, facts.value)];
      return items.length > 0 ? items : [ok(node(name), reason("DAEMONS_RUN", {}))];
    }),
};

function vswitchd(name: string, { vswitchd: look, problems }: NodeFacts): DoctorItem[] {
  const program = "ovs-vswitchd";
  if (look === null) return [unread(name, program, problems, "vswitchd")];
  return notRunning(name, program, look.running, look.version, look.reasons);
}

function ovnController(name: string, { ovnController: look, problems }: NodeFacts): DoctorItem[] {
  const program = "ovn-controller";
  if (look === null) return [unread(name, program, problems, "ovn-controller")];
  const items = notRunning(name, program, look.running, look.version, look.reasons);
  if (items.length > 0 || look.connection === "connected") return items;
  if (look.connection === "") {
    const said = allOf(look.reasons) ?? reason("COULD_NOT_LOOK", {});
    return [unknown(node(name), reason("DAEMON_UNREAD", { program, why: said }))];
  }
  const advice = reason("ADVICE_CONNECT_CONTROLLER", {});
  const commands = ["ovs-vsctl get Open_vSwitch . external_ids:ovn-remote"];
  return [bad("failed", node(name), reason("CONTROLLER_WITHOUT_DATABASE", {}), advice, commands)];
}

function notRunning(
  name: string,
  program: string,
  isRunning: boolean,
  version: string,
  reasons: readonly Reason[],
): DoctorItem[] {
  if (isRunning && version !== "") return [];
  const why = allOf(reasons) ?? reason("COULD_NOT_LOOK", {});
  const found = isRunning
    ? reason("DAEMON_NOT_ANSWERING", { program, why })
    : reason("DAEMON_AWAY", { program, why });
  const commands = ["kubectl -n kube-system get pods -l app=ovs -o wide"];
  return [bad("failed", node(name), found, reason("ADVICE_START_DAEMON", { program }), commands)];
}

function unread(
  name: string,
  program: string,
  problems: NodeFacts["problems"],
  part: NodeFacts["problems"][number]["part"],
): DoctorItem {
  const said = problems.find((one) => one.part === part)?.why ?? reason("COULD_NOT_LOOK", {});
  const advice = reason("ADVICE_MOUNT_RUN_DIRS", {});
  return unknown(node(name), reason("DAEMON_UNREAD", { program, why: said }), advice);
}

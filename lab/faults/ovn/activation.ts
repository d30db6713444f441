import { nbctl, sbctl } from "../../northbound/sync.ts";
import { waitUntil } from "../../wait.ts";
import { expectation, type Fault, fromAToB } from "../fault.ts";

/**
 * The destination is on its node as a machine is where it moves to (OpenStack's and KubeVirt's live
 * migration): OVN drops there until the machine announces itself by a RARP, which nobody sends.
 */
export const portNotActivated: Fault = {
  ...fromAToB,
  name: "port-not-activated",
  summary: "the destination's port waits for the RARP that ends a live migration to its node",
  expect: expectation("destination-bridge", "request", "PORT_AWAITS_ACTIVATION"),
  inject: async ({ lab, destination, destinationNode }) => {
    const { logicalPort } = destination;
    const other = lab.topology.nodes.find((node) => node !== destinationNode);
    const chassis = `requested-chassis=${other?.name},${destinationNode.name}`;
    const options = ["lsp-set-options", logicalPort, chassis, "activation-strategy=rarp"];
    await nbctl(lab, ["--wait=hv", ...options]);
    const find = ["find", "Port_Binding", `logical_port=${logicalPort}`];
    const columns = "--columns=chassis,additional_chassis";
    await waitUntil(
      `${logicalPort} to be at its additional chassis alone`,
      async () => (await sbctl(lab, ["--bare", columns, ...find])).match(/^\n\S/) !== null,
      { timeoutMs: 5_000, signal: lab.signal },
    );
    await nbctl(lab, ["--wait=hv", "sync"]);
  },
};

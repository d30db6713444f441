import type { LocalPort__Output } from "../../../proto/gen/tapline/v1/LocalPort.ts";
import type { PlannedEnd } from "../../evidence/plan.ts";
import { addressOf } from "../../inventory/ip-address.ts";

/**
 * The interface of a pod among those of its node: the one with its MAC or address if there is one,
 * because names and keys may be what is wrong; else by logical port, else by name.
 */
export function findPort(
  ports: readonly LocalPort__Output[],
  end: PlannedEnd,
): LocalPort__Output | null {
  // `<pod>.<namespace>.<provider>` is another interface of the same pod, with its own network.
  const isOther = ({ ifaceId }: LocalPort__Output): boolean =>
    end.logicalPort !== null && ifaceId.startsWith(`${end.logicalPort}.`);
  const byName = (port: LocalPort__Output): boolean =>
    port.podName === end.name && port.podNamespace === end.namespace && !isOther(port);
  const rules: readonly ((port: LocalPort__Output) => boolean)[] = [
    (port) => port.ifaceId === end.logicalPort && port.mac === end.mac,
    (port) => end.mac !== null && port.mac === end.mac,
    (port) => port.ifaceId === end.logicalPort,
    byName,
    // In another VPC another pod may have the same address.
    (port) => port.podName === "" && port.addresses.some((one) => addressOf(one) === end.ip),
  ];
  for (const rule of rules) {
    const found = ports.find(rule);
    if (found !== undefined) return found;
  }
  return null;
}

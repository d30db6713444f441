import { addressCodes } from "./addresses.ts";
import type { Code } from "./code.ts";
import { externalNetworkCodes } from "./external-network.ts";
import { gatewayCodes } from "./gateway.ts";
import { hostCodes } from "./host.ts";
import { kubernetesCodes } from "./kubernetes.ts";
import { nodeCodes } from "./node.ts";
import { openflowCodes } from "./openflow.ts";
import { ovnControlCodes } from "./ovn-control.ts";
import { ovnLogicalCodes } from "./ovn-logical.ts";
import { podCodes } from "./pod.ts";
import { podKernelCodes } from "./pod-kernel.ts";
import { podProbeCodes } from "./pod-probe.ts";
import { requestCodes } from "./request.ts";
import { routingCodes } from "./routing.ts";
import { underlayCodes } from "./underlay.ts";

/** In the order of docs/codes.md. A new code is a row in its area's file. */
const table = [
  ...requestCodes,
  ...kubernetesCodes,
  ...podProbeCodes,
  ...ovnLogicalCodes,
  ...ovnControlCodes,
  ...addressCodes,
  ...openflowCodes,
  ...underlayCodes,
  ...routingCodes,
  ...gatewayCodes,
  ...externalNetworkCodes,
  ...hostCodes,
  ...nodeCodes,
  ...podCodes,
  ...podKernelCodes,
] as const;

/** Misspelt codes do not compile. */
export type CodeName = (typeof table)[number]["code"];

export const codes: readonly Code[] = table;

const byCode: ReadonlyMap<string, Code> = new Map(codes.map((row) => [row.code, row]));

/** The row of a code; null for one that this version does not know. */
export function findCode(code: string): Code | null {
  return byCode.get(code) ?? null;
}

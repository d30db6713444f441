import type { accessReasons } from "../../../proto/reasons/areas/access.ts";
import type { Sentences } from "../sentences.ts";

export const accessSentences: Sentences<typeof accessReasons> = {
  NOT_PERMITTED: ({ user, missing, commands }, say) =>
    `Not permitted: user ${user} may not ${say.all(missing)}; ask for a role that allows it. ` +
    `To see it: ${commands.join("; ")}`,
  RIGHT_IN_NAMESPACE: ({ verb, resource, namespace }) =>
    `${verb} ${resource} in namespace ${namespace}`,
  RIGHT_CLUSTER_WIDE: ({ verb, resource }) => `${verb} ${resource} cluster-wide`,
  NOT_AUTHENTICATED: ({ why }, say) => `Not permitted, as it is not known who asks: ${say(why)}`,
  NO_CREDENTIALS: () =>
    "no bearer token came with the request, and no client certificate that is trusted",
  AUTHORIZATION_MALFORMED: () => 'the authorization header is not one "Bearer TOKEN"',
  TOKEN_REFUSED: ({ audience, said }) =>
    `the API server does not accept the token for audience ${audience}` +
    (said === "" ? "" : `: ${said}`),
  TOKEN_OF_OTHER_AUDIENCE: ({ audience }) => `the token is not for audience ${audience}`,
  CERTIFICATE_NAMES_NOBODY: () => "the client certificate has no one common name (CN)",
  CERTIFICATE_EXPIRED: ({ at }) => `the client certificate expired at ${at}`,
  ACCESS_UNDECIDED: ({ why }, say) =>
    `Refused, as nobody can tell whether it is permitted: ${say(why)}`,
  ACCESS_WITHOUT_API: () =>
    "the aggregator reads a folder of manifests, and has no API server to ask about callers " +
    "over TCP; use its unix socket",
  CASE_NOT_PERMITTED: () =>
    "it holds facts of whole nodes, for those who may create diagnoses.tapline.io cluster-wide",

  AGENT_REFUSED: ({ node, why }, say) => `this agent may not speak for node ${node}: ${say(why)}`,
  AGENT_OF_OTHER_NODE: ({ proven }) => `its certificate or token is that of node ${proven}`,
  CERTIFICATE_NAMES_NO_NODE: ({ wanted }) =>
    `its certificate has no one alternative name (SAN) of the form ${wanted}`,
  TOKEN_NAMES_NO_NODE: ({ user }) =>
    `the token of ${user} is bound to no node; wanted one that the kubelet projects into a pod, ` +
    "from Kubernetes 1.30 on",
};

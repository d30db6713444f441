import { writeFileSync } from "node:fs";
import { inParallel } from "../../lib/in-parallel.ts";
import type { Lab } from "../context.ts";
import { callApi, stringAt } from "../kubernetes/call.ts";
import { agentsAudience, callersAudience, hasToken, tokenFile } from "./places.ts";

/** Accounts of the lab in its API server: the agents', and one of somebody who may ask for all. */

const namespace = "default";
const rbac = "rbac.authorization.k8s.io";
/** Longer than a lab is up. */
const tokenSeconds = 30 * 24 * 3_600;

interface Account {
  readonly name: string;
  /** What it may do of group `tapline.io`, cluster-wide. */
  readonly rules: readonly {
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

const agents: Account = {
  name: "tapline-agent",
  rules: [{ resources: ["agentsessions"], verbs: ["create"] }],
};
const operator: Account = {
  name: "tapline-operator",
  rules: [
    { resources: ["diagnoses"], verbs: ["create"] },
    { resources: ["nodeflows"], verbs: ["get"] },
  ],
};

/** Writes the tokens of the operator and of the agents that have one. */
export async function writeTokens(lab: Lab, admin: string): Promise<void> {
  await Promise.all([agents, operator].map((account) => createAccount(admin, account)));
  const ofOperator = await tokenOf(admin, operator.name, { audiences: [callersAudience] });
  writeFileSync(tokenFile(lab.paths, "operator"), ofOperator, { mode: 0o600 });
  const nodes = lab.topology.nodes.filter((node) => hasToken(lab, node));
  await inParallel(nodes, async ({ name }) => {
    // As the kubelet's tokens are bound to a Pod, and by that to its node.
    const { body } = await callApi(admin, { method: "GET", path: `/api/v1/nodes/${name}` });
    const uid = stringAt(body, "metadata", "uid") ?? "";
    const boundObjectRef = { apiVersion: "v1", kind: "Node", name, uid };
    const token = await tokenOf(admin, agents.name, {
      audiences: [agentsAudience],
      boundObjectRef,
    });
    writeFileSync(tokenFile(lab.paths, name), token, { mode: 0o600 });
  });
}

/** Removes what was made in an API server that goes on. */
export async function removeAccounts(admin: string): Promise<void> {
  for (const { name } of [agents, operator]) {
    for (const path of [
      `/apis/${rbac}/v1/clusterrolebindings/${name}`,
      `/apis/${rbac}/v1/clusterroles/${name}`,
      `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`,
    ]) {
      await callApi(admin, { method: "DELETE", path, ok: [404] });
    }
  }
}

async function createAccount(admin: string, { name, rules }: Account): Promise<void> {
  const metadata = { name };
  const create = async (path: string, body: object): Promise<void> => {
    await callApi(admin, { method: "POST", path, body, ok: [409] });
  };
  const apiVersion = `${rbac}/v1`;
  const granted = rules.map((rule) => ({ apiGroups: ["tapline.io"], ...rule }));
  await create(`/apis/${apiVersion}/clusterroles`, {
    ...{ apiVersion, kind: "ClusterRole", metadata, rules: granted },
  });
  await create(`/apis/${apiVersion}/clusterrolebindings`, {
    ...{ apiVersion, kind: "ClusterRoleBinding", metadata },
    roleRef: { apiGroup: rbac, kind: "ClusterRole", name },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  });
  await create(`/api/v1/namespaces/${namespace}/serviceaccounts`, {
    ...{ apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
  });
}

/** A token of an account of the lab, as the API server makes it. */
async function tokenOf(admin: string, account: string, spec: object): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
  const body = {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { expirationSeconds: tokenSeconds, ...spec },
  };
  const answer = await callApi(admin, { method: "POST", path, body });
  return stringAt(answer.body, "status", "token") ?? "";
}

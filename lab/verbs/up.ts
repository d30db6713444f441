import { mkdirSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { openPods, ping, waitForConnectivity } from "../connectivity.ts";
import { type Lab, labOf } from "../context.ts";
import { LabError } from "../errors.ts";
import { appendJournal, readJournal, startedProcesses } from "../journal.ts";
import { buildWithKubeOvn } from "../kube-ovn/build.ts";
import { recordMade } from "../kube-ovn/declared.ts";
import type { KubeOvn } from "../kube-ovn/programs.ts";
import type { KubernetesApi } from "../kubernetes/api.ts";
import { refuseForeignCluster } from "../kubernetes/cluster.ts";
import { takeLock } from "../lock.ts";
import { labPaths } from "../names.ts";
import { registerChassis, syncHypervisors } from "../northbound/sync.ts";
import type { OvnRoot } from "../ovn-root.ts";
import { isAlive } from "../processes/proc.ts";
import { buildProduct, endProduct, ensureProduct, productIsBuilt } from "../product.ts";
import { introduceNodes, reconcileControllers, reconcileLab } from "../reconcile.ts";
import { completeLab, saveLab } from "../saved.ts";
import { tearDown } from "../teardown.ts";
import type { AddressFamily } from "../topology/addresses.ts";
import { topologyOf } from "../topology/topology.ts";
import { throwIfInterrupted } from "../wait.ts";

export interface UpOptions {
  readonly lab: string;
  readonly nodes: number;
  readonly product: boolean;
  readonly ovnRoot: OvnRoot;
  readonly kubernetes: KubernetesApi | null;
  readonly kubeOvn: KubeOvn | null;
  readonly encapFamily: AddressFamily;
  readonly tls: boolean;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Builds the lab, or says that it is there already; a broken or half-built one is built anew. */
export async function up(options: UpOptions): Promise<void> {
  const paths = labPaths(options.lab);
  const release = takeLock(paths, "up");
  try {
    const { nodes, product: withProduct, ovnRoot, kubernetes, kubeOvn, encapFamily, tls } = options;
    const wanted = { nodes, product: withProduct, ovnRoot, kubernetes, kubeOvn, encapFamily, tls };
    if (wanted.product) await buildProduct();
    const product = wanted.product && productIsBuilt();
    if (wanted.product && !product) options.say("aggregator and agent are not built: without them");
    const lab = labOf(topologyOf(options.lab, nodes, encapFamily), { ...options, product });
    const saved = completeLab(paths);
    const isSame = isDeepStrictEqual({ ...saved, product: true }, { ...wanted, product: true });
    if (isSame && (await looksHealthy(lab))) {
      await refreshProduct(lab);
      saveLab(paths, { ...wanted, product });
      return options.say(`${options.lab} is already up`);
    }
    const cleared = await tearDown(options.lab, paths);
    if (cleared) options.say("what was left of an earlier lab is gone");
    await build(lab);
  } finally {
    release();
  }
}

async function build(lab: Lab): Promise<void> {
  const { paths } = lab;
  try {
    throwIfInterrupted(lab.signal);
    mkdirSync(paths.state, { recursive: true });
    const { product, ovnRoot, kubernetes, kubeOvn, tls } = lab;
    const { nodes, encapFamily } = lab.topology;
    if (kubernetes !== null) await refuseForeignCluster(kubernetes);
    const wanted = { product, ovnRoot, kubernetes, kubeOvn, encapFamily, tls };
    saveLab(paths, { nodes: nodes.length, ...wanted });
    await buildCluster(lab);
    await waitForConnectivity(lab);
    if (kubeOvn !== null && kubernetes !== null) await recordMade(lab, kubernetes.kubeconfig);
    if (lab.product) await ensureProduct(lab);
    throwIfInterrupted(lab.signal);
    appendJournal(paths.journal, { kind: "ready" });
  } catch (thrown) {
    await tearDown(lab.name, paths);
    if (!lab.signal.aborted) throw thrown;
    // A Ctrl-C also ends the tools we had running; their failures are not the reason.
    throw new LabError({ code: "INTERRUPTED" }, "Interrupted; nothing is left behind");
  }
}

async function buildCluster(lab: Lab): Promise<void> {
  const { kubeOvn, kubernetes } = lab;
  if (kubeOvn !== null && kubernetes !== null) return buildWithKubeOvn(lab, kubeOvn, kubernetes);
  await reconcileLab(lab);
  await introduceNodes(lab);
  await reconcileControllers(lab);
  await syncHypervisors(lab);
  await registerChassis(lab);
}

/** An unchanged product keeps running only until it is built again. */
async function refreshProduct(lab: Lab): Promise<void> {
  await endProduct(lab);
  if (lab.product) await ensureProduct(lab);
}

/** Everything still runs, and the first pod reaches all others that no policy protects. */
async function looksHealthy(lab: Lab): Promise<boolean> {
  const started = startedProcesses(readJournal(lab.paths.journal));
  const base = started.filter(({ name }) => !/agent$|aggregator$/.test(name));
  if (!base.every(({ pid, startTick }) => isAlive(pid, startTick))) return false;
  const [first, ...open] = openPods(lab);
  if (first === undefined) return false;
  const answers = await Promise.all(open.map(({ ip }) => ping(first.netns, ip)));
  return answers.every((answer) => answer === "answered");
}

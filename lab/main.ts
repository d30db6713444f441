import { Command, CommanderError, InvalidArgumentError } from "commander";
import { messageOf } from "../lib/errors.ts";
import { type Lab, labOf } from "./context.ts";
import { LabError } from "./errors.ts";
import { faultsDocument, faultsTable } from "./faults/document.ts";
import { kubeOvnOf } from "./kube-ovn/programs.ts";
import { findApi } from "./kubernetes/api.ts";
import { checkLabName, defaultLabName, labPaths } from "./names.ts";
import { type OvnRoot, ovnRootOf, searchPath } from "./ovn-root.ts";
import { requireLab } from "./saved.ts";
import { type AddressFamily, addressFamilies } from "./topology/addresses.ts";
import { maxNodes, topologyOf } from "./topology/topology.ts";
import { clear } from "./verbs/clear.ts";
import { down } from "./verbs/down.ts";
import { type InjectOptions, inject } from "./verbs/inject.ts";
import { statusOf, statusText } from "./verbs/status.ts";
import { up } from "./verbs/up.ts";

/** `npm run lab -- VERB`: exit code 0 done, 1 failed, 2 wrong usage. */

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => interrupt.abort());
}

/** Everything is started with this environment, so tools and daemons are those of one release. */
function useOvnRoot(root: OvnRoot): void {
  process.env.PATH = searchPath(root, process.env.PATH);
}

const say = (line: string): void => {
  process.stderr.write(`lab: ${line}\n`);
};

function nodeCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= maxNodes) return count;
  throw new InvalidArgumentError(`wanted a number from 1 to ${maxNodes}`);
}

function addressFamily(text: string): AddressFamily {
  const family = addressFamilies.find((name) => name.toLowerCase() === text.toLowerCase());
  if (family !== undefined) return family;
  throw new InvalidArgumentError("wanted ipv4 or ipv6");
}

function outputFormat(text: string): "json" | "text" {
  if (text === "json" || text === "text") return text;
  throw new InvalidArgumentError("wanted text or json");
}

interface UpArguments {
  readonly nodes: number;
  readonly product: boolean;
  readonly encapFamily: AddressFamily;
  readonly kubernetes?: true;
  readonly kubeOvn?: string;
  readonly tls: boolean;
}

function addUp(root: Command, lab: string): void {
  root
    .command("up")
    .description("build the lab; returns once pods reach each other and all agents are connected")
    .option("--nodes <count>", "number of nodes", nodeCount, 3)
    .option("--encap-family <family>", "tunnels over ipv4 or ipv6", addressFamily, "IPv4")
    .option("--no-product", "do not start the aggregator and the agents")
    .option(
      "--kubernetes",
      "objects in an API server: of KUBECONFIG (loopback only), KUBEBUILDER_ASSETS or " +
        "TAPLINE_API_SERVER; else in a folder of manifests",
    )
    .option(
      "--tls",
      "agents prove their nodes over TLS, by certificates; with --kubernetes also by tokens, and " +
        "callers are authenticated and asked for their rights",
      false,
    )
    .option(
      "--kube-ovn <folder>",
      "Kube-OVN's own kube-ovn-controller, kube-ovn-daemon, kube-ovn (CNI plugin) and crds.yaml: " +
        "they write everything instead of the lab, with --kubernetes; default: TAPLINE_KUBE_OVN",
    )
    .action(async ({ kubernetes, kubeOvn: folder, ...wanted }: UpArguments) => {
      const startedAt = performance.now();
      const ovnRoot = ovnRootOf(process.env.TAPLINE_OVN_ROOT);
      useOvnRoot(ovnRoot);
      const kubeOvn = kubeOvnOf(folder ?? process.env.TAPLINE_KUBE_OVN, process.env.PATH ?? "");
      const wantsApi = kubernetes === true || kubeOvn !== null;
      const api = wantsApi ? findApi(process.env, labPaths(lab)) : null;
      const common = { signal: interrupt.signal, say };
      await up({ lab, ...wanted, ovnRoot, kubernetes: api, kubeOvn, ...common });
      say(`up after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    });
}

function program(lab: string): Command {
  const root = new Command("lab").exitOverride();
  root.description(`A Kube-OVN-shaped cluster on this machine (TAPLINE_LAB=${lab})`);
  const current = (): Lab => {
    const { nodes, encapFamily, ...saved } = requireLab(labPaths(lab), lab);
    const { ovnRoot } = saved;
    useOvnRoot(ovnRoot);
    const topology = topologyOf(lab, nodes, encapFamily);
    return labOf(topology, { ...saved, signal: interrupt.signal, say });
  };
  addUp(root, lab);
  root
    .command("status")
    .description("show where everything is")
    .option("-o, --output <format>", "text or json", outputFormat, "text")
    .action(({ output }: { output: "json" | "text" }) => {
      const context = current();
      const text =
        output === "json" ? `${JSON.stringify(statusOf(context), null, 2)}\n` : undefined;
      process.stdout.write(text ?? statusText(context));
    });
  root
    .command("faults")
    .description("list what can be broken, and what a diagnosis must say about it")
    .option("-o, --output <format>", "text or json", outputFormat, "text")
    .action(({ output }: { output: "json" | "text" }) => {
      const json = output === "json";
      process.stdout.write(json ? `${JSON.stringify(faultsDocument(), null, 2)}\n` : faultsTable());
    });
  root
    .command("inject <name>")
    .description("break one thing between two pods")
    .option("--source <pod>", "default: see faults")
    .option("--destination <pod>", "default: see faults")
    .action((name: string, options: Omit<InjectOptions, "name">) =>
      inject(current(), { name, ...options }),
    );
  root
    .command("clear")
    .description("restore the declared state of the whole lab")
    .action(() => clear(current()));
  root
    .command("down")
    .description("take the lab down, leaving nothing behind")
    .action(() => down(lab, say));
  return root;
}

async function main(): Promise<number> {
  try {
    if (process.getuid?.() !== 0) {
      throw new LabError({ code: "NOT_ROOT" }, "Cannot make network namespaces: wanted root");
    }
    const lab = checkLabName(process.env.TAPLINE_LAB || defaultLabName);
    await program(lab).parseAsync();
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2; // already printed
    say(messageOf(thrown));
    return thrown instanceof LabError && thrown.type.code === "USAGE" ? 2 : 1;
  }
}

process.exitCode = await main();

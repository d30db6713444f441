import { Command, Option } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { requestBounds, requestDefaults } from "../proto/requests/bounds.ts";
import { languages } from "../words/language.ts";
import type { AgentsOptions } from "./commands/agents.ts";
import type { DiagnoseOptions } from "./commands/diagnose.ts";
import type { FlowsOptions } from "./commands/flows.ts";
import type { TraceOptions } from "./commands/trace.ts";
import type { Io } from "./io.ts";
import {
  defaultOptions,
  parseAddress,
  parseDuration,
  parseInterval,
  parsePort,
  protocols,
  wholeNumber,
} from "./options.ts";

/** Gives the exit status of a command that came to an answer. */
export type SetStatus = (status: number) => void;

/**
 * The command tree. Commands are imported when they run: gRPC and the message schema take longer
 * to load than `--help` takes to print.
 */
export function buildProgram(io: Io, setStatus: SetStatus): Command {
  const program = new Command("tapline")
    .description("Says at which stage packets stop between two Kube-OVN endpoints, and why")
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHelpWidth: () => io.columns,
      getErrHelpWidth: () => io.columns,
    })
    .showSuggestionAfterError()
    .addHelpText("after", exitStatusHelp);
  addDiagnose(program, io, setStatus);
  addTrace(program, io);
  addFlows(program, io);
  addAgents(program, io);
  return program;
}

const exitStatusHelp = `
Exit status:
  0 reachable             1 a fault was found     2 wrong usage
  3 inconclusive          4 not permitted         5 tapline itself could not work`;

const endpointHelp = `
SOURCE is NAMESPACE/POD or pod/NAME. DESTINATION is that, svc/NAME, node/NAME, an address or a host
name. The order of "kubectl ko trace" works too: NAMESPACE/POD ADDRESS {icmp|tcp|udp} [PORT].`;

function addDiagnose(program: Command, io: Io, setStatus: SetStatus): void {
  const command = program
    .command("diagnose")
    .description("send recognisable traffic and say where it stops, in which direction, and why");
  withTraffic(command);
  command
    .addOption(
      new Option(
        "--count <n>",
        "probes to send (default: 5, or 4 for each backend of a Service)",
      ).argParser(wholeNumber(requestBounds.count)),
    )
    .addOption(
      new Option("--size <bytes>", "IP packet size, not to be fragmented").argParser(
        wholeNumber(requestBounds.sizeBytes),
      ),
    )
    .option("--passive", "send nothing, watch the traffic that flows already")
    .addOption(
      new Option("--repeat <n>", "diagnose so often: is it intermittent, is it fixed").argParser(
        wholeNumber({ least: 1, most: 1000 }),
      ),
    )
    .addOption(
      new Option("--interval <duration>", "pause between two of them")
        .argParser(parseInterval)
        .default(parseInterval(defaultOptions.interval), defaultOptions.interval),
    )
    .option("--http <path>", "also GET this path on every connection (tcp, port 80 unless given)")
    .option("--error <text>", "what the client printed: the verdict says whether it fits")
    .addOption(timeoutOption())
    .option("--save <file>", "keep the recorded case: the verdict can be reached again from it");
  withCommon(command, ["text", "json", "yaml", "wide"], io);
  command.addHelpText("after", endpointHelp);
  command.action(async (source, destination, protocol, port) => {
    const { diagnose } = await import("./commands/diagnose.ts");
    const request = { source, destination, words: [protocol, port] as const };
    setStatus(await diagnose(request, command.opts<DiagnoseOptions>(), io));
  });
}

function addTrace(program: Command, io: Io): void {
  const command = program
    .command("trace")
    .description("logical and OpenFlow traces of both nodes, both directions; sends nothing");
  withTraffic(command);
  command
    .addOption(
      new Option("--minimal", "only what the packet comes to and what changes it").conflicts(
        "verbose",
      ),
    )
    .option("--verbose", "also remarks, connection states, and what the tools printed")
    .addOption(timeoutOption());
  withCommon(command, ["text", "json", "yaml"], io);
  command.addHelpText("after", endpointHelp);
  command.action(async (source, destination, protocol, port) => {
    const { trace } = await import("./commands/trace.ts");
    const request = { source, destination, words: [protocol, port] as const };
    await trace(request, command.opts<TraceOptions>(), io);
  });
}

function addFlows(program: Command, io: Io): void {
  const command = program
    .command("flows")
    .description("the OpenFlow flows of one node's br-int, or those that name a pod")
    .argument("<target>", "node, NAMESPACE/POD or pod/NAME")
    .addOption(
      new Option("--table <n>", "only this table").argParser(wholeNumber(requestBounds.table)),
    )
    .option("--match <text>", "only flows whose match or actions contain the text")
    .option("--drops", "only flows that drop")
    .addOption(
      new Option(
        "--ip <address>",
        "only flows that name the address or match its prefix",
      ).argParser(parseAddress),
    )
    .addOption(
      new Option("--port <n>", "only flows that match or translate a port of tcp or udp").argParser(
        parsePort,
      ),
    )
    .option("--in-port <port>", "only flows that match this OpenFlow port, by number or name")
    .option("--summary", "only counts by table and by action")
    .option("--all", "of a pod: also the flows of its node that do not name it")
    .addOption(
      new Option("--sort <key>", "instead of the switch's order").choices([
        "packets",
        "bytes",
        "priority",
        "age",
      ]),
    );
  withNamespace(command);
  withCommon(command, ["text", "json"], io);
  command.action(async (target: string) => {
    const { flows } = await import("./commands/flows.ts");
    await flows(target, command.opts<FlowsOptions>(), io);
  });
}

function addAgents(program: Command, io: Io): void {
  const command = program
    .command("agents")
    .description("who is connected: versions, loss, load, clock; and what the aggregator reads");
  withCommon(command, ["text", "json", "yaml"], io);
  command.action(async () => {
    const { agents } = await import("./commands/agents.ts");
    await agents(command.opts<AgentsOptions>(), io);
  });
}

function timeoutOption(): Option {
  const seconds = requestDefaults.timeoutMs / 1_000;
  return new Option(
    "--timeout <duration>",
    `give up after this long (default: ${seconds}s)`,
  ).argParser(parseDuration);
}

function withTraffic(command: Command): void {
  command
    .argument("<source>", "where packets start")
    .argument("<destination>", "where they should arrive")
    .argument("[protocol]", "as --protocol")
    .argument("[port]", "as --port")
    .addOption(new Option("--protocol <name>", "icmp unless a port is given").choices(protocols))
    .addOption(new Option("--port <n>", "destination port of tcp or udp").argParser(parsePort))
    .addOption(new Option("--interface <name>", "interface in the source pod, for example net1"))
    .addOption(
      new Option("--family <version>", "IP version; both unless given").choices(["4", "6"]),
    );
  withNamespace(command);
}

function withNamespace(command: Command): void {
  command.option(
    "-n, --namespace <name>",
    `namespace of names that carry none (default: ${requestDefaults.namespace})`,
  );
}

function withCommon(command: Command, formats: readonly string[], io: Io): void {
  command
    .addOption(new Option("-o, --output <format>", "how to print").choices(formats).default("text"))
    .addOption(new Option("--lang <language>", "of the text").choices(languages).default("en"))
    .option(
      "--address <address>",
      "aggregator, host:port or unix:/path (env: TAPLINE_AGGREGATOR)",
      io.env.TAPLINE_AGGREGATOR || defaultOptions.address,
    );
}

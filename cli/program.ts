import { Command, Option } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { requestBounds, requestDefaults } from "../proto/requests/bounds.ts";
import { languages } from "../words/language.ts";
import { withCluster } from "./cluster/options.ts";
import type { AgentsOptions } from "./commands/agents.ts";
import type { DiagnoseOptions } from "./commands/diagnose.ts";
import type { DoctorOptions } from "./commands/doctor.ts";
import type { FlowsOptions } from "./commands/flows.ts";
import type { TraceOptions } from "./commands/trace.ts";
import { addCompletion } from "./completion/commands.ts";
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
  const program = new Command(io.isPlugin ? "kubectl tapline" : "tapline")
    .description("Find the stage at which packets between two Kube-OVN endpoints stop, and why")
    .version(packageJson.version)
    .exitOverride()
    .enablePositionalOptions()
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
  addDoctor(program, io, setStatus);
  addCompletion(program, io);
  return program;
}

const { count, httpPort } = requestDefaults;
const countDefault = `${count.toOne}, or ${count.toEachBackend} for each backend of a Service`;

const exitStatusHelp = `
Exit status:
  0 reachable             1 fault found           2 wrong usage
  3 inconclusive          4 not permitted         5 tapline itself failed`;

const endpointHelp = `
SOURCE: NAMESPACE/POD, pod/NAME or node/NAME. DESTINATION: the same, svc/NAME, an address or a host
name. From a node to a pod that has a probe, its port and path are asked for where none are named.
The argument order of "kubectl ko trace" also works: NAMESPACE/POD ADDRESS {icmp|tcp|udp} [PORT].`;

function addDiagnose(program: Command, io: Io, setStatus: SetStatus): void {
  const command = program
    .command("diagnose")
    .description("send probes and report where they stop, in which direction, and why");
  withTraffic(command);
  command
    .addOption(
      new Option("--count <n>", `number of probes (default: ${countDefault})`).argParser(
        wholeNumber(requestBounds.count),
      ),
    )
    .addOption(
      new Option("--size <bytes>", "size of the IP packets, sent with DF set").argParser(
        wholeNumber(requestBounds.sizeBytes),
      ),
    )
    .option("--passive", "send nothing; watch existing traffic")
    .addOption(
      new Option("--repeat <n>", "repeat the diagnosis n times").argParser(
        wholeNumber({ least: 1, most: 1000 }),
      ),
    )
    .addOption(
      new Option("--interval <duration>", "pause between repeated diagnoses")
        .argParser(parseInterval)
        .default(parseInterval(defaultOptions.interval), defaultOptions.interval),
    )
    .option(
      "--http <path>",
      `also send a GET for this path on every connection (tcp, default port ${httpPort})`,
    )
    .option("--error <text>", "error text of the client: the verdict says whether it matches")
    .addOption(timeoutOption())
    .option("--save <file>", "save the recorded case, from which the verdict can be reproduced");
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
    .description(
      "show logical and OpenFlow traces on both nodes, in both directions; sends nothing",
    );
  withTraffic(command);
  command
    .addOption(
      new Option("--minimal", "only the result and the steps that change the packet").conflicts(
        "verbose",
      ),
    )
    .option("--verbose", "also remarks, connection states and raw tool output")
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
    .description("list the OpenFlow flows on a node's br-int, or those that name a pod")
    .argument("<target>", "node, NAMESPACE/POD or pod/NAME")
    .addOption(
      new Option("--table <n>", "only flows of this table").argParser(
        wholeNumber(requestBounds.table),
      ),
    )
    .option("--match <text>", "only flows whose match or actions contain this text")
    .option("--drops", "only flows that drop packets")
    .addOption(
      new Option(
        "--ip <address>",
        "only flows that name this address or match its prefix",
      ).argParser(parseAddress),
    )
    .addOption(
      new Option("--port <n>", "only flows that match or translate this tcp or udp port").argParser(
        parsePort,
      ),
    )
    .option("--in-port <port>", "only flows that match this OpenFlow port, by number or name")
    .option("--summary", "only counts per table and action")
    .option("--all", "for a pod: also flows on its node that do not name it")
    .addOption(
      new Option("--sort <key>", "sort key (default: the order of the switch)").choices([
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
    .description(
      "list agents (version, loss, load, clock) and the sources that the aggregator reads",
    );
  withCommon(command, ["text", "json", "yaml"], io);
  command.action(async () => {
    const { agents } = await import("./commands/agents.ts");
    await agents(command.opts<AgentsOptions>(), io);
  });
}

const doctorHelp = `
Exit status: 0 all ok, or warnings only; 1 something failed; 3 nothing failed, but something could
not be examined; 5 no aggregator was reached.`;

function addDoctor(program: Command, io: Io, setStatus: SetStatus): void {
  const command = program
    .command("doctor")
    .description("check the installation: agents, databases, rights, versions, clocks, tunnels");
  withCommon(command, ["text", "json", "yaml", "wide"], io);
  command.addHelpText("after", doctorHelp);
  command.action(async () => {
    const { doctor } = await import("./commands/doctor.ts");
    setStatus(await doctor(command.opts<DoctorOptions>(), io));
  });
}

function timeoutOption(): Option {
  const seconds = requestDefaults.timeoutMs / 1_000;
  return new Option("--timeout <duration>", `time limit (default: ${seconds}s)`).argParser(
    parseDuration,
  );
}

function withTraffic(command: Command): void {
  command
    .argument("<source>", "endpoint that sends the requests")
    .argument("<destination>", "endpoint that should receive them")
    .argument("[protocol]", "same as --protocol")
    .argument("[port]", "same as --port")
    .addOption(
      new Option(
        "--protocol <name>",
        "protocol (default: icmp; with a port tcp, or that of the Service)",
      ).choices(protocols),
    )
    .addOption(new Option("--port <n>", "destination port (tcp, udp)").argParser(parsePort))
    .addOption(new Option("--interface <name>", "interface of the source pod, for example net1"))
    .addOption(new Option("--family <version>", "IP version (default: both)").choices(["4", "6"]));
  withNamespace(command);
}

function withNamespace(command: Command): void {
  command.option(
    "-n, --namespace <name>",
    `namespace for names without one (default: ${requestDefaults.namespace})`,
  );
}

function withCommon(command: Command, formats: readonly string[], io: Io): void {
  command
    .addOption(
      new Option("-o, --output <format>", "output format").choices(formats).default("text"),
    )
    .addOption(
      new Option("--lang <language>", "language of text output").choices(languages).default("en"),
    )
    .option(
      "--address <address>",
      "aggregator: host:port or unix:/path (env: TAPLINE_AGGREGATOR)",
      io.env.TAPLINE_AGGREGATOR || defaultOptions.address,
    )
    .addOption(
      fromEnv(io, "TAPLINE_CA", "--ca <file>", "CA of the aggregator's certificate: use TLS"),
    )
    .addOption(
      fromEnv(
        io,
        "TAPLINE_TLS_SERVER_NAME",
        "--tls-server-name <name>",
        "name in its certificate, where it is not the address",
      ),
    )
    .addOption(
      fromEnv(
        io,
        "TAPLINE_TOKEN_FILE",
        "--token-file <file>",
        "file with your bearer token (else env: TAPLINE_TOKEN)",
      ),
    )
    .addOption(fromEnv(io, "TAPLINE_CERT", "--cert <file>", "your client certificate"))
    .addOption(fromEnv(io, "TAPLINE_KEY", "--key <file>", "and its key"));
  withCluster(command);
}

/** An option whose default an environment variable gives. */
function fromEnv(io: Io, variable: string, flags: string, text: string): Option {
  const given = io.env[variable] || undefined;
  return new Option(flags, `${text} (env: ${variable})`).default(given);
}

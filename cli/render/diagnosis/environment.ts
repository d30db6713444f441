import type { Diagnosis } from "../../../proto/documents/v1/diagnosis.ts";
import type { EndEnvironment, Environment } from "../../../proto/documents/v1/environment.ts";
import { toldIn } from "../../../words/told.ts";
import { paragraph } from "../style.ts";
import { table } from "../table.ts";
import type { Context } from "./context.ts";

/** What the path runs on; what is not known is said, and why. */
export function environmentLines({ environment }: Diagnosis, context: Context): string[] {
  if (environment === undefined) return [];
  const { style, words, options } = context;
  return [
    style.heading(words.environment.title),
    paragraph(releaseText(environment, context), options.columns, "    ", "  "),
    paragraph(`  ${relationText(environment, context)}`, options.columns, "    ", ""),
    ...nodeLines(environment, context),
    ...nicLines(environment, context),
    ...endLines(environment, context),
    ...reasonLines(environment, context),
  ];
}

function releaseText({ kubeOvn }: Environment, { words, options }: Context): string {
  const { version, from, source, reason, because } = kubeOvn;
  if (version === null) {
    const why = toldIn(options.lang, reason ?? words.unknownReason, because);
    return words.environment.releaseUnknown(why);
  }
  return words.environment.release(version, toldIn(options.lang, from ?? "", source));
}

function relationText(environment: Environment, { words }: Context): string {
  const { sameNode, sameSubnet, sameVpc } = environment;
  const { relation } = words.environment;
  return [
    sameNode ? relation.sameNode : relation.crossNode,
    sameSubnet ? relation.sameSubnet : relation.otherSubnet,
    ...(sameVpc === null ? [] : [sameVpc ? relation.sameVpc : relation.otherVpc]),
  ].join(words.listSeparator);
}

function nodeLines({ nodes }: Environment, { style, words, options }: Context): string[] {
  if (nodes.length === 0) return [];
  const { kernel, tunnel, encap } = words.environment;
  const header = [words.node, "OVN", "OVS", words.datapath, tunnel, encap, kernel];
  const rows = nodes.map((node) => [
    node.node,
    node.ovn ?? "–",
    node.ovs ?? "–",
    node.datapath ?? "–",
    node.tunnel ?? "–",
    node.encapIps.join(", ") || "–",
    node.kernel ?? "–",
  ]);
  return table([header.map(style.quiet), ...rows], { columns: options.columns, indent: "  " });
}

function nicLines({ nodes }: Environment, { style, words, options }: Context): string[] {
  const rows = nodes.flatMap(({ node, nics = [] }) =>
    nics.map(({ name, driver, version, firmware, offloads }) => [
      node,
      name,
      [driver ?? "–", version ?? ""].join(" ").trim(),
      firmware ?? "–",
      offloadText(offloads),
    ]),
  );
  if (rows.length === 0) return [];
  const { nic, driver, firmware, offloads } = words.environment;
  const header = [words.node, nic, driver, firmware, offloads];
  return table([header.map(style.quiet), ...rows], { columns: options.columns, indent: "  " });
}

/** Those that are on, in ethtool's order; its own short names where it has them. */
function offloadText(offloads: Readonly<Record<string, boolean>>): string {
  const short: Readonly<Record<string, string>> = {
    "rx-checksumming": "rx",
    "tx-checksumming": "tx",
    "tcp-segmentation-offload": "tso",
    "generic-segmentation-offload": "gso",
    "generic-receive-offload": "gro",
    "large-receive-offload": "lro",
  };
  const on = Object.entries(offloads).flatMap(([name, isOn]) =>
    isOn ? [short[name] ?? name] : [],
  );
  return on.join(", ") || "–";
}

function endLines(
  { source, destination }: Environment,
  { style, words, options }: Context,
): string[] {
  const { end, subnet, gateway } = words.environment;
  const header = [end, words.node, subnet, "VPC", gateway, "NAT", "VLAN"];
  const row = (name: string, one: EndEnvironment): string[] => [
    name,
    one.node ?? "–",
    [one.subnet ?? "–", ...one.cidrs].join(" "),
    one.vpc ?? "–",
    [one.gatewayType ?? "–", one.gatewayNode ?? ""].join(" ").trim(),
    natText(one, words.yesNo),
    one.vlan ?? "–",
  ];
  const rows = [row(words.atEnd.source, source), row(words.atEnd.destination, destination)];
  return table([header.map(style.quiet), ...rows], { columns: options.columns, indent: "  " });
}

function natText({ natOutgoing }: EndEnvironment, yesNo: readonly [string, string]): string {
  if (natOutgoing === null) return "–";
  return natOutgoing ? yesNo[0] : yesNo[1];
}

function reasonLines(environment: Environment, { style, words, options }: Context): string[] {
  const said = [
    ...environment.nodes.map((one) => ({ ...one, of: one.node })),
    { ...environment.source, of: words.atEnd.source },
    { ...environment.destination, of: words.atEnd.destination },
  ];
  return said.flatMap(({ of, reason, because }) =>
    reason === null
      ? []
      : [
          paragraph(
            `${of}${words.verdict.colon}${toldIn(options.lang, reason, because)}`,
            options.columns,
            "    ",
            `  ${style.doubtful("?")} `,
          ),
        ],
  );
}

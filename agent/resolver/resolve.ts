import { z } from "zod";
import { inNetns, run } from "../../lib/exec.ts";
import type { NameAnswer } from "../../proto/gen/tapline/v1/NameAnswer.ts";
import { type Reason, reason, said } from "../../proto/reasons/index.ts";
import { toWireReason } from "../../proto/wire/reason.ts";
import type { PodLocation } from "../ports/pod-finder.ts";
import type { DnsRequest } from "../probe/dns-lookup.ts";
import { socketProgram } from "../probe/socket-program.ts";
import { hasOwnFile, readPodFile } from "./pod-files.ts";
import { addressesInHosts, namesToAsk, parseResolvConf } from "./resolv-conf.ts";

/** A resolver that answers at all answers in less; resolv.conf(5) waits 5 s. */
const waitMs = 1_000;
const timeoutMs = 4_000;

const reportSchema = z.object({
  addresses: z.array(z.string()),
  foundAs: z.string(),
  attempts: z.array(z.object({ name: z.string(), outcome: z.string() })),
});

/**
 * Looks a name up as the pod's resolver does: hosts(5), then DNS by resolv.conf(5).
 *
 * @throws {ExecError} when nothing can be started in the pod's network namespace.
 */
export async function resolveName(
  { netns }: Pick<PodLocation, "netns">,
  name: string,
  signal: AbortSignal,
): Promise<NameAnswer> {
  const { pid } = netns;
  if (pid === null) return notAsked(reason("NO_VISIBLE_PROCESS", {}));
  if ((await hasOwnFile(pid, "/etc/resolv.conf")) === false) {
    return notAsked(reason("RESOLV_CONF_OF_NODE", {}));
  }
  const [hosts, resolv] = await Promise.all([
    readPodFile(pid, "/etc/hosts"),
    readPodFile(pid, "/etc/resolv.conf"),
  ]);
  const listed = addressesInHosts(hosts.text ?? "", name);
  if (listed.length > 0) {
    return {
      status: "LOOKUP_STATUS_ANSWERED",
      addresses: listed,
      foundAs: name,
      source: "LOOKUP_SOURCE_HOSTS",
    };
  }
  if (resolv.text === null) {
    return notAsked(reason("RESOLV_CONF_UNREADABLE", { why: said(resolv.reason) }));
  }
  const conf = parseResolvConf(resolv.text);
  const { nameservers } = conf;
  if (nameservers.length === 0) return notAsked(reason("RESOLV_CONF_WITHOUT_SERVER", {}));
  const names = namesToAsk(name, conf);
  const request: DnsRequest = { protocol: "dns", names, servers: nameservers, waitMs };
  const { stdout } = await run(inNetns(netns.path, socketProgram()), {
    input: JSON.stringify(request),
    timeoutMs,
    maxBytes: 256 * 1024,
    signal,
  });
  const { addresses, foundAs, attempts } = reportSchema.parse(JSON.parse(stdout));
  const end: NameAnswer =
    addresses.length > 0
      ? { status: "LOOKUP_STATUS_ANSWERED", source: "LOOKUP_SOURCE_DNS" }
      : { status: "LOOKUP_STATUS_FAILED" };
  return { ...end, addresses, foundAs, nameservers: [...nameservers], attempts };
}

function notAsked(why: Reason): NameAnswer {
  return { status: "LOOKUP_STATUS_NOT_ASKED", why: toWireReason(why) };
}

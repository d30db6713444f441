import { Resolver } from "node:dns/promises";

/** What the program in the pod's network namespace is told, as JSON on its stdin. */
export interface DnsRequest {
  readonly protocol: "dns";
  /** Names in the order in which the resolver asks. */
  readonly names: readonly string[];
  /** Addresses, with `:port` or `[…]:port` where it is not 53. */
  readonly servers: readonly string[];
  /** For each name, milliseconds. */
  readonly waitMs: number;
}

export interface DnsReport {
  readonly addresses: readonly string[];
  readonly foundAs: string;
  readonly attempts: readonly { readonly name: string; readonly outcome: string }[];
}

/** After these the next name would fare no better: nobody answers. */
const hopeless = new Set(["ETIMEOUT", "ECONNREFUSED"]);

/** Asks for one name after the other until one has addresses. */
export async function lookUp({ names, servers, waitMs }: DnsRequest): Promise<DnsReport> {
  const resolver = new Resolver({ timeout: waitMs, tries: 1 });
  resolver.setServers([...servers]);
  const attempts: { name: string; outcome: string }[] = [];
  for (const name of names) {
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const addresses = answers.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
    const outcome = addresses.length > 0 ? "answered" : failureOf(answers);
    attempts.push({ name, outcome });
    if (addresses.length > 0) return { addresses, foundAs: name, attempts };
    if (hopeless.has(outcome)) break;
  }
  return { addresses: [], foundAs: "", attempts };
}

/** Of the two questions the one that failed worse: a name without IPv6 is no failure. */
function failureOf(answers: readonly PromiseSettledResult<string[]>[]): string {
  const codes = answers.flatMap((one) => (one.status === "rejected" ? [codeOf(one.reason)] : []));
  return codes.find((code) => code !== "ENODATA") ?? codes[0] ?? "ENODATA";
}

function codeOf(reason: unknown): string {
  const code = reason instanceof Error && "code" in reason ? reason.code : null;
  return typeof code === "string" ? code : "EUNKNOWN";
}

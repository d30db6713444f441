import { connect, type NetConnectOpts } from "node:net";
import type { DoctorDocument } from "../proto/documents/v1/doctor.ts";
import { type Reason, reason, said } from "../proto/reasons/index.ts";
import { reasonIn } from "../words/reasons/index.ts";
import { defaultOptions } from "./options.ts";

/** A connection on a near network opens within this, or not at all. */
const connectMs = 2_000;

/** What kept the command line from an aggregator, and what to do. */
interface Tried {
  readonly why: Reason;
  readonly advice: Reason;
  readonly commands: readonly string[];
}

/** The Doctor document where no aggregator answers: what was tried, and what to do about it. */
export async function unreachedDocument(
  address: string,
  startedAt: Date,
  failure: Reason,
): Promise<DoctorDocument> {
  const { why, advice, commands } = await look(address, failure);
  const found = reason("AGGREGATOR_UNREACHED", { address, why });
  const remedy = { text: reasonIn("en", advice), because: advice, commands };
  return {
    apiVersion: "tapline/v1",
    kind: "Doctor",
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    aggregator: null,
    outcome: "failed",
    counts: { ok: 0, warning: 0, failed: 1, unknown: 0 },
    items: [
      {
        check: "aggregator-reachable",
        subject: { kind: "Aggregator", name: "aggregator" },
        status: "failed",
        ...{ found: reasonIn("en", found), because: found, remedy },
      },
    ],
  };
}

/** Connects once more, by itself: what gRPC says of it names no system error. */
async function look(address: string, failure: Reason): Promise<Tried> {
  const place = placeOf(address);
  if (place === null) return otherwise(failure);
  const code = await errorOf(place);
  const path = "path" in place ? place.path : null;
  switch (code) {
    case null:
      return otherwise(failure);
    case "ENOENT":
      return path === null ? notFound(code) : absent(path, reason("SOCKET_ABSENT", {}));
    case "ECONNREFUSED":
      return path === null ? refused() : absent(path, reason("PORT_REFUSED", {}));
    case "EACCES":
    case "EPERM": {
      const commands = path === null ? [] : [`ls -l ${path}`];
      const advice = reason("ADVICE_SOCKET_MODE", {});
      return { why: reason("SOCKET_NOT_PERMITTED", {}), advice, commands };
    }
    case "ETIMEDOUT":
      return { ...refused(), why: reason("NO_ANSWER", { afterMs: connectMs }) };
    default:
      return notFound(code);
  }
}

function otherwise(failure: Reason): Tried {
  const inner = failure.code === "NO_AGGREGATOR" ? failure.args.why : failure;
  const why = reason("ANSWERS_OTHERWISE", { why: inner });
  return { why, advice: reason("ADVICE_OTHER_ADDRESS", {}), commands: [] };
}

function absent(path: string, why: Reason): Tried {
  return { why, advice: reason("ADVICE_SOCKET_ABSENT", {}), commands: [`ls -l ${path}`] };
}

function refused(): Tried {
  const why = reason("PORT_REFUSED", {});
  return { why, advice: reason("ADVICE_PORT_FORWARD", {}), commands: portForward };
}

/** EHOSTUNREACH, ENOTFOUND and their like: as the system says it. */
function notFound(code: string): Tried {
  return { why: said(code), advice: reason("ADVICE_PORT_FORWARD", {}), commands: portForward };
}

const [, defaultPort] = defaultOptions.address.split(":");

const portForward = [
  "kubectl tapline doctor",
  "kubectl get svc -A -l app.kubernetes.io/name=tapline",
  `kubectl -n tapline port-forward svc/tapline-aggregator ${defaultPort}:${defaultPort}`,
];

type Place = { readonly path: string } | { readonly host: string; readonly port: number };

function placeOf(address: string): Place | null {
  if (address.startsWith("unix:")) return { path: address.slice("unix:".length) };
  const { host, port } = /^(?<host>.+):(?<port>\d{1,5})$/.exec(address)?.groups ?? {};
  if (host === undefined) return null;
  return { host: host.replace(/^(?:dns:\/*)?\[?|\]$/g, ""), port: Number(port) };
}

/** The system's code for why no connection opens; null where one does. */
function errorOf(place: Place): Promise<string | null> {
  return new Promise((resolve) => {
    const options: NetConnectOpts = { ...place, timeout: connectMs };
    const socket = connect(options);
    const end = (code: string | null): void => {
      socket.destroy();
      resolve(code);
    };
    socket.once("connect", () => end(null));
    socket.once("timeout", () => end("ETIMEDOUT"));
    socket.on("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}

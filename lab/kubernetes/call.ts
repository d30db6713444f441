import { Agent, request } from "node:https";
import { messageOf } from "../../lib/errors.ts";
import { LabError } from "../errors.ts";
import { readKubeconfig } from "./kubeconfig.ts";

export interface ApiCall {
  /** PATCH is a merge patch (RFC 7386). */
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  /** Statuses that are an answer and no failure, besides 2xx. */
  readonly ok?: readonly number[];
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

const timeoutMs = 15_000;
const mergePatch = "application/merge-patch+json";
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/**
 * One request to the API server.
 *
 * @throws {LabError} API with the status, 0 when there was no answer.
 */
export async function callApi(kubeconfig: string, call: ApiCall): Promise<ApiAnswer> {
  const { status, text } = await send(kubeconfig, call);
  const body: unknown = text === "" ? null : parsed(text);
  if ((status >= 200 && status < 300) || call.ok?.includes(status)) return { status, body };
  const said = stringAt(body, "message") ?? text.slice(0, 200);
  throw apiError(status, `Cannot ${call.method} ${call.path}: status ${status}, ${said}`);
}

function send(
  kubeconfig: string,
  { method, path, body }: ApiCall,
): Promise<{ status: number; text: string }> {
  const { server, tls, token } = readKubeconfig(kubeconfig);
  const data = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    accept: "application/json",
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(data === undefined
      ? {}
      : {
          "content-type": method === "PATCH" ? mergePatch : "application/json",
          "content-length": Buffer.byteLength(data),
        }),
  };
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      const message = `Cannot ${method} ${path} at ${server.host}: ${messageOf(cause)}`;
      reject(apiError(0, message));
    };
    const url = new URL(path, server);
    const outgoing = request(url, { ...tls, agent, method, headers, timeout: timeoutMs });
    outgoing.on("timeout", () => outgoing.destroy(new Error(`nothing for ${timeoutMs} ms`)));
    outgoing.on("error", fail);
    outgoing.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("error", fail);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.end(data);
  });
}

/** A field of an answer whose form is not known. */
export function fieldAt(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = Object.entries(at).find(([name]) => name === key)?.[1];
  }
  return at;
}

export function stringAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = fieldAt(value, ...path);
  return typeof found === "string" ? found : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // /readyz says "ok"
  }
}

function apiError(status: number, message: string): LabError {
  return new LabError({ code: "API", status }, message);
}

import { z } from "zod";
import { list, text } from "./manifest-schema.ts";

/** A probe of a container, as the kubelet of the pod's node carries it out. */
export interface ContainerProbe {
  readonly container: string;
  readonly probe: ProbeKind;
  readonly by: "http" | "tcp" | "grpc" | "command";
  /** Null for a command, and for a name that no port of the container has. */
  readonly port: number | null;
  /** Of HTTP; "" otherwise. */
  readonly path: string;
  /** HTTPS instead of HTTP. */
  readonly isEncrypted: boolean;
  /** Of HTTP: it sends headers of its own, a Host or a token, by which it may be answered. */
  readonly hasHeaders: boolean;
  /** Where it is sent, if not to the pod's address; "" otherwise. */
  readonly host: string;
}

export type ProbeKind = (typeof kinds)[number];

const kinds = ["startup", "readiness", "liveness"] as const;

const portSchema = z.union([z.number().int(), z.string()]);

const probeSchema = z
  .object({
    httpGet: z
      .object({
        path: text,
        port: portSchema,
        scheme: text,
        host: text,
        httpHeaders: list(z.object({})),
      })
      .nullish(),
    tcpSocket: z.object({ port: portSchema, host: text }).nullish(),
    grpc: z.object({ port: z.number().int() }).nullish(),
    exec: z.object({}).nullish(),
  })
  .nullish();

/** What a container in a manifest says of its ports and probes. */
export const probedContainerSchema = z.object({
  name: text,
  ports: list(z.object({ name: text, containerPort: z.number().int(), protocol: text })),
  startupProbe: probeSchema,
  readinessProbe: probeSchema,
  livenessProbe: probeSchema,
});

type ProbedContainer = z.infer<typeof probedContainerSchema>;

/** In the order in which the kubelet begins with them (Probe in v1.Container). */
export function probesOf(container: ProbedContainer): ContainerProbe[] {
  return kinds.flatMap((probe) => {
    const found = probeOf(container, container[`${probe}Probe`]);
    return found === null ? [] : [{ container: container.name, probe, ...found }];
  });
}

function probeOf(
  container: ProbedContainer,
  handler: z.infer<typeof probeSchema>,
): Omit<ContainerProbe, "container" | "probe"> | null {
  const { httpGet, tcpSocket, grpc, exec } = handler ?? {};
  const plain = { path: "", isEncrypted: false, hasHeaders: false, host: "" };
  if (httpGet) {
    const { path, scheme, host, httpHeaders } = httpGet;
    const port = portOf(container, httpGet.port);
    const more = { isEncrypted: scheme === "HTTPS", hasHeaders: httpHeaders.length > 0 };
    return { by: "http", port, path: path || "/", host, ...more };
  }
  if (tcpSocket) {
    const port = portOf(container, tcpSocket.port);
    return { ...plain, by: "tcp", port, host: tcpSocket.host };
  }
  if (grpc) return { ...plain, by: "grpc", port: grpc.port };
  return exec ? { ...plain, by: "command", port: null } : null;
}

/** A port by number, or by the name that the container gives it. */
function portOf({ ports }: ProbedContainer, port: number | string): number | null {
  if (typeof port === "number") return port;
  if (/^\d+$/.test(port)) return Number(port);
  return ports.find(({ name }) => name === port)?.containerPort ?? null;
}

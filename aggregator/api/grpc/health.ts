import {
  type Server,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import { service } from "grpc-health-check";

export const diagnosisServiceName = "tapline.v1.DiagnosisService";

/** How long a change may take until those who watch are told. */
const lookEveryMs = 1_000;

interface Request {
  readonly service: string;
}

interface Response {
  readonly status: "SERVING" | "NOT_SERVING" | "SERVICE_UNKNOWN";
}

interface Responses {
  readonly statuses: Readonly<Record<string, Response>>;
}

type WatchCall = ServerWritableStream<Request, Response>;

/**
 * grpc.health.v1.Health of the callers' listener: SERVING while the aggregator is ready, for the
 * server as a whole ("") and for tapline.v1.DiagnosisService. Anybody may ask: of other names
 * nothing is kept.
 */
export class GrpcHealth {
  readonly #names: readonly string[] = ["", diagnosisServiceName];
  readonly #watchers = new Set<WatchCall>();
  readonly #isReady: () => boolean;
  readonly #timer: NodeJS.Timeout;
  #told: boolean;

  constructor(isReady: () => boolean) {
    this.#isReady = isReady;
    this.#told = isReady();
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
    this.#timer.unref();
  }

  /** How many calls of Watch wait for a change. */
  get watchers(): number {
    return this.#watchers.size;
  }

  addTo(server: Server): void {
    server.addService(service, {
      check: (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
        if (this.#names.includes(call.request.service)) callback(null, this.#response);
        else callback({ code: status.NOT_FOUND, details: "unknown service" });
      },
      watch: (call: WatchCall) => this.#watch(call),
      list: (_: ServerUnaryCall<unknown, Responses>, callback: sendUnaryData<Responses>) => {
        const statuses = Object.fromEntries(this.#names.map((name) => [name, this.#response]));
        callback(null, { statuses });
      },
    });
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#tell(false);
  }

  get #response(): Response {
    return { status: this.#told ? "SERVING" : "NOT_SERVING" };
  }

  #watch(call: WatchCall): void {
    if (!this.#names.includes(call.request.service)) {
      call.write({ status: "SERVICE_UNKNOWN" });
      call.end();
      return;
    }
    this.#watchers.add(call);
    call.on("cancelled", () => this.#watchers.delete(call));
    call.write(this.#response);
  }

  #look(): void {
    const isReady = this.#isReady();
    if (isReady !== this.#told) this.#tell(isReady);
  }

  #tell(isReady: boolean): void {
    this.#told = isReady;
    for (const call of this.#watchers) call.write(this.#response);
  }
}

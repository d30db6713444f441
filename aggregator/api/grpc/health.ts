import type { Server } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";

export const diagnosisServiceName = "tapline.v1.DiagnosisService";

/** How long a change may take until those who watch are told. */
const lookEveryMs = 1_000;

/**
 * grpc.health.v1.Health of the callers' listener: SERVING while the aggregator is ready, for the
 * server as a whole ("") and for tapline.v1.DiagnosisService.
 */
export class GrpcHealth {
  readonly #health = new HealthImplementation();
  readonly #isReady: () => boolean;
  readonly #timer: NodeJS.Timeout;
  #told: boolean | null = null;

  constructor(isReady: () => boolean) {
    this.#isReady = isReady;
    this.#look();
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
    this.#timer.unref();
  }

  addTo(server: Server): void {
    this.#health.addToServer(server);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#tell(false);
  }

  #look(): void {
    const isReady = this.#isReady();
    if (isReady !== this.#told) this.#tell(isReady);
  }

  #tell(isReady: boolean): void {
    this.#told = isReady;
    for (const name of ["", diagnosisServiceName]) {
      this.#health.setStatus(name, isReady ? "SERVING" : "NOT_SERVING");
    }
  }
}

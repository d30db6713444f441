import { Limiter, LimiterError } from "../../lib/limiter.ts";
import { reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";
import type { ClusterAccess } from "../inventory/kubernetes/api/cluster-access.ts";
import { type TypedCall, typedCall } from "../inventory/kubernetes/api/typed-call.ts";
import { AccessError } from "./access-error.ts";

/** Shorter than callers wait for their answer. */
const timeoutMs = 3_000;
const limits = { what: "access-reviews", concurrency: 32, maxWaiting: 512 } as const;

/** Questions to the API server about who somebody is, and what that one may do. */
export class Reviews {
  readonly #cluster: ClusterAccess;
  readonly #limiter = new Limiter(limits);
  #asked = 0;
  #failed = 0;

  constructor(cluster: ClusterAccess) {
    this.#cluster = cluster;
  }

  get counts(): { readonly asked: number; readonly failed: number; readonly refused: number } {
    return { asked: this.#asked, failed: this.#failed, refused: this.#limiter.counts.refused };
  }

  /**
   * @throws {AccessError} ACCESS_UNDECIDED when the API server gave no answer: fails closed.
   * @throws {KubernetesApiError} CANCELLED by the signal.
   */
  async ask<Api, Result>(
    call: Omit<TypedCall<Api, Result>, "timeoutMs">,
  ): Promise<Awaited<Result>> {
    try {
      return await this.#limiter.run(async () => {
        this.#asked += 1;
        return await typedCall(this.#cluster, { ...call, timeoutMs });
      }, call.signal);
    } catch (thrown) {
      if (call.signal.aborted) throw thrown;
      this.#failed += 1;
      throw undecided(thrown);
    }
  }
}

function undecided(thrown: unknown): unknown {
  if (thrown instanceof LimiterError) {
    const { what, limit } = thrown.type;
    const why = reason("TOO_MANY_REQUESTS", { what, limit });
    return new AccessError(reason("ACCESS_UNDECIDED", { why }), { cause: thrown });
  }
  if (!(thrown instanceof ReasonedError)) return thrown;
  return new AccessError(reason("ACCESS_UNDECIDED", { why: thrown.type }), { cause: thrown });
}

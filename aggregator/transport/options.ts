/** Limits of ingest; times in milliseconds. */
export interface IngestOptions {
  readonly heartbeatIntervalMs: number;
  /** Silence after which an agent is away. */
  readonly heartbeatTimeoutMs: number;
  /** A stream that does not say Hello within this is ended. */
  readonly helloTimeoutMs: number;
  /** Nodes that are remembered; beyond, those away longest are forgotten, then Hello is refused. */
  readonly maxAgents: number;
  /** Commands that one agent runs at a time; one more fails with TOO_MANY_COMMANDS. */
  readonly maxCommandsPerAgent: number;
  /** Sightings kept of one tap; what comes after is counted as lost. */
  readonly maxSightingsPerTap: number;
  /** A tap that nobody stops ends after this. */
  readonly maxTapLifeMs: number;
  /** Wait for the closing report of a tap that was told to stop. */
  readonly tapStopTimeoutMs: number;
  /** Flows that wait for a slow reader before its session is held back. */
  readonly maxFlowsWaiting: number;
  /** How long a slow reader may hold back a session that others use too. */
  readonly maxHoldMs: number;
}

export const defaultIngestOptions: IngestOptions = {
  heartbeatIntervalMs: 5_000,
  // Three heartbeats: one may be late behind a large batch, two are no accident.
  heartbeatTimeoutMs: 15_000,
  helloTimeoutMs: 5_000,
  // Kube-OVN is run on some thousand nodes at most.
  maxAgents: 5_000,
  // 16 diagnoses with a tap, a probe and some facts each.
  maxCommandsPerAgent: 128,
  // 25 MB packed, a few taps to each of 16 diagnoses; a probe makes some hundred.
  maxSightingsPerTap: 100_000,
  // The longest diagnosis, 120 s, and its end.
  maxTapLifeMs: 130_000,
  // tcpdump closes within 100 ms; after 3 s the agent itself says that it does not.
  tapStopTimeoutMs: 4_000,
  // About 20 MB of decoded flows.
  maxFlowsWaiting: 20_000,
  // Below the heartbeat timeout of the agent's own watch on us.
  maxHoldMs: 5_000,
};

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
  /** Transfers of all agents at a time, those that are still waited for included. */
  readonly maxTransfers: number;
  /** Bytes of one transfer. */
  readonly maxTransferBytes: number;
  /** How long the agent may take to open one after it was told to. */
  readonly transferOpenMs: number;
  /** How long a transfer may stand still: the agent sends nothing, or its reader takes nothing. */
  readonly transferStallMs: number;
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
  // Twice the flow dumps that callers may ask for; diagnoses take one after the other.
  maxTransfers: 32,
  // Twice what an agent reads of a dump: 64 MB of text are less as messages.
  maxTransferBytes: 128 * 1024 * 1024,
  transferOpenMs: 10_000,
  // Someone who pages through the output pauses; the agent's limit of the command is longer.
  transferStallMs: 30_000,
};

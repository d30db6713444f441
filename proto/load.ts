import * as grpc from "@grpc/grpc-js";
import * as protoLoader from "@grpc/proto-loader";
import type { ProtoGrpcType as AgentTypes } from "./gen/agent.ts";
import type { ProtoGrpcType as ApiTypes } from "./gen/api.ts";
import schema from "./gen/schema.json" with { type: "json" };

/** The flags of scripts/codegen: generated types are true only while the two agree. */
const loaderOptions: protoLoader.Options = {
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
};

/** All of package tapline.v1, as proto-loader has it. */
// The literal type of the JSON is narrower than the loader wants; scripts/codegen wrote it.
export const definition = protoLoader.fromJSON(
  schema as unknown as Parameters<typeof protoLoader.fromJSON>[0],
  loaderOptions,
);
const loaded = grpc.loadPackageDefinition(definition) as unknown as AgentTypes & ApiTypes;

/** Service definitions and clients of package tapline.v1. */
export const wire = loaded.tapline.v1;

/** A tap's batch is at most a quarter of this; a verdict with its case is some hundred KB. */
export const maxMessageBytes = 16 * 1024 * 1024;

/** Channel options that both ends use. */
export const channelOptions: grpc.ChannelOptions = {
  "grpc.max_receive_message_length": maxMessageBytes,
  "grpc.max_send_message_length": maxMessageBytes,
  "grpc.keepalive_time_ms": 10_000,
  "grpc.keepalive_timeout_ms": 5_000,
  "grpc.keepalive_permit_without_calls": 1,
};

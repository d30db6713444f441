// Original file: proto/tapline/v1/agent.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { SessionRequest as _tapline_v1_SessionRequest, SessionRequest__Output as _tapline_v1_SessionRequest__Output } from '../../tapline/v1/SessionRequest.ts';
import type { SessionResponse as _tapline_v1_SessionResponse, SessionResponse__Output as _tapline_v1_SessionResponse__Output } from '../../tapline/v1/SessionResponse.ts';

export interface AgentServiceClient extends grpc.Client {
  Session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_tapline_v1_SessionRequest, _tapline_v1_SessionResponse__Output>;
  Session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_tapline_v1_SessionRequest, _tapline_v1_SessionResponse__Output>;
  session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_tapline_v1_SessionRequest, _tapline_v1_SessionResponse__Output>;
  session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_tapline_v1_SessionRequest, _tapline_v1_SessionResponse__Output>;
  
}

export interface AgentServiceHandlers extends grpc.UntypedServiceImplementation {
  Session: grpc.handleBidiStreamingCall<_tapline_v1_SessionRequest__Output, _tapline_v1_SessionResponse>;
  
}

export interface AgentServiceDefinition extends grpc.ServiceDefinition {
  Session: MethodDefinition<_tapline_v1_SessionRequest, _tapline_v1_SessionResponse, _tapline_v1_SessionRequest__Output, _tapline_v1_SessionResponse__Output>
}

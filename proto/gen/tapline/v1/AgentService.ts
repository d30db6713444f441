// Original file: proto/tapline/v1/agent.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { SessionRequest as _tapline_v1_SessionRequest, SessionRequest__Output as _tapline_v1_SessionRequest__Output } from '../../tapline/v1/SessionRequest.ts';
import type { SessionResponse as _tapline_v1_SessionResponse, SessionResponse__Output as _tapline_v1_SessionResponse__Output } from '../../tapline/v1/SessionResponse.ts';
import type { TransferRequest as _tapline_v1_TransferRequest, TransferRequest__Output as _tapline_v1_TransferRequest__Output } from '../../tapline/v1/TransferRequest.ts';
import type { TransferResponse as _tapline_v1_TransferResponse, TransferResponse__Output as _tapline_v1_TransferResponse__Output } from '../../tapline/v1/TransferResponse.ts';

export interface AgentServiceClient extends grpc.Client {
  Session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_tapline_v1_SessionRequest, _tapline_v1_SessionResponse__Output>;
  Session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_tapline_v1_SessionRequest, _tapline_v1_SessionResponse__Output>;
  session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_tapline_v1_SessionRequest, _tapline_v1_SessionResponse__Output>;
  session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_tapline_v1_SessionRequest, _tapline_v1_SessionResponse__Output>;
  
  Transfer(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_TransferResponse__Output>): grpc.ClientWritableStream<_tapline_v1_TransferRequest>;
  Transfer(metadata: grpc.Metadata, callback: grpc.requestCallback<_tapline_v1_TransferResponse__Output>): grpc.ClientWritableStream<_tapline_v1_TransferRequest>;
  Transfer(options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_TransferResponse__Output>): grpc.ClientWritableStream<_tapline_v1_TransferRequest>;
  Transfer(callback: grpc.requestCallback<_tapline_v1_TransferResponse__Output>): grpc.ClientWritableStream<_tapline_v1_TransferRequest>;
  transfer(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_TransferResponse__Output>): grpc.ClientWritableStream<_tapline_v1_TransferRequest>;
  transfer(metadata: grpc.Metadata, callback: grpc.requestCallback<_tapline_v1_TransferResponse__Output>): grpc.ClientWritableStream<_tapline_v1_TransferRequest>;
  transfer(options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_TransferResponse__Output>): grpc.ClientWritableStream<_tapline_v1_TransferRequest>;
  transfer(callback: grpc.requestCallback<_tapline_v1_TransferResponse__Output>): grpc.ClientWritableStream<_tapline_v1_TransferRequest>;
  
}

export interface AgentServiceHandlers extends grpc.UntypedServiceImplementation {
  Session: grpc.handleBidiStreamingCall<_tapline_v1_SessionRequest__Output, _tapline_v1_SessionResponse>;
  
  Transfer: grpc.handleClientStreamingCall<_tapline_v1_TransferRequest__Output, _tapline_v1_TransferResponse>;
  
}

export interface AgentServiceDefinition extends grpc.ServiceDefinition {
  Session: MethodDefinition<_tapline_v1_SessionRequest, _tapline_v1_SessionResponse, _tapline_v1_SessionRequest__Output, _tapline_v1_SessionResponse__Output>
  Transfer: MethodDefinition<_tapline_v1_TransferRequest, _tapline_v1_TransferResponse, _tapline_v1_TransferRequest__Output, _tapline_v1_TransferResponse__Output>
}

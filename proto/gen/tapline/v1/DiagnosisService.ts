// Original file: proto/tapline/v1/api.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { DiagnoseRequest as _tapline_v1_DiagnoseRequest, DiagnoseRequest__Output as _tapline_v1_DiagnoseRequest__Output } from '../../tapline/v1/DiagnoseRequest.ts';
import type { DiagnoseResponse as _tapline_v1_DiagnoseResponse, DiagnoseResponse__Output as _tapline_v1_DiagnoseResponse__Output } from '../../tapline/v1/DiagnoseResponse.ts';
import type { DoctorRequest as _tapline_v1_DoctorRequest, DoctorRequest__Output as _tapline_v1_DoctorRequest__Output } from '../../tapline/v1/DoctorRequest.ts';
import type { DoctorResponse as _tapline_v1_DoctorResponse, DoctorResponse__Output as _tapline_v1_DoctorResponse__Output } from '../../tapline/v1/DoctorResponse.ts';
import type { FlowsRequest as _tapline_v1_FlowsRequest, FlowsRequest__Output as _tapline_v1_FlowsRequest__Output } from '../../tapline/v1/FlowsRequest.ts';
import type { FlowsResponse as _tapline_v1_FlowsResponse, FlowsResponse__Output as _tapline_v1_FlowsResponse__Output } from '../../tapline/v1/FlowsResponse.ts';
import type { ListAgentsRequest as _tapline_v1_ListAgentsRequest, ListAgentsRequest__Output as _tapline_v1_ListAgentsRequest__Output } from '../../tapline/v1/ListAgentsRequest.ts';
import type { ListAgentsResponse as _tapline_v1_ListAgentsResponse, ListAgentsResponse__Output as _tapline_v1_ListAgentsResponse__Output } from '../../tapline/v1/ListAgentsResponse.ts';
import type { TraceRequest as _tapline_v1_TraceRequest, TraceRequest__Output as _tapline_v1_TraceRequest__Output } from '../../tapline/v1/TraceRequest.ts';
import type { TraceResponse as _tapline_v1_TraceResponse, TraceResponse__Output as _tapline_v1_TraceResponse__Output } from '../../tapline/v1/TraceResponse.ts';

export interface DiagnosisServiceClient extends grpc.Client {
  Diagnose(argument: _tapline_v1_DiagnoseRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tapline_v1_DiagnoseResponse__Output>;
  Diagnose(argument: _tapline_v1_DiagnoseRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tapline_v1_DiagnoseResponse__Output>;
  diagnose(argument: _tapline_v1_DiagnoseRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tapline_v1_DiagnoseResponse__Output>;
  diagnose(argument: _tapline_v1_DiagnoseRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tapline_v1_DiagnoseResponse__Output>;
  
  Doctor(argument: _tapline_v1_DoctorRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_DoctorResponse__Output>): grpc.ClientUnaryCall;
  Doctor(argument: _tapline_v1_DoctorRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tapline_v1_DoctorResponse__Output>): grpc.ClientUnaryCall;
  Doctor(argument: _tapline_v1_DoctorRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_DoctorResponse__Output>): grpc.ClientUnaryCall;
  Doctor(argument: _tapline_v1_DoctorRequest, callback: grpc.requestCallback<_tapline_v1_DoctorResponse__Output>): grpc.ClientUnaryCall;
  doctor(argument: _tapline_v1_DoctorRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_DoctorResponse__Output>): grpc.ClientUnaryCall;
  doctor(argument: _tapline_v1_DoctorRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tapline_v1_DoctorResponse__Output>): grpc.ClientUnaryCall;
  doctor(argument: _tapline_v1_DoctorRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_DoctorResponse__Output>): grpc.ClientUnaryCall;
  doctor(argument: _tapline_v1_DoctorRequest, callback: grpc.requestCallback<_tapline_v1_DoctorResponse__Output>): grpc.ClientUnaryCall;
  
  Flows(argument: _tapline_v1_FlowsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tapline_v1_FlowsResponse__Output>;
  Flows(argument: _tapline_v1_FlowsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tapline_v1_FlowsResponse__Output>;
  flows(argument: _tapline_v1_FlowsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tapline_v1_FlowsResponse__Output>;
  flows(argument: _tapline_v1_FlowsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tapline_v1_FlowsResponse__Output>;
  
  ListAgents(argument: _tapline_v1_ListAgentsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  ListAgents(argument: _tapline_v1_ListAgentsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tapline_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  ListAgents(argument: _tapline_v1_ListAgentsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  ListAgents(argument: _tapline_v1_ListAgentsRequest, callback: grpc.requestCallback<_tapline_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _tapline_v1_ListAgentsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _tapline_v1_ListAgentsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tapline_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _tapline_v1_ListAgentsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _tapline_v1_ListAgentsRequest, callback: grpc.requestCallback<_tapline_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  
  Trace(argument: _tapline_v1_TraceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_TraceResponse__Output>): grpc.ClientUnaryCall;
  Trace(argument: _tapline_v1_TraceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tapline_v1_TraceResponse__Output>): grpc.ClientUnaryCall;
  Trace(argument: _tapline_v1_TraceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_TraceResponse__Output>): grpc.ClientUnaryCall;
  Trace(argument: _tapline_v1_TraceRequest, callback: grpc.requestCallback<_tapline_v1_TraceResponse__Output>): grpc.ClientUnaryCall;
  trace(argument: _tapline_v1_TraceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_TraceResponse__Output>): grpc.ClientUnaryCall;
  trace(argument: _tapline_v1_TraceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tapline_v1_TraceResponse__Output>): grpc.ClientUnaryCall;
  trace(argument: _tapline_v1_TraceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tapline_v1_TraceResponse__Output>): grpc.ClientUnaryCall;
  trace(argument: _tapline_v1_TraceRequest, callback: grpc.requestCallback<_tapline_v1_TraceResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface DiagnosisServiceHandlers extends grpc.UntypedServiceImplementation {
  Diagnose: grpc.handleServerStreamingCall<_tapline_v1_DiagnoseRequest__Output, _tapline_v1_DiagnoseResponse>;
  
  Doctor: grpc.handleUnaryCall<_tapline_v1_DoctorRequest__Output, _tapline_v1_DoctorResponse>;
  
  Flows: grpc.handleServerStreamingCall<_tapline_v1_FlowsRequest__Output, _tapline_v1_FlowsResponse>;
  
  ListAgents: grpc.handleUnaryCall<_tapline_v1_ListAgentsRequest__Output, _tapline_v1_ListAgentsResponse>;
  
  Trace: grpc.handleUnaryCall<_tapline_v1_TraceRequest__Output, _tapline_v1_TraceResponse>;
  
}

export interface DiagnosisServiceDefinition extends grpc.ServiceDefinition {
  Diagnose: MethodDefinition<_tapline_v1_DiagnoseRequest, _tapline_v1_DiagnoseResponse, _tapline_v1_DiagnoseRequest__Output, _tapline_v1_DiagnoseResponse__Output>
  Doctor: MethodDefinition<_tapline_v1_DoctorRequest, _tapline_v1_DoctorResponse, _tapline_v1_DoctorRequest__Output, _tapline_v1_DoctorResponse__Output>
  Flows: MethodDefinition<_tapline_v1_FlowsRequest, _tapline_v1_FlowsResponse, _tapline_v1_FlowsRequest__Output, _tapline_v1_FlowsResponse__Output>
  ListAgents: MethodDefinition<_tapline_v1_ListAgentsRequest, _tapline_v1_ListAgentsResponse, _tapline_v1_ListAgentsRequest__Output, _tapline_v1_ListAgentsResponse__Output>
  Trace: MethodDefinition<_tapline_v1_TraceRequest, _tapline_v1_TraceResponse, _tapline_v1_TraceRequest__Output, _tapline_v1_TraceResponse__Output>
}

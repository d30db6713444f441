// Original file: proto/tapline/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface TransferRequest {
  'token'?: (string);
  'data'?: (Buffer | Uint8Array | string);
  'total'?: (number | string | Long);
  'message'?: "token"|"data"|"total";
}

export interface TransferRequest__Output {
  'token'?: (string);
  'data'?: (Buffer);
  'total'?: (number);
  'message'?: "token"|"data"|"total";
}

// Original file: proto/tapline/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface TransferResponse {
  'messages'?: (number | string | Long);
  'bytes'?: (number | string | Long);
}

export interface TransferResponse__Output {
  'messages': (number);
  'bytes': (number);
}

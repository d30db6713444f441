// Original file: proto/tapline/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface ClockAnswer {
  'id'?: (number);
  'receivedUnixUs'?: (number | string | Long);
  'sentUnixUs'?: (number | string | Long);
}

export interface ClockAnswer__Output {
  'id': (number);
  'receivedUnixUs': (number);
  'sentUnixUs': (number);
}

// Original file: proto/tapline/v1/evidence.proto

import type { Long } from '@grpc/proto-loader';

export interface Window {
  'fromUnixUs'?: (number | string | Long);
  'toUnixUs'?: (number | string | Long);
}

export interface Window__Output {
  'fromUnixUs': (number);
  'toUnixUs': (number);
}

// Original file: proto/tapline/v1/evidence.proto

import type { Long } from '@grpc/proto-loader';

export interface FlowReport {
  'flows'?: (number | string | Long);
  'unparsed'?: (number | string | Long);
  'unparsedSamples'?: (string)[];
}

export interface FlowReport__Output {
  'flows': (number);
  'unparsed': (number);
  'unparsedSamples': (string)[];
}

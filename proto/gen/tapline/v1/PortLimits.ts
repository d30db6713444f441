// Original file: proto/tapline/v1/evidence.proto

import type { Long } from '@grpc/proto-loader';

export interface PortLimits {
  'policingKbps'?: (number | string | Long);
  'policingBurstKb'?: (number | string | Long);
  'qosType'?: (string);
  'qosConfig'?: ({[key: string]: string});
  'queueConfig'?: ({[key: string]: string});
}

export interface PortLimits__Output {
  'policingKbps': (number);
  'policingBurstKb': (number);
  'qosType': (string);
  'qosConfig': ({[key: string]: string});
  'queueConfig': ({[key: string]: string});
}

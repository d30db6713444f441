// Original file: proto/tapline/v1/evidence.proto

import type { Long } from '@grpc/proto-loader';

export interface ProbeAttempt {
  'key'?: (number);
  'sentUnixUs'?: (number | string | Long);
  'outcome'?: (string);
  'rttMs'?: (number | string);
  'detail'?: (string);
  'reportedMtu'?: (number);
  'packetBytes'?: (number);
  'httpStatus'?: (number);
  'httpMs'?: (number | string);
  'httpError'?: (string);
  '_httpStatus'?: "httpStatus";
  '_httpMs'?: "httpMs";
  '_httpError'?: "httpError";
}

export interface ProbeAttempt__Output {
  'key': (number);
  'sentUnixUs': (number);
  'outcome': (string);
  'rttMs': (number);
  'detail': (string);
  'reportedMtu': (number);
  'packetBytes': (number);
  'httpStatus'?: (number);
  'httpMs'?: (number);
  'httpError'?: (string);
  '_httpStatus'?: "httpStatus";
  '_httpMs'?: "httpMs";
  '_httpError'?: "httpError";
}

// Original file: proto/tapline/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface Hello {
  'node'?: (string);
  'version'?: (string);
  'ovsVersion'?: (string);
  'ovnVersion'?: (string);
  'datapathType'?: (string);
  'bootId'?: (string);
  'clockUnixMs'?: (number | string | Long);
}

export interface Hello__Output {
  'node': (string);
  'version': (string);
  'ovsVersion': (string);
  'ovnVersion': (string);
  'datapathType': (string);
  'bootId': (string);
  'clockUnixMs': (number);
}

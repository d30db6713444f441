// Original file: proto/tapline/v1/api.proto

import type { Long } from '@grpc/proto-loader';

export interface AgentStatus {
  'node'?: (string);
  'status'?: (string);
  'version'?: (string);
  'ovsVersion'?: (string);
  'ovnVersion'?: (string);
  'datapathType'?: (string);
  'connectedSinceUnixMs'?: (number | string | Long);
  'repliesDropped'?: (number | string | Long);
  'commandsRunning'?: (number);
  'residentMegabytes'?: (number);
  'cpuPercent'?: (number | string);
  'clockOffsetMs'?: (number | string);
  'clockErrorMs'?: (number | string);
  'reason'?: (string);
  'eventsDropped'?: (number | string | Long);
  'because'?: (string);
  '_clockOffsetMs'?: "clockOffsetMs";
  '_clockErrorMs'?: "clockErrorMs";
}

export interface AgentStatus__Output {
  'node': (string);
  'status': (string);
  'version': (string);
  'ovsVersion': (string);
  'ovnVersion': (string);
  'datapathType': (string);
  'connectedSinceUnixMs': (number);
  'repliesDropped': (number);
  'commandsRunning': (number);
  'residentMegabytes': (number);
  'cpuPercent': (number);
  'clockOffsetMs'?: (number);
  'clockErrorMs'?: (number);
  'reason': (string);
  'eventsDropped': (number);
  'because': (string);
  '_clockOffsetMs'?: "clockOffsetMs";
  '_clockErrorMs'?: "clockErrorMs";
}

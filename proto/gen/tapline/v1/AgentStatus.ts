// Original file: proto/tapline/v1/api.proto

import type { AgentPresence as _tapline_v1_AgentPresence, AgentPresence__Output as _tapline_v1_AgentPresence__Output } from '../../tapline/v1/AgentPresence.ts';
import type { Long } from '@grpc/proto-loader';

export interface AgentStatus {
  'node'?: (string);
  'status'?: (_tapline_v1_AgentPresence);
  'version'?: (string);
  'ovsVersion'?: (string);
  'ovnVersion'?: (string);
  'datapathType'?: (string);
  'reason'?: (string);
  'because'?: (string);
  'connectedSinceUnixMs'?: (number | string | Long);
  'repliesDropped'?: (number | string | Long);
  'commandsRunning'?: (number);
  'residentMegabytes'?: (number);
  'cpuPercent'?: (number | string);
  'clockOffsetMs'?: (number | string);
  'clockErrorMs'?: (number | string);
  'eventsDropped'?: (number | string | Long);
  '_clockOffsetMs'?: "clockOffsetMs";
  '_clockErrorMs'?: "clockErrorMs";
}

export interface AgentStatus__Output {
  'node': (string);
  'status': (_tapline_v1_AgentPresence__Output);
  'version': (string);
  'ovsVersion': (string);
  'ovnVersion': (string);
  'datapathType': (string);
  'reason': (string);
  'because': (string);
  'connectedSinceUnixMs': (number);
  'repliesDropped': (number);
  'commandsRunning': (number);
  'residentMegabytes': (number);
  'cpuPercent': (number);
  'clockOffsetMs'?: (number);
  'clockErrorMs'?: (number);
  'eventsDropped': (number);
  '_clockOffsetMs'?: "clockOffsetMs";
  '_clockErrorMs'?: "clockErrorMs";
}

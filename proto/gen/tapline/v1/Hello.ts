// Original file: proto/tapline/v1/agent.proto

import type { Capabilities as _tapline_v1_Capabilities, Capabilities__Output as _tapline_v1_Capabilities__Output } from '../../tapline/v1/Capabilities.ts';

export interface Hello {
  'node'?: (string);
  'version'?: (string);
  'protocolOldest'?: (number);
  'protocolNewest'?: (number);
  'capabilities'?: (_tapline_v1_Capabilities | null);
  'ovsVersion'?: (string);
  'ovnVersion'?: (string);
  'datapathType'?: (string);
  'bootId'?: (string);
}

export interface Hello__Output {
  'node': (string);
  'version': (string);
  'protocolOldest': (number);
  'protocolNewest': (number);
  'capabilities': (_tapline_v1_Capabilities__Output | null);
  'ovsVersion': (string);
  'ovnVersion': (string);
  'datapathType': (string);
  'bootId': (string);
}

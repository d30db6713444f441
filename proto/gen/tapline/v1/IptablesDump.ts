// Original file: proto/tapline/v1/evidence.proto

import type { AddressFamily as _tapline_v1_AddressFamily, AddressFamily__Output as _tapline_v1_AddressFamily__Output } from '../../tapline/v1/AddressFamily.ts';
import type { IptablesBackend as _tapline_v1_IptablesBackend, IptablesBackend__Output as _tapline_v1_IptablesBackend__Output } from '../../tapline/v1/IptablesBackend.ts';

export interface IptablesDump {
  'family'?: (_tapline_v1_AddressFamily);
  'backend'?: (_tapline_v1_IptablesBackend);
  'text'?: (string);
}

export interface IptablesDump__Output {
  'family': (_tapline_v1_AddressFamily__Output);
  'backend': (_tapline_v1_IptablesBackend__Output);
  'text': (string);
}

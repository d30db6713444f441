// Original file: proto/tapline/v1/evidence.proto

import type { ToolFacts as _tapline_v1_ToolFacts, ToolFacts__Output as _tapline_v1_ToolFacts__Output } from '../../tapline/v1/ToolFacts.ts';
import type { CertificateFile as _tapline_v1_CertificateFile, CertificateFile__Output as _tapline_v1_CertificateFile__Output } from '../../tapline/v1/CertificateFile.ts';
import type { Reason as _tapline_v1_Reason, Reason__Output as _tapline_v1_Reason__Output } from '../../tapline/v1/Reason.ts';
import type { Long } from '@grpc/proto-loader';

export interface SelfReport {
  'tools'?: (_tapline_v1_ToolFacts)[];
  'certificates'?: (_tapline_v1_CertificateFile)[];
  'builtUnixMs'?: (number | string | Long);
  'hwOffload'?: (string);
  'hwOffloadUnread'?: (_tapline_v1_Reason | null);
}

export interface SelfReport__Output {
  'tools': (_tapline_v1_ToolFacts__Output)[];
  'certificates': (_tapline_v1_CertificateFile__Output)[];
  'builtUnixMs': (number);
  'hwOffload': (string);
  'hwOffloadUnread': (_tapline_v1_Reason__Output | null);
}

// Original file: proto/tapline/v1/evidence.proto

import type { Reason as _tapline_v1_Reason, Reason__Output as _tapline_v1_Reason__Output } from '../../tapline/v1/Reason.ts';
import type { Long } from '@grpc/proto-loader';

export interface CertificateFile {
  'path'?: (string);
  'notBeforeUnixMs'?: (number | string | Long);
  'notAfterUnixMs'?: (number | string | Long);
  'subject'?: (string);
  'why'?: (_tapline_v1_Reason | null);
}

export interface CertificateFile__Output {
  'path': (string);
  'notBeforeUnixMs': (number);
  'notAfterUnixMs': (number);
  'subject': (string);
  'why': (_tapline_v1_Reason__Output | null);
}

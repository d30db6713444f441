// Original file: proto/tapline/v1/api.proto

import type { Progress as _tapline_v1_Progress, Progress__Output as _tapline_v1_Progress__Output } from '../../tapline/v1/Progress.ts';
import type { DiagnosisResult as _tapline_v1_DiagnosisResult, DiagnosisResult__Output as _tapline_v1_DiagnosisResult__Output } from '../../tapline/v1/DiagnosisResult.ts';

export interface DiagnoseResponse {
  'progress'?: (_tapline_v1_Progress | null);
  'result'?: (_tapline_v1_DiagnosisResult | null);
  'event'?: "progress"|"result";
}

export interface DiagnoseResponse__Output {
  'progress'?: (_tapline_v1_Progress__Output | null);
  'result'?: (_tapline_v1_DiagnosisResult__Output | null);
  'event'?: "progress"|"result";
}

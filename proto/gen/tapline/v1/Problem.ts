// Original file: proto/tapline/v1/evidence.proto

import type { ProblemPart as _tapline_v1_ProblemPart, ProblemPart__Output as _tapline_v1_ProblemPart__Output } from '../../tapline/v1/ProblemPart.ts';
import type { Reason as _tapline_v1_Reason, Reason__Output as _tapline_v1_Reason__Output } from '../../tapline/v1/Reason.ts';

export interface Problem {
  'part'?: (_tapline_v1_ProblemPart);
  'why'?: (_tapline_v1_Reason | null);
}

export interface Problem__Output {
  'part': (_tapline_v1_ProblemPart__Output);
  'why': (_tapline_v1_Reason__Output | null);
}

// Original file: proto/tapline/v1/evidence.proto

import type { ProblemPart as _tapline_v1_ProblemPart, ProblemPart__Output as _tapline_v1_ProblemPart__Output } from '../../tapline/v1/ProblemPart.ts';

export interface Problem {
  'part'?: (_tapline_v1_ProblemPart);
  'text'?: (string);
}

export interface Problem__Output {
  'part': (_tapline_v1_ProblemPart__Output);
  'text': (string);
}

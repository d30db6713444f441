// Original file: proto/tapline/v1/evidence.proto

import type { TraceStep as _tapline_v1_TraceStep, TraceStep__Output as _tapline_v1_TraceStep__Output } from '../../tapline/v1/TraceStep.ts';
import type { TraceOutput as _tapline_v1_TraceOutput, TraceOutput__Output as _tapline_v1_TraceOutput__Output } from '../../tapline/v1/TraceOutput.ts';
import type { TraceResult as _tapline_v1_TraceResult, TraceResult__Output as _tapline_v1_TraceResult__Output } from '../../tapline/v1/TraceResult.ts';

export interface OpenflowTrace {
  'text'?: (string);
  'steps'?: (_tapline_v1_TraceStep)[];
  'outputs'?: (_tapline_v1_TraceOutput)[];
  'result'?: (_tapline_v1_TraceResult);
  'decidingStep'?: (number);
  'finalFlow'?: (string);
  'datapathActions'?: (string);
  'skipped'?: (string);
}

export interface OpenflowTrace__Output {
  'text': (string);
  'steps': (_tapline_v1_TraceStep__Output)[];
  'outputs': (_tapline_v1_TraceOutput__Output)[];
  'result': (_tapline_v1_TraceResult__Output);
  'decidingStep': (number);
  'finalFlow': (string);
  'datapathActions': (string);
  'skipped': (string);
}

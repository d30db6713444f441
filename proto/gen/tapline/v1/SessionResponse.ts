// Original file: proto/tapline/v1/agent.proto

import type { Welcome as _tapline_v1_Welcome, Welcome__Output as _tapline_v1_Welcome__Output } from '../../tapline/v1/Welcome.ts';
import type { Command as _tapline_v1_Command, Command__Output as _tapline_v1_Command__Output } from '../../tapline/v1/Command.ts';
import type { Cancel as _tapline_v1_Cancel, Cancel__Output as _tapline_v1_Cancel__Output } from '../../tapline/v1/Cancel.ts';
import type { ClockProbe as _tapline_v1_ClockProbe, ClockProbe__Output as _tapline_v1_ClockProbe__Output } from '../../tapline/v1/ClockProbe.ts';

export interface SessionResponse {
  'welcome'?: (_tapline_v1_Welcome | null);
  'command'?: (_tapline_v1_Command | null);
  'cancel'?: (_tapline_v1_Cancel | null);
  'clockProbe'?: (_tapline_v1_ClockProbe | null);
  'message'?: "welcome"|"command"|"cancel"|"clockProbe";
}

export interface SessionResponse__Output {
  'welcome'?: (_tapline_v1_Welcome__Output | null);
  'command'?: (_tapline_v1_Command__Output | null);
  'cancel'?: (_tapline_v1_Cancel__Output | null);
  'clockProbe'?: (_tapline_v1_ClockProbe__Output | null);
  'message'?: "welcome"|"command"|"cancel"|"clockProbe";
}

// Original file: proto/tapline/v1/agent.proto

import type { Hello as _tapline_v1_Hello, Hello__Output as _tapline_v1_Hello__Output } from '../../tapline/v1/Hello.ts';
import type { Reply as _tapline_v1_Reply, Reply__Output as _tapline_v1_Reply__Output } from '../../tapline/v1/Reply.ts';
import type { Heartbeat as _tapline_v1_Heartbeat, Heartbeat__Output as _tapline_v1_Heartbeat__Output } from '../../tapline/v1/Heartbeat.ts';
import type { ClockAnswer as _tapline_v1_ClockAnswer, ClockAnswer__Output as _tapline_v1_ClockAnswer__Output } from '../../tapline/v1/ClockAnswer.ts';
import type { Event as _tapline_v1_Event, Event__Output as _tapline_v1_Event__Output } from '../../tapline/v1/Event.ts';

export interface SessionRequest {
  'hello'?: (_tapline_v1_Hello | null);
  'reply'?: (_tapline_v1_Reply | null);
  'heartbeat'?: (_tapline_v1_Heartbeat | null);
  'clockAnswer'?: (_tapline_v1_ClockAnswer | null);
  'event'?: (_tapline_v1_Event | null);
  'message'?: "hello"|"reply"|"heartbeat"|"clockAnswer"|"event";
}

export interface SessionRequest__Output {
  'hello'?: (_tapline_v1_Hello__Output | null);
  'reply'?: (_tapline_v1_Reply__Output | null);
  'heartbeat'?: (_tapline_v1_Heartbeat__Output | null);
  'clockAnswer'?: (_tapline_v1_ClockAnswer__Output | null);
  'event'?: (_tapline_v1_Event__Output | null);
  'message'?: "hello"|"reply"|"heartbeat"|"clockAnswer"|"event";
}

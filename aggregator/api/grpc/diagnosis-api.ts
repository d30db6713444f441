import type { DiagnosisServiceHandlers } from "../../../proto/gen/tapline/v1/DiagnosisService.ts";
import type { Services } from "../../services/services.ts";
import { agentsMessage } from "./agents-message.ts";
import { progressMessage } from "./progress-message.ts";
import { type CallPlace, serveStream, serveUnary } from "./server-call.ts";
import { sendVerdict } from "./verdict-message.ts";
import { diagnosisInput, flowsInput, traceInput } from "./wire-requests.ts";

/** tapline.v1.DiagnosisService, for the command line and other tools: gRPC in front of services. */
export function diagnosisHandlers(services: Services, place: CallPlace): DiagnosisServiceHandlers {
  return {
    Diagnose: (call) =>
      serveStream(call, place, {
        // Progress that the caller does not read in time is left out.
        ask: (sender, context) =>
          services.diagnose(diagnosisInput(call.request), {
            ...context,
            emit: ({ step, what }) => void sender.offer({ progress: progressMessage(step, what) }),
          }),
        answer: sendVerdict,
      }),
    Trace: (call, callback) =>
      serveUnary(call, callback, place, {
        ask: (context) => services.trace(traceInput(call.request), context),
        answer: (trace) => ({ traceJson: JSON.stringify(trace) }),
      }),
    Flows: (call) =>
      serveStream(call, place, {
        ask: (sender, context) =>
          services.flows(flowsInput(call.request), {
            ...context,
            emit: (event) => sender.send(event),
          }),
        answer: (report, sender) => sender.send({ report }),
      }),
    ListAgents: (call, callback) =>
      serveUnary(call, callback, place, {
        ask: (context) => services.agents({}, context),
        answer: agentsMessage,
      }),
    Doctor: (call, callback) =>
      serveUnary(call, callback, place, {
        ask: (context) => services.doctor({}, context),
        answer: (document) => ({ doctorJson: JSON.stringify(document) }),
      }),
  };
}

export type {
  ApprovalAnswer,
  ApprovalOutcome,
  BackendSight,
  ChartName,
  ChartValue,
  ControlApproval,
  DecisionWord,
  EndedTurnSight,
  News,
  SessionSight,
  TurnSight,
  TurnWord,
} from '../../../../control/index.js';
export type { SessionChange, SessionRecord, StaleReason } from '../../../../domain/index.js';
export type { FileChange } from '../../../../domain/ports/codex.js';
export type { ProcessView, SessionView, View } from '../../../view/view.js';
export type { BoardMessage, TimedNews } from '../../messages.js';

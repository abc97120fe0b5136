import type { AnswerState, Connection, Metadata, Routing } from 'interview-stream';
import { agentName } from '../ui/agents';

/** How sure the choice of the specialist is, in words. */
export function sureness(routing: Routing): string {
  if (routing.decided_by === 'caller') return 'your choice';
  if (routing.fallback || routing.confidence < 0.5) return 'a guess';
  if (routing.confidence < 0.8) return 'fairly sure';
  return 'sure';
}

/** How near a library entry is, in words. */
export function nearness(strength: number): string {
  if (strength >= 0.8) return 'answers this question';
  if (strength >= 0.6) return 'very likely this question';
  if (strength >= 0.3) return 'related';
  return 'loosely related';
}

/** Who wrote an answer. The library is no AI, and is never called so. */
export function writtenBy(metadata: Metadata): string {
  if (metadata.provider !== 'library') return metadata.model;
  switch (metadata.basis) {
    case 'entry':
      return 'From the library';
    case 'related':
      return 'From related library entries';
    default:
      return 'A framework from the library';
  }
}

/** What screen readers are told, at boundaries alone. */
export function announcement({ phase, routing, metadata }: AnswerState): string {
  switch (phase) {
    case 'routing':
    case 'starting':
      return 'Answering';
    case 'answering':
      return routing === null ? 'Answering' : `${agentName(routing.selected_agent)} is answering`;
    case 'finishing':
    case 'complete':
      return metadata === null
        ? 'Answer complete'
        : `Answer complete, ${metadata.word_count} words`;
    case 'stopped':
      return 'Stopped. What arrived is kept.';
    default:
      return '';
  }
}

/** What to show of the connection; nothing while it works. */
export function connectionWords(connection: Connection): string | null {
  switch (connection.status) {
    case 'offline':
      return 'You are offline. The answer goes on, and appears here when you are back.';
    case 'reconnecting':
      return 'Reconnecting … the answer goes on meanwhile.';
    case 'idle':
      return 'It has been quiet for a while. Trying again …';
    default:
      return null;
  }
}

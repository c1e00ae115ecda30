import { fieldsOf, type StampedFact, type SupervisorCommand } from '../../machines/index.js';
import type { ReferenceCommand, ReferenceFact } from '../support/reference-model.js';

/** A command of the reference, as the supervisor takes it. */
export function supervisorCommand(command: ReferenceCommand, seq: number): SupervisorCommand {
  switch (command.type) {
    case 'register':
      return { type: 'session.register', seq, session: fieldsOf(command.record) };
    case 'resume': {
      const { agentId, identity, reopen, at } = command;
      return { type: 'session.resume', seq, agentId, identity, reopen, at };
    }
    case 'insert':
      return { type: 'session.insert', seq, record: command.record };
    case 'report': {
      const fact = factOf(command.fact);
      if (fact.type !== 'thread.bound') throw new Error(`${fact.type} is told to the hub`);
      return { type: 'thread.bind', seq, agentId: command.agentId, threadId: fact.threadId };
    }
    case 'drain':
      return { type: 'supervisor.drain', seq };
    default:
      return { type: `session.${command.type}`, seq, agentId: command.agentId };
  }
}

/** A fact of the reference, as a session takes it. */
export function factOf(fact: ReferenceFact): StampedFact {
  if (fact.type === 'fields.changed') throw new Error('fields are not part of the exploration');
  return fact;
}

import type { Json, JsonObject } from '../../domain/index.js';
import type { OpenApproval } from '../../proxy/api.js';
import { fieldOf, itemsOf, objectOf, present, textOf } from '../unread.js';
import { boundedText } from './shown.js';

/** A form without fields: there is only yes or no. */
export const EMPTY_FORM: JsonObject = { type: 'object', properties: {} };

/** A message and the form under it. */
export interface Form {
  readonly message: string;
  readonly requestedSchema: JsonObject;
}

/** Asks for more rights, which are written out. */
export function permissionsForm({ question, params }: OpenApproval): Form {
  return {
    message: `${question}\n\n${written(fieldOf(params, 'permissions'))}`,
    requestedSchema: EMPTY_FORM,
  };
}

/**
 * Passes on what an MCP server of Codex asks. A tool that wants to run shows its arguments; a page to
 * open and a form that MCP does not know become a plain yes or no.
 */
export function serverForm({ question, params }: OpenApproval): Form {
  const message = textOf(params, 'message') ?? question;
  const url = textOf(params, 'url');
  const toolParams = objectOf(params, '_meta', 'tool_params') ?? {};
  const details = [
    ...(url === undefined ? [] : [url]),
    ...(Object.keys(toolParams).length === 0 ? [] : [written(toolParams)]),
  ];
  return {
    message: [message, ...details].join('\n\n'),
    requestedSchema: textOf(params, 'mode') === 'form' ? formOf(params) : EMPTY_FORM,
  };
}

function formOf(params: JsonObject): JsonObject {
  const schema = objectOf(params, 'requestedSchema');
  return schema !== undefined && objectOf(schema, 'properties') !== undefined ? schema : EMPTY_FORM;
}

/**
 * Asks Codex' questions, one text field each, by the question's id. A question for a secret has no
 * field: MCP forbids to ask for one in a form.
 */
export function questionsForm({ question, params }: OpenApproval): Form {
  const questions = itemsOf(params, 'questions');
  const open = questions.filter((asked) => fieldOf(asked, 'isSecret') !== true);
  const fields = open.map((asked): [string, JsonObject] => [
    textOf(asked, 'id') ?? '',
    questionField(asked),
  ]);
  return {
    message: questions.length === 0 ? question : questions.map(questionText).join('\n\n'),
    requestedSchema: {
      type: 'object',
      properties: Object.fromEntries(fields),
      required: fields.map(([id]) => id),
    },
  };
}

function questionField(asked: Json): JsonObject {
  const labels = itemsOf(asked, 'options').flatMap((option) => textOf(option, 'label') ?? []);
  const isChoice = labels.length > 0 && fieldOf(asked, 'isOther') !== true;
  return present({
    type: 'string',
    title: textOf(asked, 'header'),
    description: textOf(asked, 'question'),
    enum: isChoice ? labels : undefined,
  });
}

function questionText(asked: Json): string {
  const options = itemsOf(asked, 'options').map((option) => {
    const [label = '', description = ''] = [textOf(option, 'label'), textOf(option, 'description')];
    return description === '' ? `- ${label}` : `- ${label}: ${description}`;
  });
  return [textOf(asked, 'question') ?? '', ...options].join('\n');
}

function written(value: Json | undefined): string {
  return boundedText(JSON.stringify(value ?? null, null, 2));
}

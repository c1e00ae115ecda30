import type { Json } from '../../domain/index.js';
import { changesByPath, changesOfItem, snakeWord } from '../old-shapes.js';
import { fieldOf, textOf } from '../unread.js';
import type { ItemWords } from './item-words.js';

/**
 * A change of files. App-server does not tell what the patch wrote to its output. Whether it was
 * approved by itself is put into the item as `autoApproved` by whoever knows.
 */
export const PATCH_ITEM: ItemWords = {
  isWork: true,
  item: (item, isCompleted) => ({
    type: 'FileChange',
    id: idOf(item),
    changes: changesByPath(changesOfItem(item)),
    ...(isCompleted
      ? { status: statusOf(item), stdout: '', stderr: '' }
      : { auto_approved: isAutoApproved(item) }),
  }),
  started: (item, { turnId }) => [
    {
      type: 'patch_apply_begin',
      call_id: idOf(item),
      turn_id: turnId,
      auto_approved: isAutoApproved(item),
      changes: changesByPath(changesOfItem(item)),
    },
  ],
  completed: (item, { turnId }) => [
    {
      type: 'patch_apply_end',
      call_id: idOf(item),
      turn_id: turnId,
      stdout: '',
      stderr: '',
      success: statusOf(item) === 'completed',
      changes: changesByPath(changesOfItem(item)),
      status: statusOf(item),
    },
  ],
};

function isAutoApproved(item: Json): boolean {
  return fieldOf(item, 'autoApproved') !== false;
}

function statusOf(item: Json): string {
  return snakeWord(textOf(item, 'status') ?? '');
}

function idOf(item: Json): string {
  return textOf(item, 'id') ?? '';
}
